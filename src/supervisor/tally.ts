import type { Happenings } from './happenings.ts';
import type { Cause } from './life.ts';

/** How often what has happened since the start, for status and metrics. */
export class Tally {
  /** Ends of workers by cause. */
  readonly ends: Record<Cause, number> = { planned: 0, boot: 0, timeout: 0, 'out-of-memory': 0, crash: 0 };
  readonly reloads = { done: 0, failed: 0 };
  /** Requests begun by workers that have ended. */
  requestsOfEnded = 0;

  constructor(happenings: Happenings) {
    happenings
      .on('ended', ({ beat }, { cause }) => {
        this.ends[cause] += 1;
        this.requestsOfEnded += beat?.requests ?? 0;
      })
      .on('reloaded', () => (this.reloads.done += 1))
      .on('reloadFailed', () => (this.reloads.failed += 1));
  }
}
