// Text that a model is just writing: `data-streamed` names its topic, `data-whole` where all of it is read, `data-pieces`
// how far the page was when it was drawn.
import { liveChannel } from '../page-channel.ts';
import { StreamedText, type WholeText } from '../streamed-text.ts';

const followed = new Map<HTMLElement, () => void>();

async function load(address: string): Promise<WholeText> {
  const response = await fetch(address, { headers: { Accept: 'application/json' } });
  if (!response.ok) throw new Error(`answered with ${response.status}`);
  return (await response.json()) as WholeText;
}

function follow(place: HTMLElement): () => void {
  const { streamed = '', whole = '', pieces } = place.dataset;
  const text = new StreamedText({
    start: { text: place.textContent ?? '', pieces: Number(pieces) },
    load: () => load(whole),
    show: (shown) => (place.textContent = shown),
    ended: () => place.removeAttribute('aria-busy'),
  });
  const catchUp = () => void text.catchUp();
  return liveChannel().subscribe(streamed, (frame) => text.hear(frame), catchUp, { isStale: true });
}

function look(): void {
  for (const [place, unfollow] of followed) {
    if (place.isConnected) continue;
    followed.delete(place);
    unfollow();
  }
  for (const place of document.querySelectorAll<HTMLElement>('[data-streamed]'))
    if (!followed.has(place)) followed.set(place, follow(place));
}

look();
document.addEventListener('htmx:after:swap', look);
