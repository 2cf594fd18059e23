import type { Express } from 'express';
import request, { type Response, type Test } from 'supertest';

/** Form fields as typed; an array sends a field several times. */
export type Fields = Record<string, string | number | boolean | string[]>;

export interface UploadedFile {
  name: string;
  bytes: Buffer;
}

/**
 * What a browser does, over HTTP: keeps cookies, and posts forms with the CSRF token of the page they stand on.
 * It runs no scripts, so what passes here works without JavaScript.
 */
export class Browser {
  readonly #app: Express;
  readonly #cookies = new Map<string, string>();
  #csrf: string | undefined;
  #address: string | undefined;
  #host: string | undefined;

  constructor(app: Express) {
    this.#app = app;
  }

  setCookie(pair: string): void {
    const equals = pair.indexOf('=');
    this.#cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name);
  }

  /** From now on comes from this IP address, behind a proxy: needs TRUST_PROXY=1. */
  from(address: string): this {
    this.#address = address;
    return this;
  }

  /** From now on opens the installation at this address, such as its PUBLIC_URL. */
  at(origin: string): this {
    this.#host = new URL(origin).host;
    return this;
  }

  /** Opens a page; does not follow redirects. */
  async get(path: string): Promise<Response> {
    return this.#send(request(this.#app).get(path).accept('text/html'));
  }

  /** Opens a page and goes where its redirects lead. */
  async visit(path: string): Promise<Response> {
    let response = await this.get(path);
    for (let hops = 0; response.status >= 300 && response.status < 400 && hops < 5; hops++) {
      response = await this.get(response.headers['location']!);
    }
    return response;
  }

  /** Posts a form as its page would: with the CSRF token of the page opened last. */
  async post(path: string, fields: Fields = {}, headers: Record<string, string> = {}): Promise<Response> {
    return this.#send(
      request(this.#app)
        .post(path)
        .accept('text/html')
        .type('form')
        .set(headers)
        .send({ _csrf: await this.#token(), ...fields }),
    );
  }

  /** Posts a body as it is, with the CSRF token in the header: what no form would send. */
  async raw(path: string, type: string, body: string): Promise<Response> {
    return this.#send(
      request(this.#app)
        .post(path)
        .accept('text/html')
        .set('X-CSRF-Token', await this.#token())
        .type(type)
        .send(body),
    );
  }

  /** Posts a form with files (multipart). */
  async upload(
    path: string,
    files: Record<string, UploadedFile | readonly UploadedFile[]>,
    fields: Fields = {},
  ): Promise<Response> {
    const token = await this.#token();
    const upload = request(this.#app)
      .post(`${path}${path.includes('?') ? '&' : '?'}_csrf=${token}`)
      .accept('text/html');
    for (const [name, value] of Object.entries(fields)) void upload.field(name, String(value));
    for (const [field, given] of Object.entries(files))
      for (const { name, bytes } of [given].flat()) void upload.attach(field, bytes, name);
    return this.#send(upload);
  }

  /** A JSON request of the page's own scripts, with the session's cookie and CSRF token. */
  async json(
    method: 'get' | 'post' | 'put' | 'patch' | 'delete',
    path: string,
    body?: unknown,
  ): Promise<Response> {
    const call = request(this.#app)[method](path).accept('application/json');
    if (method !== 'get') void call.set('X-CSRF-Token', await this.#token());
    return this.#send(body === undefined ? call : call.send(body as object));
  }

  async #token(): Promise<string> {
    const isSignedIn = [...this.#cookies.keys()].some((name) => name.endsWith('pa_session'));
    if (this.#csrf === undefined) await this.get(isSignedIn ? '/settings' : '/auth/sign-in');
    if (this.#csrf === undefined) throw new Error('the page opened last has no CSRF token');
    return this.#csrf;
  }

  async #send(call: Test): Promise<Response> {
    const cookies = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    if (this.#address !== undefined) void call.set('X-Forwarded-For', this.#address);
    if (this.#host !== undefined) void call.set('Host', this.#host);
    const response = await call.set('Cookie', cookies).ok(() => true);
    for (const cookie of (response.headers['set-cookie'] as unknown as string[] | undefined) ?? []) {
      const pair = cookie.split(';')[0]!;
      if (/max-age=0/i.test(cookie)) this.#cookies.delete(pair.slice(0, pair.indexOf('=')));
      else this.setCookie(pair);
    }
    const token = /<meta name="csrf-token" content="([^"]+)"/.exec(response.text ?? '')?.[1];
    if (token) this.#csrf = token;
    return response;
  }
}
