import { existsSync, mkdtempSync, readdirSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { prepareDatabase } from '../../src/prepare-database.ts';
import { type EmbeddedPostgres, startPostgres } from '../../src/supervisor/postgres.ts';

/** How the test files learn from the global set-up where to clone which database. */
export const SERVER_VARIABLE = 'PA_TEST_SERVER_URL';
export const TEMPLATE_VARIABLE = 'PA_TEST_TEMPLATE';

const FOLDER_PREFIX = 'primary-assistant-test-';
const ROOM_BYTES = 1024 ** 3;
/** Nothing here outlives the run, so nothing needs to reach a disk. */
const FAST_SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  autovacuum: 'off',
  max_connections: '300',
  max_wal_size: '4GB',
};

export interface TestServer {
  /** Drops the template; stops PostgreSQL and removes its folder if it was started for this run. */
  stop(): Promise<void>;
}

/**
 * Prepares the server that all test files share: TEST_DATABASE_URL when set (its role must be allowed to create
 * databases), else an embedded PostgreSQL in a temporary folder. Leaves a migrated template database.
 */
export async function startTestServer(): Promise<TestServer> {
  const given = process.env.TEST_DATABASE_URL;
  const embedded = given ? undefined : await startEmbedded();
  const url = given ?? embedded?.postgres.databaseUrl ?? '';
  const template = `pa_template_${process.pid}`;
  try {
    await makeTemplate(url, template);
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
  process.env[SERVER_VARIABLE] = url;
  process.env[TEMPLATE_VARIABLE] = template;
  return {
    async stop() {
      if (embedded) return embedded.stop();
      await onServer(url, async (client) => {
        await client.query(`alter database ${template} is_template false`);
        await client.query(`drop database ${template}`);
      });
    },
  };
}

/** The address of the database `name` on the server of `url`. */
export function urlOfDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${name}`;
  return address.href;
}

/** Runs `work` with one connection to the server, outside every test's own database. */
export async function onServer<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'test support' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

async function makeTemplate(url: string, template: string): Promise<void> {
  await onServer(url, async (client) => {
    await client.query(`create database ${template}`);
    await prepareDatabase(urlOfDatabase(url, template));
    // Nobody may connect any more: a database in use cannot be cloned.
    await client.query(`alter database ${template} allow_connections false`);
    await client.query(`alter database ${template} is_template true`);
  });
}

async function startEmbedded(): Promise<{ postgres: EmbeddedPostgres; stop(): Promise<void> }> {
  const parent = folderForTests();
  removeForgotten(parent);
  const dataDir = mkdtempSync(join(parent, `${FOLDER_PREFIX}${process.pid}-`));
  const postgres = await startPostgres({ dataDir, settings: FAST_SETTINGS });
  return {
    postgres,
    async stop() {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** Memory where there is enough of it, else the usual temporary folder. */
function folderForTests(): string {
  const memory = '/dev/shm';
  if (!existsSync(memory)) return tmpdir();
  const { bavail, bsize } = statfsSync(memory);
  return bavail * bsize > ROOM_BYTES ? memory : tmpdir();
}

/** A run killed with -9 cannot remove its folder (its PostgreSQL stops by itself); the next run does. */
function removeForgotten(parent: string): void {
  for (const name of readdirSync(parent)) {
    const [, pid] = new RegExp(`^${FOLDER_PREFIX}(\\d+)-`).exec(name) ?? [];
    if (pid && !isAlive(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
