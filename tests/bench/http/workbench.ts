import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../../../src/db/index.ts';
import { deriveKeys, sign, type Keys } from '../../../src/http/keys.ts';
import { prepareDatabase } from '../../../src/prepare-database.ts';
import { startPostgres } from '../../../src/supervisor/postgres.ts';
import { type Person, seedBenchmark, type Seeded } from './seed.ts';

/** A folder, a PostgreSQL with data in it and the keys that all contenders share. */
export interface Workbench {
  folder: string;
  databaseUrl: string;
  postgresPid: number;
  db: Database;
  secretKey: string;
  keys: Keys;
  seeded: Seeded;
  /** The Cookie header of a signed-in person. */
  cookieOf: (person: Person) => string;
  close(): Promise<void>;
}

/** The embedded PostgreSQL, as it runs on a laptop (fsync on), in a temporary folder. */
export async function openWorkbench(): Promise<Workbench> {
  const folder = mkdtempSync(join(tmpdir(), 'primary-assistant-bench-'));
  const postgres = await startPostgres({ dataDir: join(folder, 'data') });
  const remove = async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await prepareDatabase(postgres.databaseUrl);
    const db = new Database({
      ...{ url: postgres.databaseUrl, poolSize: 1, acquireTimeoutMs: 5000, applicationName: 'bench' },
      statementTimeoutMs: 120_000,
    });
    const seeded = await seedBenchmark(db);
    const secretKey = randomBytes(48).toString('base64url');
    const keys = deriveKeys(secretKey);
    return {
      ...{
        folder,
        databaseUrl: postgres.databaseUrl,
        postgresPid: postgres.pid,
        db,
        secretKey,
        keys,
        seeded,
      },
      cookieOf: ({ sessionToken }) => `pa_session=${sign(keys.cookie, 'session', sessionToken)}`,
      async close() {
        await db.close();
        await remove();
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}
