import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { Router } from 'express';
import { selectRow, type Db } from '../db/index.ts';
import { freeBytes, LEAST_FREE_BYTES } from '../lib/free-room.ts';

const CHECK_TIMEOUT_MS = 2000;

/** One part the product stands on: `ok`, or a short sentence about what is wrong. */
export type Checks = Record<'database' | 'migrations' | 'disk', string> & {
  /** Only where there is one. The product serves without it. */
  redis?: string;
  /** Only where they are made by themselves. */
  backups?: string;
};

/** Parts without which nothing can be served. */
const NEEDED = ['database', 'migrations', 'disk'] as const;

export interface ReadinessDeps {
  db: Db;
  dataDir: string;
  migrations: string[];
  redisState?: (() => string) | undefined;
  backupState?: (() => Promise<string>) | undefined;
}

export interface Readiness {
  isReady: boolean;
  checks: Checks;
}

/** Looks at everything the product stands on; never throws, and never waits longer than 2 s. */
export async function checkReadiness(deps: ReadinessDeps): Promise<Readiness> {
  const [database, disk, backups] = await Promise.all([
    withTimeout(checkDatabase(deps.db, deps.migrations)),
    withTimeout(checkDisk(deps.dataDir)),
    deps.backupState && withTimeout(deps.backupState()),
  ]);
  const checks: Checks = {
    database: database.startsWith('migration') ? 'ok' : database,
    migrations: database.startsWith('migration') || database === 'ok' ? database : 'unknown',
    disk,
    ...(deps.redisState && { redis: deps.redisState() }),
    ...(backups !== undefined && { backups }),
  };
  return { isReady: NEEDED.every((name) => checks[name] === 'ok'), checks };
}

async function checkDatabase(db: Db, known: string[]): Promise<string> {
  const row = await selectRow<{ names: string[] }>(
    db,
    'select array(select name::text from migrations) as names',
  );
  const missing = known.filter((name) => !row?.names.includes(name));
  return missing.length === 0 ? 'ok' : `migrations missing: ${missing.length}`;
}

async function checkDisk(folder: string): Promise<string> {
  await access(folder, constants.W_OK);
  return freeBytes(folder) >= LEAST_FREE_BYTES ? 'ok' : 'less than 100 MB free';
}

async function withTimeout(check: Promise<string>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<string>((resolve) => (timer = setTimeout(resolve, CHECK_TIMEOUT_MS, 'no answer')));
  try {
    return await Promise.race([check, late]);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'failed';
  } finally {
    clearTimeout(timer);
  }
}

/** /health (alive) and /health/ready (what is wrong, if anything). No versions, no secrets, not logged. */
export function healthRoutes(readiness: () => Promise<Readiness>, isDraining: () => boolean): Router {
  const router = Router();
  const live = JSON.stringify({ status: 'ok' });
  router.get(['/health', '/api/health'], (_req, res) => {
    res.type('application/json').set('Cache-Control', 'no-store').send(live);
  });
  router.get('/health/ready', async (_req, res) => {
    const { isReady, checks } = await readiness();
    const ready = isReady && !isDraining();
    res
      .status(ready ? 200 : 503)
      .set('Cache-Control', 'no-store')
      .json({ status: ready ? 'ready' : 'not ready', checks });
  });
  return router;
}
