import { performance } from 'node:perf_hooks';

const LOOK_EVERY_MS = 500;
/** So many slow looks in a row are overload; one alone may be a large import or a collection of garbage. */
const SLOW_LOOKS = 4;
/** For so long after an overload one slow look is enough: the crowd is still there. */
const ALERT_MS = 10_000;

/** Whether this process has more to do than it can. */
export interface Overload {
  /** New work had better be refused at once than queued. */
  readonly isNow: boolean;
  /** It has been so within the last seconds. */
  readonly isRecent: boolean;
}

/**
 * Watches how long a turn of the event loop takes on average. Everybody who waits, waits for some turns, and the more
 * are served at the same time, the longer one takes; a busy loop with short turns (a benchmark) is no overload.
 */
export class LoopWatch implements Overload {
  readonly #maxTurnMs: number;
  #before = measure();
  #slowLooks = 0;
  #isNow = false;
  #lastAt = -Infinity;

  constructor(maxTurnMs: number) {
    this.#maxTurnMs = maxTurnMs;
    if (maxTurnMs > 0) setInterval(() => this.#look(), LOOK_EVERY_MS).unref();
  }

  get isNow(): boolean {
    return this.#isNow;
  }

  get isRecent(): boolean {
    return this.#isNow || performance.now() - this.#lastAt < ALERT_MS;
  }

  #look(): void {
    const now = measure();
    const turns = now.turns - this.#before.turns;
    const turnMs = (now.activeMs - this.#before.activeMs) / Math.max(1, turns);
    this.#before = now;
    const isAlert = this.isRecent;
    this.#slowLooks = turnMs > this.#maxTurnMs ? this.#slowLooks + 1 : 0;
    this.#isNow = this.#slowLooks >= (isAlert ? 1 : SLOW_LOOKS);
    if (this.#isNow) this.#lastAt = performance.now();
  }
}

function measure(): { turns: number; activeMs: number } {
  return {
    turns: performance.nodeTiming.uvMetricsInfo.loopCount,
    activeMs: performance.eventLoopUtilization().active,
  };
}
