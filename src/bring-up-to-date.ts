import type { Config } from './config.ts';
import { Database, selectRow } from './db/index.ts';
import { appliedMigrations, knownMigrations } from './db/migrate.ts';
import { prepareDatabase } from './prepare-database.ts';

/**
 * Brings the database up to this release; where that changes the schema and there are data, a backup comes first
 * (BACKUP_BEFORE_MIGRATION). When the backup fails nothing is migrated. Returns the backup's path.
 */
export async function bringUpToDate(url: string, config: Config): Promise<string | undefined> {
  const backup = await backUpBefore(url, config);
  await prepareDatabase(url);
  return backup;
}

async function backUpBefore(url: string, config: Config): Promise<string | undefined> {
  if (!config.backups.beforeMigration) return undefined;
  const applied = await appliedMigrations(url);
  if (applied.length === 0 || knownMigrations().every((name) => applied.includes(name))) return undefined;
  const db = new Database({
    ...{ url, poolSize: 1, statementTimeoutMs: 60_000, acquireTimeoutMs: 5000 },
    applicationName: 'backup before migration',
  });
  try {
    if (!(await selectRow(db, 'select 1 as one from users limit 1'))) return undefined;
    const runs = await selectRow<{ there: boolean }>(
      db,
      `select to_regclass('backup_runs') is not null as there`,
    );
    const { makeBackup } = await import('./backup/make-backup.ts');
    const order = { databaseUrl: url, config, kind: 'before-migration' as const, now: new Date() };
    return (await makeBackup({ ...order, db: runs?.there ? db : undefined })).path;
  } finally {
    await db.close();
  }
}
