/** When the server drew these rows: newer ones win. */
const DRAWN = /data-drawn="([^"]+)"/;

/** The list as the server drew it last, beside the kept pages of this person, so that it goes when they go. */
export class KeptRows {
  readonly #cacheName: string;
  readonly #url: string;

  constructor({ userKey, url }: { userKey: string; url: string }) {
    this.#cacheName = `pages:${userKey}`;
    this.#url = url;
  }

  async keep(html: string): Promise<void> {
    // Only where there is a service worker (https, localhost) can the page be opened without a network at all.
    if (!('caches' in window)) return;
    const headers = { 'Content-Type': 'text/html; charset=utf-8' };
    await (await caches.open(this.#cacheName)).put(this.#url, new Response(html, { headers }));
  }

  /** The kept rows, if they are newer than those on the page. */
  async newerThan(page: string): Promise<string | undefined> {
    if (!('caches' in window)) return undefined;
    const kept = await (await caches.open(this.#cacheName)).match(this.#url, { ignoreVary: true });
    const html = await kept?.text();
    const drawnAt = html === undefined ? undefined : DRAWN.exec(html)?.[1];
    return drawnAt !== undefined && drawnAt > (DRAWN.exec(page)?.[1] ?? '') ? html : undefined;
  }
}
