import { Database } from '../../../src/db/index.ts';
import { createTestDatabase } from '../../support/database.ts';
import { startTestServer } from '../../support/test-server.ts';

/** Something that is asked of the database, and how soon 95 of 100 answers must be there. */
export interface QueryGoal {
  what: string;
  goalMs: number;
  run: (round: number) => Promise<unknown>;
}

/** Runs `work` with a migrated database on a PostgreSQL of its own, and takes both away afterwards. */
export async function withDatabase<T>(name: string, work: (db: Database) => Promise<T>): Promise<T> {
  const server = await startTestServer();
  try {
    const { databaseUrl } = await createTestDatabase();
    const db = new Database({
      ...{ url: databaseUrl, poolSize: 2, statementTimeoutMs: 30_000, acquireTimeoutMs: 5000 },
      applicationName: `bench ${name}`,
    });
    return await work(db).finally(() => db.close());
  } finally {
    await server.stop();
  }
}

/** Prints median, 95th percentile and the longest of `rounds` answers; true when the 95th percentile reached its goal. */
export async function reaches({ what, goalMs, run }: QueryGoal, rounds: number): Promise<boolean> {
  const times: number[] = [];
  // The first tenth prepares statements and compiles; a server has that behind it.
  for (let round = -Math.ceil(rounds / 10); round < rounds; round += 1) {
    const startedAt = performance.now();
    await run(Math.abs(round));
    if (round >= 0) times.push(performance.now() - startedAt);
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
  const figures = [at(0.5), at(0.95), at(1)].map((ms) => `${ms.toFixed(1).padStart(7)} ms`).join('');
  process.stdout.write(`${what.padEnd(48)}${figures}   goal ${goalMs} ms at 95 %\n`);
  return at(0.95) <= goalMs;
}
