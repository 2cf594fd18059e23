// A part of a page that changes by itself, such as a file that is being read: `data-follow` names its topic, and it is
// loaded again (its own hx-get) with every frame on it. Without a connection it is looked at every few seconds.
import { liveChannel } from '../page-channel.ts';

const LOOK_EVERY_MS = 3_000;

const part = () => document.querySelector<HTMLElement>('[data-follow]');
const refresh = () => {
  // A look that is under way may have begun before the news, and what it brings replaces the part: so it gives way.
  part()?.setAttribute('hx-sync', 'this:replace');
  part()?.dispatchEvent(new CustomEvent('refresh'));
};
const topic = part()?.dataset.follow;

if (topic) {
  const channel = liveChannel();
  // It may have been done before the channel was open: so look once more then.
  const unfollow = channel.subscribe(topic, refresh, refresh, { isStale: true });
  const looking = setInterval(() => {
    if (!channel.isOpen) refresh();
  }, LOOK_EVERY_MS);
  document.addEventListener('htmx:after:swap', () => {
    if (part()?.dataset.follow === topic) return;
    unfollow();
    clearInterval(looking);
  });
}
