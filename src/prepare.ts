import { createSetupLink } from './auth/accounts.ts';
import type { Config } from './config.ts';
import { Database } from './db/index.ts';
import { waitForDatabase } from './db/wait-for-database.ts';
import type { Prepared } from './supervisor/index.ts';
import { supervisorDefaults } from './supervisor/settings.ts';

/** What must be done once before workers start: wait for the database, bring it up to date, look who is there. */
export async function prepare(config: Config): Promise<Prepared> {
  const { url, autoMigrate, hasDemo } = config.database;
  if (!url) throw new Error('DATABASE_URL is not set, and the supervisor did not start a database');
  await waitForDatabase(url, supervisorDefaults.databaseWaitMs);
  if (autoMigrate) {
    const { bringUpToDate } = await import('./bring-up-to-date.ts');
    await bringUpToDate(url, config);
  }
  const db = new Database({
    url,
    poolSize: 2,
    statementTimeoutMs: 60_000,
    acquireTimeoutMs: 5000,
    applicationName: 'prepare',
  });
  try {
    const demo = hasDemo ? await demoLine(db) : undefined;
    const setupPath = await createSetupLink(db, new Date());
    return { ...(setupPath !== undefined && { setupPath }), ...(demo !== undefined && { demo }) };
  } finally {
    await db.close();
  }
}

/** How to sign in as the demo user, in a line. */
async function demoLine(db: Database): Promise<string> {
  const { createDemo, DEMO_EMAIL } = await import('./demo.ts');
  const signIn = await createDemo(db, new Date());
  if (signIn) return `${signIn.email} with the password ${signIn.password} (shown this once)`;
  return `${DEMO_EMAIL} is there already; a new password: npm run reset-password -- --email ${DEMO_EMAIL}`;
}
