import type { Cause, Life } from './life.ts';

/** Unplanned ends within this time count together. */
const WINDOW_MS = 60_000;
const DEGRADED_ENDS = 5;
/** A worker that does not stay up this long is not alive in any useful sense. */
const STEADY_MS = 5000;

/** How well the fleet is: whether it is degraded, and when there is no hope left. */
export class Vitality {
  readonly #hopelessAfterMs: number;
  #recent: number[] = [];
  #lastSteadyAt = performance.now();

  constructor(hopelessAfterMs: number) {
    this.#hopelessAfterMs = hopelessAfterMs;
  }

  /** The fleet has come up: from now on somebody has to be alive. */
  begin(): void {
    this.#lastSteadyAt = performance.now();
  }

  noteEnd(cause: Cause): void {
    if (cause !== 'planned') this.#recent.push(performance.now());
  }

  /** Too many workers have ended unplanned in the last minute. */
  get isDegraded(): boolean {
    const since = performance.now() - WINDOW_MS;
    this.#recent = this.#recent.filter((at) => at > since);
    return this.#recent.length >= DEGRADED_ENDS;
  }

  /** True when no web worker has stayed up for as long as the settings allow. */
  isHopeless(lives: Iterable<Life>): boolean {
    const now = performance.now();
    const steadyMs = Math.min(STEADY_MS, this.#hopelessAfterMs / 2);
    for (const life of lives) {
      if (life.role === 'web' && life.state === 'ready' && life.readyMs() >= steadyMs)
        this.#lastSteadyAt = now;
    }
    return now - this.#lastSteadyAt > this.#hopelessAfterMs;
  }
}
