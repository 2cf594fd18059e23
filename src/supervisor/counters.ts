/** One counted window: how often it was counted, and when (ms since 1970) it starts again from nothing. */
export interface Count {
  readonly count: number;
  readonly resetsAt: number;
}

/**
 * Fixed-window counters with a bounded number of keys. The oldest window makes room when the bound is reached, so a
 * flood of made-up keys costs memory only up to `maxKeys`.
 */
export class Counters {
  readonly #windows = new Map<string, { count: number; resetsAt: number }>();
  readonly #maxKeys: number;

  constructor(maxKeys = 20_000) {
    this.#maxKeys = maxKeys;
  }

  /** Counts one event; opens a window of `windowMs` when there is none or the last one is over. */
  increment(key: string, windowMs: number, now = Date.now()): Count {
    const current = this.#windows.get(key);
    if (current && current.resetsAt > now) {
      current.count += 1;
      return { ...current };
    }
    this.#windows.delete(key);
    this.#makeRoom(now);
    const opened = { count: 1, resetsAt: now + windowMs };
    this.#windows.set(key, opened);
    return { ...opened };
  }

  /** Takes one event back (a request that should not have counted); never below nothing. */
  decrement(key: string): void {
    const current = this.#windows.get(key);
    if (current && current.count > 0) current.count -= 1;
  }

  reset(key: string): void {
    this.#windows.delete(key);
  }

  get size(): number {
    return this.#windows.size;
  }

  #makeRoom(now: number): void {
    // A Map keeps insertion order, so the first keys are the oldest windows: a few looks per insert are enough.
    let looked = 0;
    for (const [key, window] of this.#windows) {
      if (window.resetsAt <= now || this.#windows.size >= this.#maxKeys) this.#windows.delete(key);
      if (++looked >= 4) return;
    }
  }
}
