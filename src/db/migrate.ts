import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Knex } from 'knex';
import pg from 'pg';
import { isBundled, projectRoot } from '../lib/project-root.ts';

const FOLDER = join(projectRoot, isBundled ? 'dist/migrations' : 'migrations');
/** Any fixed number: whoever holds this advisory lock migrates, all others wait. */
const MIGRATION_LOCK = 7_204_311;

interface Migration {
  /** Without extension, since `.ts` in development becomes `.js` in production. */
  name: string;
  file: string;
}

/** Our own source for knex: the flat, ordered folder, with names that do not change when compiled. */
class MigrationFolder implements Knex.MigrationSource<Migration> {
  async getMigrations(): Promise<Migration[]> {
    return migrationFiles();
  }

  getMigrationName(migration: Migration): string {
    return migration.name;
  }

  async getMigration(migration: Migration): Promise<Knex.Migration> {
    return (await import(pathToFileURL(join(FOLDER, migration.file)).href)) as Knex.Migration;
  }
}

function migrationFiles(): Migration[] {
  return readdirSync(FOLDER)
    .filter((file) => /^\d{4}-[a-z0-9-]+\.(ts|js)$/.test(file))
    .sort()
    .map((file) => ({ name: file.replace(/\.(ts|js)$/, ''), file }));
}

/** Names of all migrations this release knows, oldest first. */
export function knownMigrations(): string[] {
  return migrationFiles().map(({ name }) => name);
}

/** Names that are applied in this database; empty when it has no schema yet. */
export async function appliedMigrations(url: string): Promise<string[]> {
  return withClient(url, async (client) => {
    const { rows } = await client.query<{ there: boolean }>(
      `select to_regclass('migrations') is not null as there`,
    );
    if (!rows[0]?.there) return [];
    return (await client.query<{ name: string }>('select name from migrations order by id')).rows.map(
      ({ name }) => name,
    );
  });
}

/**
 * Brings the schema up to this release, alone (advisory lock), and returns the names it applied.
 * A database that a newer release migrated is refused.
 */
export async function migrateToLatest(url: string): Promise<string[]> {
  return withMigrator(url, async (migrator) => {
    const [, applied] = (await migrator.latest()) as [number, string[]];
    return applied;
  });
}

/** Brings an empty database to the schema of an older release: exactly these migrations. */
export async function migrateTo(url: string, names: readonly string[]): Promise<void> {
  await withMigrator(url, async (migrator) => {
    for (const name of names) await migrator.up({ name });
  });
}

/** Takes the last batch of migrations back and returns their names. */
export async function rollBack(url: string): Promise<string[]> {
  return withMigrator(url, async (migrator) => {
    const [, reverted] = (await migrator.rollback()) as [number, string[]];
    return reverted;
  });
}

async function withMigrator<T>(url: string, work: (migrator: Knex.Migrator) => Promise<T>): Promise<T> {
  return withClient(url, async (client) => {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const newer = (await appliedMigrations(url)).filter((name) => !knownMigrations().includes(name));
    if (newer.length > 0) throw new NewerSchemaError(newer);
    // On demand: web workers ask this file for names only, and knex alone is 5 MB in each of them.
    const { default: knex } = await import('knex');
    const database = knex({
      client: 'pg',
      connection: { connectionString: url },
      pool: { min: 0, max: 1 },
      // Our advisory lock is released by PostgreSQL when the process dies; knex's lock table would stay locked.
      migrations: {
        migrationSource: new MigrationFolder(),
        tableName: 'migrations',
        disableMigrationsListValidation: false,
      },
    });
    try {
      await database.migrate.forceFreeMigrationsLock().catch(() => undefined);
      return await work(database.migrate);
    } finally {
      await database.destroy();
    }
  });
}

/** The database was migrated by a newer release than this one. */
export class NewerSchemaError extends Error {
  constructor(names: string[]) {
    super(
      `The database is of a newer release (it has ${names.join(', ')}): install that release or restore a backup.`,
    );
    this.name = 'NewerSchemaError';
  }
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, application_name: 'migrate' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
