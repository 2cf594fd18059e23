import { LiveChannel } from './live-channel.ts';

let shared: LiveChannel | undefined;

/** The page's one channel; all its parts subscribe through it. */
export function liveChannel(): LiveChannel {
  if (!shared) {
    const channel = new LiveChannel({
      url: `${location.protocol.replace('http', 'ws')}//${location.host}/ws`,
    });
    window.addEventListener('online', () => channel.wake());
    document.addEventListener(
      'visibilitychange',
      () => document.visibilityState === 'visible' && channel.wake(),
    );
    shared = channel;
  }
  return shared;
}
