/** A script with a token, as anybody may write one: it makes data for walks and counts what they left. */
export class ApiClient {
  readonly #origin: string;
  readonly #token: string;

  constructor(origin: string, token: string) {
    this.#origin = origin;
    this.#token = token;
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.#send<Answer>('GET', path);
  }

  post<Answer = { id: string }>(path: string, body: unknown): Promise<Answer> {
    return this.#send<Answer>('POST', path, body);
  }

  /** The id of the exercise that fits the words best. */
  async exerciseId(words: string): Promise<string> {
    const { items } = await this.get<{ items: { id: string }[] }>(
      `/exercises?limit=1&q=${encodeURIComponent(words)}`,
    );
    if (!items[0]) throw new Error(`no exercise is called “${words}”`);
    return items[0].id;
  }

  async #send<Answer>(method: string, path: string, body?: unknown): Promise<Answer> {
    const isForm = body instanceof FormData;
    const answer = await fetch(`${this.#origin}/api/v1${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && !isForm && { 'Content-Type': 'application/json' }),
      },
      ...(body !== undefined && { body: isForm ? body : JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return (answer.status === 204 ? undefined : await answer.json()) as Answer;
  }
}
