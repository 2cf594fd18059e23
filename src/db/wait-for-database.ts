import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';

const PAUSE_MS = 500;
/** PostgreSQL answers but wants something else from us: waiting does not help. */
const HOPELESS = new Set(['28P01', '28000', '3D000']);

/** Resolves when PostgreSQL at `url` takes connections; rejects with one sentence when it does not within `timeoutMs`. */
export async function waitForDatabase(url: string, timeoutMs: number): Promise<void> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const problem = await tryToConnect(url, Math.max(1000, Math.min(5000, timeoutMs)));
    if (!problem) return;
    if (HOPELESS.has(problem.code ?? '')) {
      throw new Error(`The database refuses us (${problem.message}): check DATABASE_URL.`, {
        cause: problem,
      });
    }
    if (performance.now() + PAUSE_MS > end) {
      const waited = `${timeoutMs / 1000} s`;
      throw new Error(
        `The database did not answer for ${waited} (${problem.code ?? problem.message}): start it, or check DATABASE_URL.`,
        { cause: problem },
      );
    }
    await sleep(PAUSE_MS);
  }
}

async function tryToConnect(
  url: string,
  timeoutMs: number,
): Promise<(Error & { code?: string }) | undefined> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: timeoutMs });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return undefined;
  } catch (error) {
    return error as Error;
  } finally {
    await client.end().catch(() => undefined);
  }
}
