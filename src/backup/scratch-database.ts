import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { StartError } from '../supervisor/exit-codes.ts';
import { BackupBusy, BackupRefused } from './errors.ts';

/** Whoever holds this advisory lock of the maintenance database restores. */
const RESTORE_LOCK = 7_204_313;
const NO_SUCH_DATABASE = '3D000';
const NO_RIGHT = '42501';
const IN_USE = '55006';
const TERMINATE_EVERY_MS = 100;

/** The server's side of a restore: a database beside the live one, and the exchange of the two. */
export interface ScratchDatabase {
  url: string;
  /**
   * Puts the scratch database in the place of the live one, at once (one transaction): connections to the live one
   * are ended, those that come find the new one. The old one is dropped after it.
   */
  takeOver(): Promise<void>;
}

/**
 * Runs `work` with an empty database beside the one of `liveUrl`, and removes it afterwards unless it has taken over.
 * What an interrupted restore left is removed first. Throws BackupBusy, and BackupRefused when the role may not create
 * databases.
 */
export async function withScratchDatabase<T>(
  liveUrl: string,
  work: (scratch: ScratchDatabase) => Promise<T>,
): Promise<T> {
  const live = nameOf(liveUrl);
  const prefix = `${live.slice(0, 40)}_restore_`;
  const name = `${prefix}${randomBytes(4).toString('hex')}`;
  return withMaintenance(liveUrl, async (maintenance) => {
    const { rows } = await maintenance.query<{ taken: boolean }>('select pg_try_advisory_lock($1) as taken', [
      RESTORE_LOCK,
    ]);
    if (!rows[0]?.taken) throw new BackupBusy();
    await dropLeftovers(maintenance, prefix);
    await create(maintenance, name);
    try {
      return await work({
        url: urlOfDatabase(liveUrl, name),
        takeOver: () => exchange(maintenance, { liveUrl, live, scratch: name, old: `${name}_old` }),
      });
    } finally {
      await dropLeftovers(maintenance, prefix);
    }
  });
}

/** The address of another database on the same server. */
export function urlOfDatabase(url: string, name: string): string {
  const address = new URL(url);
  address.pathname = `/${encodeURIComponent(name)}`;
  return address.href;
}

/** The name of the database in an address; as PostgreSQL's own clients do, the role's name when there is none. */
export function nameOf(url: string): string {
  const { pathname, username } = new URL(url);
  return decodeURIComponent(pathname.slice(1) || username);
}

/** A database cannot be created, renamed or dropped from within: `postgres` is there for this, else `template1`. */
async function withMaintenance<T>(liveUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = await connect(urlOfDatabase(liveUrl, 'postgres')).catch((error: unknown) => {
    const { code } = error as { code?: string };
    if (code === NO_SUCH_DATABASE || code === NO_RIGHT) return connect(urlOfDatabase(liveUrl, 'template1'));
    throw error;
  });
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: 'restore', keepAlive: true });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('set statement_timeout to 0');
  return client;
}

async function dropLeftovers(maintenance: pg.Client, prefix: string): Promise<void> {
  const { rows } = await maintenance.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1) and pg_get_userbyid(datdba) = current_user',
    [prefix],
  );
  const ours = rows.filter(({ datname }) => /^[0-9a-f]{8}(_old)?$/.test(datname.slice(prefix.length)));
  for (const { datname } of ours)
    await maintenance.query(`drop database if exists ${pg.escapeIdentifier(datname)} with (force)`);
}

async function create(maintenance: pg.Client, name: string): Promise<void> {
  try {
    // Sorting is told per column and list, so the plain template with the server's own locale will do.
    await maintenance.query(`create database ${pg.escapeIdentifier(name)}`);
    await maintenance.query(`revoke all on database ${pg.escapeIdentifier(name)} from public`);
  } catch (cause) {
    if ((cause as { code?: string }).code !== NO_RIGHT) throw cause;
    throw new BackupRefused(
      'A restore is tried in a database beside the live one first, and this role may not create one: as an administrator of PostgreSQL run "alter role … createdb", then try again.',
      { cause },
    );
  }
}

/**
 * The renaming waits, with the database locked against newcomers, until nobody is connected; meanwhile another
 * connection ends those who are. If this process dies, nothing has happened.
 */
async function exchange(
  maintenance: pg.Client,
  names: { liveUrl: string; live: string; scratch: string; old: string },
): Promise<void> {
  const [live, scratch, old] = [names.live, names.scratch, names.old].map((name) =>
    pg.escapeIdentifier(name),
  );
  await withMaintenance(names.liveUrl, async (terminator) => {
    const end = () =>
      terminator
        .query(
          'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1 and usename = current_user',
          [names.live],
        )
        .catch(() => undefined);
    const timer = setInterval(() => void end(), TERMINATE_EVERY_MS);
    try {
      await maintenance.query('begin');
      await maintenance.query(`alter database ${live} rename to ${old}`);
      await maintenance.query(`alter database ${scratch} rename to ${live}`);
      await maintenance.query('commit');
    } catch (error) {
      await maintenance.query('rollback').catch(() => undefined);
      if ((error as { code?: string }).code !== IN_USE) throw error;
      throw new StartError(
        1,
        `Someone else is connected to the database ${names.live} (pgAdmin, psql?): close that, then try again. Nothing was changed.`,
        error,
      );
    } finally {
      clearInterval(timer);
    }
  });
}
