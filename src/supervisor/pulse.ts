import inspector from 'node:inspector';
import { type EventLoopUtilization, performance } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import type { Connections } from './connections.ts';
import { residentBytes } from './memory.ts';
import type { Beat, ServedRequest } from './messages.ts';
import type { Overload } from './overload.ts';

/** What a worker can be busy with: connections of its server, or jobs it says are `running`. */
interface Work {
  readonly connections: Connections | undefined;
  readonly running: (() => ServedRequest[]) | undefined;
  readonly overload: Overload;
}

/** Calls `send` with what this process is doing, now and every `everyMs`; the returned function ends it. */
export function startPulse(everyMs: number, work: Work, send: (beat: Beat) => void): () => void {
  let before: EventLoopUtilization | undefined;
  const beat = () => {
    const now = performance.eventLoopUtilization();
    const loop = before ? performance.eventLoopUtilization(now, before).utilization : 0;
    before = now;
    send(takeBeat(loop, work));
  };
  beat();
  const timer = setInterval(beat, everyMs);
  return () => clearInterval(timer);
}

function takeBeat(loop: number, { connections, running, overload }: Work): Beat {
  const jobs = running?.().slice(0, 20) ?? [];
  return {
    loop: Math.round(loop * 1000) / 1000,
    rssBytes: residentBytes(),
    heapBytes: getHeapStatistics().used_heap_size,
    connections: connections?.count ?? 0,
    requests: connections?.requests ?? 0,
    inFlight: connections?.inFlight ?? jobs.length,
    serving: connections?.serving() ?? jobs,
    // Of a jobs worker nobody waits for an answer: it may be as busy as it likes.
    isOverloaded: connections !== undefined && overload.isRecent,
    debugged: inspector.url() !== undefined,
  };
}
