export const STATIC_CACHE = 'static';
export const OFFLINE_PAGE = '/offline';

const PAGES_PREFIX = 'pages:';
const STATE_CACHE = 'state';
const CURRENT_USER = '/current-user';
const MAX_PAGES = 40;
const PATIENCE_MS = 8_000;

/**
 * A page from the network, kept under the user it was drawn for. Without a network, the copy of the user who was last
 * signed in here; a page for nobody (sign-in) forgets that user's copies, but never the entries not sent yet.
 */
export async function answerPage(
  request: Request,
  later: (work: Promise<unknown>) => void,
): Promise<Response> {
  const fromNetwork = fetch(request).then((response) => {
    if (response.ok && isHtml(response)) later(remember(request, response.clone()));
    return response;
  });
  try {
    // A network that hangs is worse than none: after a while the kept copy comes, if there is one.
    const late = new Promise<undefined>((resolve) => setTimeout(resolve, PATIENCE_MS));
    return (await Promise.race([fromNetwork, late])) ?? (await keptPage(request)) ?? (await fromNetwork);
  } catch {
    return (await keptPage(request)) ?? (await caches.match(OFFLINE_PAGE)) ?? Response.error();
  }
}

/** Deletes what earlier builds left in the cache of static files. */
export async function forgetOldCaches(builtFiles: readonly string[]): Promise<void> {
  const cache = await caches.open(STATIC_CACHE);
  for (const request of await cache.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith('/static/build/') && !builtFiles.includes(pathname)) await cache.delete(request);
  }
}

async function remember(request: Request, response: Response): Promise<void> {
  const copy = response.clone();
  const userKey = /<meta name="user-key" content="([^"]*)"/.exec(await response.text())?.[1] ?? '';
  const before = await currentUser();
  if (userKey !== before) {
    if (before) await caches.delete(PAGES_PREFIX + before);
    await (await caches.open(STATE_CACHE)).put(CURRENT_USER, new Response(userKey));
  }
  if (!userKey) return;
  const cache = await caches.open(PAGES_PREFIX + userKey);
  // Put anew, so that the order of the keys is that of the last visits.
  await cache.delete(request);
  await cache.put(request, copy);
  const keys = await cache.keys();
  await Promise.all(keys.slice(0, Math.max(0, keys.length - MAX_PAGES)).map((old) => cache.delete(old)));
}

async function keptPage(request: Request): Promise<Response | undefined> {
  const userKey = await currentUser();
  if (!userKey) return undefined;
  return (await caches.open(PAGES_PREFIX + userKey)).match(request, { ignoreVary: true });
}

async function currentUser(): Promise<string> {
  const kept = await (await caches.open(STATE_CACHE)).match(CURRENT_USER);
  return kept ? kept.text() : '';
}

function isHtml(response: Response): boolean {
  return (response.headers.get('Content-Type') ?? '').startsWith('text/html') && !response.redirected;
}
