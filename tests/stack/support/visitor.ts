/** A browser without scripts, over real HTTP: cookies and CSRF tokens. */
export class Visitor {
  readonly #url: string;
  readonly #cookies = new Map<string, string>();
  #csrf = '';

  constructor(url: string) {
    this.#url = url;
  }

  get cookie(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(path, { headers });
  }

  /** Opens a page and keeps its CSRF token for the next post. */
  async open(path: string): Promise<string> {
    const html = await (await this.get(path)).text();
    this.#csrf = /name="csrf-token" content="([^"]+)"/.exec(html)?.[1] ?? this.#csrf;
    return html;
  }

  async post(path: string, fields: Record<string, string>): Promise<Response> {
    return this.#send(path, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: this.#csrf, ...fields }),
    });
  }

  async upload(path: string, file: Uint8Array, type: string): Promise<Response> {
    const form = new FormData();
    form.set('file', new Blob([new Uint8Array(file)], { type }), 'picture');
    return this.#send(path, { method: 'POST', body: form, headers: { 'X-CSRF-Token': this.#csrf } });
  }

  async signIn(email: string, password: string): Promise<number> {
    await this.open('/auth/sign-in');
    const { status } = await this.post('/auth/sign-in', { email, password });
    await this.open('/');
    return status;
  }

  async #send(path: string, init: RequestInit): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#cookies.size > 0) headers.set('Cookie', this.cookie);
    headers.set('Origin', this.#url);
    if (!headers.has('Accept')) headers.set('Accept', 'text/html');
    const response = await fetch(this.#url + path, { ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      this.#cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  }
}
