import { performance } from 'node:perf_hooks';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { residentBytes } from './memory.ts';

/** A worker that did at most this share of the time anything is idle: nobody waits while it tidies. */
const IDLE_LOOP = 0.05;
const BEATS_AFTER_START = 2;
/** Later only a long pause counts: such a collection also throws away machine code, which has to be made again. */
const BEATS_BETWEEN = 60;
/** A collection is worth its moment when the process has grown by this since the last one. */
const GROWN_BYTES = 6 * 1024 * 1024;

/** V8's collection on demand; there with the flag --expose-gc. */
type Collect = (how: { type: 'major'; execution: 'sync'; flavor: 'last-resort' }) => void;

/**
 * Gives memory back when a worker has fallen idle. V8 keeps the room for young objects as large as the last burst (or
 * the start) made it, and returns it only in a collection of the flavor "last resort": some 20 MB of 60 after the
 * start, more after load. Call the result with each beat's share of busy time.
 */
export function settleWhenIdle(
  collect: Collect | undefined = (globalThis as { gc?: Collect }).gc,
  rssBytes: () => number = residentBytes,
): (loop: number) => void {
  let idleBeats = 0;
  let neededBeats = BEATS_AFTER_START;
  let settledBytes = 0;
  return (loop) => {
    idleBeats = loop <= IDLE_LOOP ? idleBeats + 1 : 0;
    if (!collect || idleBeats < neededBeats || rssBytes() < settledBytes + GROWN_BYTES) return;
    collect({ type: 'major', execution: 'sync', flavor: 'last-resort' });
    settledBytes = rssBytes();
    neededBeats = BEATS_BETWEEN;
  };
}

/** The same for a process that sends no beats and was started without the flag: the primary. */
export function settleNowAndThen(everyMs: number): void {
  setFlagsFromString('--expose-gc');
  const settle = settleWhenIdle(runInNewContext('gc') as Collect);
  let before = performance.eventLoopUtilization();
  setInterval(() => {
    settle(performance.eventLoopUtilization(before).utilization);
    before = performance.eventLoopUtilization();
  }, everyMs).unref();
}
