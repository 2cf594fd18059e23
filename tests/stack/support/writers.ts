/** Clients that log workouts one after the other, and remember what was acknowledged. */
export class Writers {
  /** Ids that the server said it has. */
  readonly acknowledged: string[] = [];
  /** How often each status came; 0 is a connection that broke. */
  readonly statuses = new Map<number, number>();
  readonly #url: string;
  readonly #token: string;
  #isStopping = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  start(count: number): void {
    this.#running = Promise.all(Array.from({ length: count }, () => this.#writeOn()));
  }

  async stop(): Promise<void> {
    this.#isStopping = true;
    await this.#running;
  }

  /** Resolves with the seconds until the next acknowledged write that begins now or later. */
  async secondsUntilServed(): Promise<number> {
    const begun = performance.now();
    while ((await this.#write()) !== 201) await new Promise((done) => setTimeout(done, 50));
    return (performance.now() - begun) / 1000;
  }

  async #writeOn(): Promise<void> {
    while (!this.#isStopping) await this.#write();
  }

  async #write(): Promise<number> {
    let status = 0;
    try {
      const response = await fetch(`${this.#url}/api/v1/workouts`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${this.#token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ startedAt: new Date().toISOString(), sets: [] }),
        signal: AbortSignal.timeout(15_000),
      });
      ({ status } = response);
      const body = (await response.json()) as { id?: string };
      if (status === 201 && body.id) this.acknowledged.push(body.id);
    } catch {
      status = 0;
    }
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    return status;
  }
}
