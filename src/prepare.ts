import type { Config } from './config.ts';
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
  return {};
}
