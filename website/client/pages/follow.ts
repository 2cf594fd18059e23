// Parts of a page that change by themselves, such as a file that is being read: `data-follow` names their topics, and a
// part is loaded again (its own hx-get) with every frame on one of them. A part with `data-fresh` waits for news only; the
// others may be out of date already when the channel opens, and are looked at every few seconds while there is none.
import { liveChannel } from '../page-channel.ts';

const LOOK_EVERY_MS = 3_000;

const followed = new Map<string, () => void>();
const partsOf = (topic: string) => document.querySelectorAll<HTMLElement>(`[data-follow~="${topic}"]`);
const topicsOf = (part: HTMLElement) => part.dataset.follow!.split(' ');

function refresh(part: HTMLElement): void {
  // A look that is under way may have begun before the news, and what it brings replaces the part: so it gives way.
  part.setAttribute('hx-sync', 'this:replace');
  part.dispatchEvent(new CustomEvent('refresh'));
}

function follow(topic: string): () => void {
  const hear = () => partsOf(topic).forEach(refresh);
  // It may have been done before the channel was open: so look once more then.
  const isStale = [...partsOf(topic)].some(({ dataset }) => dataset.fresh === undefined);
  return liveChannel().subscribe(topic, hear, hear, { isStale });
}

/** Follows what the page's parts name now, and nothing else. */
function followParts(): void {
  const parts = [...document.querySelectorAll<HTMLElement>('[data-follow]')];
  const named = new Set(parts.flatMap(topicsOf));
  for (const [topic, leave] of followed) {
    if (named.has(topic)) continue;
    leave();
    followed.delete(topic);
  }
  for (const topic of named) if (!followed.has(topic)) followed.set(topic, follow(topic));
}

followParts();
document.addEventListener('htmx:after:swap', followParts);
document.addEventListener('htmx:before:response', (event) => {
  const { ctx } = (event as CustomEvent<{ ctx?: { response?: { status: number } } }>).detail;
  const isPart = event.target instanceof Element && event.target.matches('[data-follow]');
  if (!isPart || ctx?.response?.status !== 404) return;
  // What the page is about has been thrown away meanwhile: the whole page says so.
  event.preventDefault();
  location.reload();
});
if (followed.size > 0) {
  setInterval(() => {
    if (followed.size === 0 || liveChannel().isOpen) return;
    document.querySelectorAll<HTMLElement>('[data-follow]:not([data-fresh])').forEach(refresh);
  }, LOOK_EVERY_MS);
}
