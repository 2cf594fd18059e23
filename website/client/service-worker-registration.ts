/** Background sync is not in the DOM's types: Chromium alone has it. */
interface WithSync extends ServiceWorkerRegistration {
  sync: { register(tag: string): Promise<void> };
}

/** Registers /sw.js where the browser allows it: on https and localhost, not on a plain LAN address. */
export function registerServiceWorker(): void {
  if (!('serviceWorker' in navigator)) return;
  window.addEventListener('load', () => {
    navigator.serviceWorker.register('/sw.js').catch(() => {
      // Refused (private window, storage full): everything but offline use works without it.
    });
  });
}

/** Asks the browser to send kept entries when the network is back, even with this page closed. */
export async function requestBackgroundSync(): Promise<void> {
  if (!('serviceWorker' in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration();
  if (!registration || !('sync' in registration)) return;
  // Refused where the person turned it off: the page itself still tries again.
  await (registration as WithSync).sync.register('offline-queue').catch(() => undefined);
}
