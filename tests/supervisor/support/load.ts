import { Agent, request } from 'node:http';

export interface LoadResult {
  total: number;
  /** One entry per request that failed: its error code, `status 502`, or `hung`. */
  failures: string[];
}

interface LoadOptions {
  clients: number;
  /** Share of POST requests, 0..1. */
  postShare?: number;
  /** Pause of each client between two requests. */
  thinkMs?: number;
  /** False: a new connection for each request. */
  keepAlive?: boolean;
  /** A request without an answer for this long has hung. */
  hungMs?: number;
  path?: string;
}

/** Clients that send requests to `url` until stopped; `stop` resolves when the last answer is there. */
export function startLoad(
  url: string,
  options: LoadOptions,
): { result: LoadResult; stop(): Promise<LoadResult> } {
  const { clients, keepAlive = true } = options;
  const result: LoadResult = { total: 0, failures: [] };
  let stopped = false;
  const client = async (index: number) => {
    // One connection per client, as a browser or a proxy's slot has.
    const agent = new Agent({ keepAlive, maxSockets: 1 });
    for (let n = index; !stopped; n += 1) {
      const failure = await once(url, agent, {
        ...options,
        isPost: n % 100 < 100 * (options.postShare ?? 0),
      });
      result.total += 1;
      if (failure) result.failures.push(failure);
      if (options.thinkMs) await new Promise((resolve) => setTimeout(resolve, options.thinkMs));
    }
    agent.destroy();
  };
  const all = Promise.all(Array.from({ length: clients }, (_, index) => client(index * 7)));
  return {
    result,
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
