import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { listBackups } from '../../src/backup/backup-folder.ts';
import { bringUpToDate } from '../../src/bring-up-to-date.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { appliedMigrations, knownMigrations, migrateTo } from '../../src/db/migrate.ts';
import { selectRow } from '../../src/db/index.ts';
import { startTestApp } from '../support/app.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { restore } from './support.ts';

const SECRET_KEY = 'k9Jx2mQ8vR4tY7wZ1bN5cL3dF6gH0pSa';

let database: TestDatabase;
let config: Config;
let dataDir: string;
beforeEach(async () => {
  database = await createTestDatabase();
  dataDir = mkdtempSync(join(tmpdir(), 'pa-old-'));
  config = loadConfig({ SECRET_KEY, DATABASE_URL: database.databaseUrl, DATA_DIR: dataDir });
  await sql('drop schema public cascade; drop schema pgboss cascade; create schema public');
  await migrateTo(database.databaseUrl, knownMigrations().slice(0, 2));
});
afterEach(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function sql(text: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.databaseUrl });
  await client.connect();
  await client.query(text);
  await client.end();
}

const addPerson = () =>
  sql(`insert into households (id, name) values ('01890000-0000-7000-8000-000000000001', 'Home');
    insert into users (id, household_id, email, name, role, password_hash) values
      ('01890000-0000-7000-8000-000000000002', '01890000-0000-7000-8000-000000000001', 'a@example.org', 'Anna', 'owner', '!');
    insert into workouts (id, user_id, started_at, local_date, time_zone) values
      ('01890000-0000-7000-8000-000000000003', '01890000-0000-7000-8000-000000000002', now(), current_date, 'UTC')`);

describe('before the schema changes', () => {
  test('a backup is made where there are data, and it restores into this release', async () => {
    await addPerson();
    const path = await bringUpToDate(database.databaseUrl, config);
    expect(path).toMatch(/-before-migration\.zip$/);
    expect(await appliedMigrations(database.databaseUrl)).toEqual(knownMigrations());

    const app = await startTestApp();
    try {
      await restore(app, path!);
      expect(await appliedMigrations(app.databaseUrl)).toEqual(knownMigrations());
      // A column that the old release did not know has its default.
      expect(
        await selectRow(app.db, 'select u.name, w.plan from users u join workouts w on w.user_id = u.id'),
      ).toEqual({ name: 'Anna', plan: [] });
    } finally {
      await app.stop();
    }
  });

  test('none is made without people, when nothing changes, or when it is switched off', async () => {
    expect(await bringUpToDate(database.databaseUrl, config)).toBeUndefined();
    await addPerson();
    expect(await bringUpToDate(database.databaseUrl, config)).toBeUndefined();
    await sql('drop schema public cascade; create schema public');
    await migrateTo(database.databaseUrl, knownMigrations().slice(0, 2));
    await addPerson();
    const off = loadConfig({
      ...{ SECRET_KEY, DATABASE_URL: database.databaseUrl, DATA_DIR: dataDir },
      BACKUP_BEFORE_MIGRATION: '0',
    });
    expect(await bringUpToDate(database.databaseUrl, off)).toBeUndefined();
    expect(await listBackups(config.backups.dir)).toEqual([]);
  });

  test('a start waits for the backup that another host is making', async () => {
    await addPerson();
    const other = new pg.Client({ connectionString: database.databaseUrl });
    await other.connect();
    await other.query('select pg_advisory_lock(7204312)');
    const path = bringUpToDate(database.databaseUrl, config);
    const waits = `select 1 from pg_locks where locktype = 'advisory' and not granted and database =
      (select oid from pg_database where datname = current_database())`;
    while ((await other.query(waits)).rowCount === 0);
    expect(await listBackups(config.backups.dir)).toEqual([]);
    await other.end();
    expect(await path).toMatch(/-before-migration\.zip$/);
  });

  test('nothing is migrated when the backup fails', async () => {
    await addPerson();
    const nowhere = { ...config, backups: { ...config.backups, dir: '/dev/null/backups' } };
    await expect(bringUpToDate(database.databaseUrl, nowhere)).rejects.toThrow(/not a directory/);
    expect(await appliedMigrations(database.databaseUrl)).toHaveLength(2);
  });
});
