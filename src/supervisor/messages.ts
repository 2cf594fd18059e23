import type { Count } from './counters.ts';

/** Raised when a message changes its meaning: a primary refuses workers that speak another protocol. */
export const PROTOCOL = 1;

/** A request being served: `ageMs` counted from its first byte read by the app, path without the query. */
export interface ServedRequest {
  readonly method: string;
  readonly path: string;
  readonly ageMs: number;
}

/** Under this symbol a worker's global object has a function that lists what it serves, for who stops it to look. */
export const SERVING_KEY = 'supervisor.serving';

/** What a worker says about itself once a second. `loop` is the event loop's busy share, 0..1. */
export interface Beat {
  readonly loop: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly connections: number;
  readonly requests: number;
  readonly inFlight: number;
  /** The longest running ones, at most twenty. */
  readonly serving: readonly ServedRequest[];
  /** It has more to do than it can and refuses new requests, or did so in the last seconds. */
  readonly isOverloaded: boolean;
  /** A debugger is attached: the worker may stand still for as long as it likes. */
  readonly debugged: boolean;
}

/** One metric as prom-client's `getMetricsAsJSON()` gives it. */
export interface MetricFamily {
  readonly name: string;
  readonly help: string;
  readonly type: string;
  readonly aggregator?: string;
  readonly values: readonly {
    readonly value: number;
    readonly metricName?: string;
    readonly labels: Readonly<Record<string, string | number>>;
  }[];
}

export type WorkerMessage =
  | { readonly type: 'ready'; readonly protocol: number; readonly release: string }
  | { readonly type: 'beat'; readonly beat: Beat }
  | { readonly type: 'metrics'; readonly families: readonly MetricFamily[] }
  /** Nothing is left to do; `cut` names what had to be broken off. Answered by `exit`. */
  | { readonly type: 'drained'; readonly cut: readonly ServedRequest[] }
  /** Someone sent TERM to this worker: it asks for a successor. */
  | { readonly type: 'retire'; readonly reason: string }
  /** The heap is written to `file`, or `error` says why not. */
  | { readonly type: 'heap'; readonly file: string; readonly error: string | undefined }
  | { readonly type: 'fatal'; readonly code: number; readonly error: string }
  | {
      readonly type: 'count';
      readonly id: number;
      readonly op: 'increment' | 'decrement' | 'reset';
      readonly key: string;
      readonly windowMs: number;
    }
  | { readonly type: 'publish'; readonly channel: string; readonly message: unknown };

export type PrimaryMessage =
  /** Finish what runs within `graceMs`; keep idle connections open for `lameDuckMs`. */
  | { readonly type: 'drain'; readonly graceMs: number; readonly lameDuckMs: number }
  | { readonly type: 'exit' }
  | { readonly type: 'closeInspector' }
  | { readonly type: 'heap'; readonly file: string }
  | { readonly type: 'counted'; readonly id: number; readonly count: Count | undefined }
  | { readonly type: 'published'; readonly channel: string; readonly message: unknown };
