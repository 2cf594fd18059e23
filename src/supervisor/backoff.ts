/** A life this long counts as healthy: the next failure starts again without a pause. */
const HEALTHY_MS = 60_000;
const FIRST_PAUSE_MS = 500;

/** How long to wait before the next start in a slot whose workers keep dying: 0, 0.5, 1, 2, 4 … `maxMs`. */
export class Backoff {
  readonly #maxMs: number;
  #failures = 0;

  constructor(maxMs: number) {
    this.#maxMs = maxMs;
  }

  /** The pause after a worker that had been ready for `readyMs`. */
  next(readyMs: number): number {
    if (readyMs >= HEALTHY_MS) this.#failures = 0;
    const pause = this.#failures === 0 ? 0 : FIRST_PAUSE_MS * 2 ** (this.#failures - 1);
    this.#failures += 1;
    return Math.min(pause, this.#maxMs);
  }
}
