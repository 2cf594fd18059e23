import { EventEmitter, once as nextEvent } from 'node:events';
import { Agent, request } from 'node:http';

export interface LoadResult {
  total: number;
  /** One entry per request that failed: its error code, `status 502`, or `hung`. */
  failures: string[];
  /** Requests whose answer took longer than a second. */
  slow: number;
}

const SLOW_MS = 1000;

interface LoadOptions {
  clients: number;
  /** Share of POST requests, 0..1. */
  postShare?: number;
  /** Pause of each client between two requests, from time to time another one when it is a function. */
  thinkMs?: number | (() => number);
  /** False: a new connection for each request. */
  keepAlive?: boolean;
  /** A request without an answer for this long has hung. */
  hungMs?: number;
  path?: string;
}

export interface Load {
  result: LoadResult;
  /** Resolves when `count` more requests have been answered (or have failed). */
  answered(count: number): Promise<void>;
  /** Resolves when the failures so far are `enough`. */
  failed(enough: (failures: readonly string[]) => boolean): Promise<void>;
  /** Resolves when the last answer is there. */
  stop(): Promise<LoadResult>;
}

/** Clients that send requests to `url` until stopped. */
export function startLoad(url: string, options: LoadOptions): Load {
  const { clients, keepAlive = true } = options;
  const result: LoadResult = { total: 0, failures: [], slow: 0 };
  const progress = new EventEmitter().setMaxListeners(0);
  const until = async (isDone: () => boolean) => {
    while (!isDone()) await nextEvent(progress, 'answer');
  };
  let stopped = false;
  const client = async (index: number) => {
    // One connection per client, as a browser or a proxy's slot has.
    const agent = new Agent({ keepAlive, maxSockets: 1 });
    for (let n = index; !stopped; n += 1) {
      const begun = performance.now();
      const failure = await once(url, agent, {
        ...options,
        isPost: n % 100 < 100 * (options.postShare ?? 0),
      });
      result.total += 1;
      if (failure) result.failures.push(failure);
      if (performance.now() - begun > SLOW_MS) result.slow += 1;
      progress.emit('answer');
      const { thinkMs = 0 } = options;
      const pauseMs = typeof thinkMs === 'function' ? thinkMs() : thinkMs;
      if (pauseMs > 0) await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
    agent.destroy();
  };
  const all = Promise.all(Array.from({ length: clients }, (_, index) => client(index * 7)));
  return {
    result,
    answered(count) {
      const wanted = result.total + count;
      return until(() => result.total >= wanted);
    },
    failed: (enough) => until(() => enough(result.failures)),
    async stop() {
      stopped = true;
      await all;
      return result;
    },
  };
}

function once(
  url: string,
  agent: Agent,
  { isPost, hungMs = 2500, path = '/echo' }: LoadOptions & { isPost: boolean },
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const outgoing = request(new URL(path, url), { agent, method: isPost ? 'POST' : 'GET' }, (response) => {
      response.resume();
      response.once('end', () => {
        clearTimeout(timer);
        resolve(response.statusCode === 200 ? undefined : `status ${response.statusCode}`);
      });
      response.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    });
    const timer = setTimeout(() => {
      resolve('hung');
      outgoing.destroy();
    }, hungMs);
    outgoing.once('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      resolve(error.code ?? error.message);
    });
    outgoing.end(isPost ? 'x'.repeat(200) : undefined);
  });
}
