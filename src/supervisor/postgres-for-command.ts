import { connect } from 'node:net';
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readRunFile } from './postgres/run-file.ts';
import { socketPath } from './postgres/socket-folder.ts';
import { PostgresError, startPostgres } from './postgres.ts';

const STARTING_TIMEOUT_MS = 60_000;

/**
 * Runs an operator's command with a database: `databaseUrl` (from DATABASE_URL) when set, else the embedded
 * PostgreSQL of `dataDir`: the running one, or one that is started for `work` alone and stopped after it.
 */
export async function withDatabase<T>(
  place: { databaseUrl?: string | undefined; dataDir: string },
  work: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  if (place.databaseUrl) return work(place.databaseUrl);
  const dataDir = resolve(place.dataDir);
  for (const end = performance.now() + STARTING_TIMEOUT_MS; ; await sleep(100)) {
    const running = readRunFile(dataDir);
    if (running && (await answers(running.socketDir))) return work(running.url);
    try {
      return await withOwnPostgres(dataDir, work);
    } catch (error) {
      // Another command has the folder, or the product that is just starting or stopping: its next state is near.
      const isBusy = error instanceof PostgresError && error.problem === 'data-folder-in-use';
      if (!isBusy || performance.now() > end) throw error;
    }
  }
}

async function withOwnPostgres<T>(dataDir: string, work: (databaseUrl: string) => Promise<T>): Promise<T> {
  const postgres = await startPostgres({ dataDir, isAnnounced: false });
  try {
    return await work(postgres.databaseUrl);
  } finally {
    await postgres.stop();
  }
}

function answers(socketDir: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(socketPath(socketDir));
    socket.once('connect', () => done(true)).once('error', () => done(false));
    socket.once('connect', () => socket.destroy());
  });
}
