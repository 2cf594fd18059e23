// Keeps the product usable without a network: its files, the pages a person opened lately, and a page that says so.
import { OfflineQueue } from '../offline-queue.ts';
import { EntryStore } from '../offline/store.ts';
import { answerPage, forgetOldCaches, OFFLINE_PAGE, STATIC_CACHE } from './caches.ts';

declare const self: ServiceWorkerGlobalScope;
/** Addresses of the built files, put in by scripts/build-client.ts: a new build is a new worker. */
declare const BUILT_FILES: string[];

interface SyncEvent extends ExtendableEvent {
  tag: string;
}

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(STATIC_CACHE)
      .then((cache) => cache.addAll([...BUILT_FILES, '/static/icons/icon.svg', anonymous(OFFLINE_PAGE)]))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(forgetOldCaches(BUILT_FILES).then(() => self.clients.claim()));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== 'GET' || origin !== self.location.origin) return;
  if (request.mode === 'navigate') event.respondWith(answerPage(request, (work) => event.waitUntil(work)));
  else if (pathname.startsWith('/static/')) {
    event.respondWith(caches.match(request, { ignoreVary: true }).then((cached) => cached ?? fetch(request)));
  }
});

// Browsers that know background sync send what was kept even after the page was closed.
self.addEventListener('sync', (event) => {
  const sync = event as SyncEvent;
  if (sync.tag === 'offline-queue') sync.waitUntil(sendAllKept());
});

/** As nobody: this page is kept for whoever uses the device. */
function anonymous(path: string): Request {
  return new Request(path, { credentials: 'omit' });
}

async function sendAllKept(): Promise<void> {
  for (const userKey of await new EntryStore().userKeys()) {
    const halt = await new OfflineQueue({ userKey }).flush();
    // A rejected sync is repeated by the browser.
    if (halt?.reason === 'unreachable') throw new Error('The server cannot be reached yet');
  }
}
