/** What keeps the screen from being kept on: `insecure` (plain http), `missing` (an older browser); undefined: nothing. */
export type WakeProblem = 'insecure' | 'missing' | undefined;

/**
 * Keeps the screen on while the page is looked at, and takes the lock anew when one comes back to it: the browser drops
 * it each time the page is hidden.
 */
export function keepAwake(): WakeProblem {
  if (!globalThis.isSecureContext) return 'insecure';
  if (!('wakeLock' in navigator)) return 'missing';
  const request = () => {
    // Refused with a low battery: nothing to do about it.
    if (document.visibilityState === 'visible') navigator.wakeLock.request('screen').catch(() => undefined);
  };
  document.addEventListener('visibilitychange', request);
  request();
  return undefined;
}
