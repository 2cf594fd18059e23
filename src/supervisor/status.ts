import { readFile } from 'node:fs/promises';
import type { Cause, Life, LifeState } from './life.ts';
import type { Slot } from './slot.ts';
import type { Role } from './spawn.ts';

export interface WorkerStatus {
  readonly name: string;
  readonly role: Role;
  readonly pid: number;
  readonly state: LifeState;
  /** Which code it runs; '' until it is ready. */
  readonly release: string;
  /** It refuses new requests for having too many. */
  readonly isOverloaded: boolean;
  /** It fills its place; others are about to, or are leaving. */
  readonly isCurrent: boolean;
  readonly ageS: number;
  readonly requests: number;
  readonly inFlight: number;
  readonly connections: number;
  /** Busy share of its event loop, 0..1. */
  readonly loop: number;
  readonly rssBytes: number;
  /** 0 where the system does not tell. */
  readonly pssBytes: number;
}

/** The fleet as an operator sees it. */
export interface FleetStatus {
  readonly pid: number;
  /** What the supervisor itself runs: a reload replaces the workers, not it. */
  readonly release: string;
  readonly uptimeS: number;
  /** Of the supervisor itself: PSS, or RSS where the system does not tell. */
  readonly memoryBytes: number;
  readonly operation: string | undefined;
  readonly isDegraded: boolean;
  readonly ends: Readonly<Record<Cause, number>>;
  readonly reloads: { readonly done: number; readonly failed: number };
  /** Requests begun by all workers there were. */
  readonly requests: number;
  readonly places: readonly { readonly name: string; readonly role: Role; readonly isUp: boolean }[];
  readonly workers: readonly WorkerStatus[];
}

/** A worker that has missed this many beats is not called up, long before it is killed. */
const MISSED_BEATS = 5;

/** Of a worker that has said nothing yet. */
const NO_BEAT = { requests: 0, inFlight: 0, connections: 0, loop: 0, rssBytes: 0, isOverloaded: false };

export async function describeWorker(life: Life, slots: readonly Slot[]): Promise<WorkerStatus> {
  const beat = life.beat ?? NO_BEAT;
  return {
    name: life.name,
    role: life.role,
    pid: life.pid,
    state: life.state,
    release: life.release,
    isOverloaded: beat.isOverloaded,
    isCurrent: slots.some(({ current }) => current === life),
    ageS: Math.round((performance.now() - life.startedAt) / 1000),
    requests: beat.requests,
    inFlight: beat.inFlight,
    connections: beat.connections,
    loop: beat.loop,
    rssBytes: beat.rssBytes,
    pssBytes: await readPss(life.pid),
  };
}

export function describePlace({ name, role, current }: Slot, heartbeatMs: number) {
  const isUp = current?.state === 'ready' && performance.now() - current.heardAt < MISSED_BEATS * heartbeatMs;
  return { name, role, isUp };
}

/** Proportional set size in bytes, from Linux's /proc; 0 elsewhere. */
export async function readPss(pid: number): Promise<number> {
  try {
    const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}
