import { createSetupLink } from './auth/accounts.ts';
import type { Config } from './config.ts';
import { Database } from './db/index.ts';
import { waitForDatabase } from './db/wait-for-database.ts';
import { prepareDatabase } from './prepare-database.ts';
import type { Prepared } from './supervisor/index.ts';
import { supervisorDefaults } from './supervisor/settings.ts';

/** What must be done once before workers start: wait for the database, bring it up to date, look who is there. */
export async function prepare(config: Config): Promise<Prepared> {
  const { url, autoMigrate } = config.database;
  if (!url) throw new Error('DATABASE_URL is not set, and the supervisor did not start a database');
  await waitForDatabase(url, supervisorDefaults.databaseWaitMs);
  if (autoMigrate) await prepareDatabase(url);
  const setupPath = await setupPathOf(url);
  return { ...(setupPath !== undefined && { setupPath }) };
}

/** Where the first account is made, while there is none. */
async function setupPathOf(url: string): Promise<string | undefined> {
  const db = new Database({
    url,
    poolSize: 1,
    statementTimeoutMs: 60_000,
    acquireTimeoutMs: 5000,
    applicationName: 'prepare',
  });
  try {
    return await createSetupLink(db, new Date());
  } finally {
    await db.close();
  }
}
