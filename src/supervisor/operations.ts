/** Thrown where an operation stops because the whole server is stopping. */
export class Superseded extends Error {
  constructor() {
    super('The server is stopping.');
    this.name = 'Superseded';
  }
}

/**
 * One operation at a time, in the order asked for. An operation that waits already is not queued twice: ten reloads
 * asked for at once are the running one and one more. `close` lets the running one end early and refuses all others.
 */
export class Operations {
  readonly #waiting = new Map<string, Promise<unknown>>();
  readonly #closing = new AbortController();
  #last: Promise<unknown> = Promise.resolve();
  #running: string | undefined;

  get running(): string | undefined {
    return this.#running;
  }

  run<T>(name: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const queued = this.#waiting.get(name) as Promise<T> | undefined;
    if (queued) return queued;
    const turn = this.#last.then(async () => {
      this.#waiting.delete(name);
      if (this.#closing.signal.aborted) throw new Superseded();
      this.#running = name;
      try {
        return await work(this.#closing.signal);
      } finally {
        this.#running = undefined;
      }
    });
    this.#waiting.set(name, turn);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  close(): void {
    this.#closing.abort(new Superseded());
  }
}

/** Waits for `promise`, or rejects as soon as `signal` is aborted. */
export async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  signal.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason as Error);
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
