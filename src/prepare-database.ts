import { Database } from './db/index.ts';
import { migrateToLatest } from './db/migrate.ts';
import { prepareQueueTables } from './jobs/boss.ts';
import { seedExerciseLibrary } from './features/fitness/library-seed.ts';
import { seedFoods } from './features/meals/foods/seed/food-seed.ts';

/** Brings a database up to this release: schema, then the tables that every installation starts with. */
export async function prepareDatabase(url: string): Promise<void> {
  await migrateToLatest(url);
  await prepareQueueTables(url);
  const db = new Database({
    url,
    poolSize: 1,
    statementTimeoutMs: 60_000,
    acquireTimeoutMs: 5000,
    applicationName: 'prepare',
  });
  try {
    await seedExerciseLibrary(db);
    await seedFoods(db);
  } finally {
    await db.close();
  }
}
