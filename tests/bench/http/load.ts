import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from './connection.ts';

/** One request of a load, sent over and over in turn with the others of its list. */
export interface LoadRequest {
  method: 'GET' | 'POST';
  path: string;
  headers?: Record<string, string>;
  body?: string;
}

export interface Load {
  /** Of a server on 127.0.0.1. */
  url: string;
  requests: readonly LoadRequest[];
  connections: number;
  seconds: number;
  /** Requests a second over all connections; without it, as many as are answered. */
  rate?: number;
}

export interface LoadResult {
  answered: number;
  perSecond: number;
  /** Answers that were not 2xx, and connections that broke. */
  failed: number;
  p50Ms: number;
  p99Ms: number;
}

/**
 * Sends requests over keep-alive connections, one at a time on each, and takes the time of every answer. At a rate,
 * that is the time since the request was due, so that a server that falls behind cannot hide it.
 */
export async function sendLoad(load: Load): Promise<LoadResult> {
  const port = Number(new URL(load.url).port);
  const requests = load.requests.map((request) => toBytes(request, port));
  const times: number[] = [];
  let failed = 0;
  let sent = 0;
  const started = performance.now();
  const end = started + load.seconds * 1000;
  const pauseMs = load.rate === undefined ? 0 : 1000 / load.rate;
  const keepSending = async (): Promise<void> => {
    const connection = new Connection(port);
    for (;;) {
      const at = sent++;
      const due = load.rate === undefined ? performance.now() : started + at * pauseMs;
      if (due >= end || performance.now() >= end) break;
      if (due > performance.now() + 0.5) await sleep(due - performance.now());
      const lateMs = load.rate === undefined ? 0 : Math.max(0, performance.now() - due);
      try {
        const { status, milliseconds } = await connection.send(requests[at % requests.length]!);
        if (status >= 200 && status < 300) times.push(milliseconds + lateMs);
        else failed += 1;
      } catch {
        failed += 1;
      }
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: load.connections }, keepSending));
  const seconds = (performance.now() - started) / 1000;
  times.sort((a, b) => a - b);
  const [p50Ms, p99Ms] = [quantile(times, 0.5), quantile(times, 0.99)];
  return { answered: times.length, perSecond: times.length / seconds, failed, p50Ms, p99Ms };
}

function toBytes({ method, path, headers = {}, body }: LoadRequest, port: number): Buffer {
  const all = {
    host: `127.0.0.1:${port}`,
    ...headers,
    ...(body && { 'content-length': Buffer.byteLength(body) }),
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n${body ?? ''}`);
}

/** A quantile of sorted numbers; NaN without any. */
function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** The middle of some numbers; NaN without any. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(half)] ?? NaN) + (sorted[Math.ceil(half)] ?? NaN)) / 2;
}
