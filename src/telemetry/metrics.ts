import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricFamily } from '../supervisor/messages.ts';

/** One answered request. `route` is the pattern (`/api/v1/workouts/:workoutId`), so that the number of series is bounded. */
export interface AnsweredRequest {
  method: string;
  route: string;
  /** 499 when the client left before the answer was whole. */
  status: number;
  seconds: number;
}

/** What is read at the moment of a scrape. */
export interface MetricSources {
  pool(): { inUse: number; idle: number; waiting: number };
  liveConnections(): number;
}

export interface Metrics {
  observe: (request: AnsweredRequest) => void;
  /** All metrics of this process, for the supervisor, who merges those of all processes. */
  collect: () => Promise<MetricFamily[]>;
  close(): void;
}

/** Seconds. Pages take milliseconds, imports and photos seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const NS_PER_S = 1e9;
const RESOLUTION_MS = 20;

/** The metrics of one web worker. */
export function createMetrics(sources: MetricSources): Metrics {
  const registry = new Registry();
  const registers = [registry];
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Answered requests by route pattern and status.',
    labelNames: ['method', 'route', 'status'],
    registers,
  });
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte read to the last byte handed over.',
    labelNames: ['method', 'route'],
    buckets: BUCKETS,
    registers,
  });
  new Gauge({
    name: 'db_pool_connections',
    help: 'Database connections of the pool.',
    labelNames: ['state'],
    registers,
    collect() {
      const { inUse, idle } = sources.pool();
      this.set({ state: 'in_use' }, inUse);
      this.set({ state: 'idle' }, idle);
    },
  });
  new Gauge({
    name: 'db_pool_waiting_requests',
    help: 'Requests that wait for a database connection.',
    registers,
    collect() {
      this.set(sources.pool().waiting);
    },
  });
  new Gauge({
    name: 'live_connections',
    help: 'Open connections of the live channel.',
    registers,
    collect() {
      this.set(sources.liveConnections());
    },
  });
  const endEventLoop = addEventLoopDelay(registers);

  return {
    observe({ method, route, status, seconds }) {
      requests.inc({ method, route, status });
      duration.observe({ method, route }, seconds);
    },
    // The types say that `type` is a number; it is a word such as 'counter'.
    collect: async () => (await registry.getMetricsAsJSON()) as unknown as MetricFamily[],
    close: endEventLoop,
  };
}

/** How late timers were since the last scrape; of several processes the worst counts. */
function addEventLoopDelay(registers: Registry[]): () => void {
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  delay.enable();
  new Gauge({
    name: 'event_loop_delay_seconds',
    help: 'Delay of the event loop since the last look, by quantile; the worst of all processes.',
    labelNames: ['quantile'],
    aggregator: 'max',
    registers,
    collect() {
      for (const quantile of [0.5, 0.99, 1]) {
        // Node counts the time from tick to tick, the wanted pause included.
        const late = delay.percentile(quantile * 100) / NS_PER_S - RESOLUTION_MS / 1000;
        this.set({ quantile }, delay.count > 0 ? Math.max(0, late) : 0);
      }
      delay.reset();
    },
  });
  return () => delay.disable();
}
