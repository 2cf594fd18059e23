import { describeBackups, readBackupState } from '../backup/backup-runs.ts';
import type { Config } from '../config.ts';
import { Database, selectRow, selectRows, type Db } from '../db/index.ts';
import { appliedMigrations, knownMigrations } from '../db/migrate.ts';
import { DEMO_EMAIL } from '../demo-email.ts';
import { deriveKeys } from '../http/keys.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

const CLOCK_WARN_S = 2;
const CLOCK_BAD_S = 30;
const LEAST_MAJOR = 15;
const NEEDED_EXTENSIONS = ['citext', 'pg_trgm', 'unaccent'];

/** Everything that is asked of the database, over one connection. Never throws. */
export async function checkDatabase(url: string, config: Config): Promise<Finding[]> {
  const db = new Database({
    ...{ url, poolSize: 1, statementTimeoutMs: 10_000, acquireTimeoutMs: 5000 },
    applicationName: 'doctor',
  });
  try {
    const findings = [...(await checkServer(db, config)), ...(await checkClock(db))];
    const migrations = await checkMigrations(url);
    findings.push(migrations);
    // Further questions need the tables.
    if (migrations.verdict === 'ok')
      findings.push(await checkBackups(db, config), ...(await checkAccounts(db, config)));
    return findings;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return [
      bad(
        'database',
        `does not answer (${code ?? message})`,
        'start it, or check DATABASE_URL and its password',
      ),
    ];
  } finally {
    await db.close();
  }
}

interface ServerRow {
  version: string;
  number: number;
  role: string;
  is_superuser: boolean;
  may_create: boolean;
  max_connections: number;
  fsync: string;
  extensions: string[];
  bytes: number;
}

async function checkServer(db: Db, { supervisor, database }: Config): Promise<Finding[]> {
  const row = (await selectRow<ServerRow>(
    db,
    `select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
            r.rolname as role, r.rolsuper as is_superuser, r.rolcreatedb as may_create, current_setting('fsync') as fsync,
            current_setting('max_connections')::int as max_connections, pg_database_size(current_database())::float8 as bytes,
            array(select extname::text from pg_extension) as extensions
       from pg_roles r where r.rolname = current_user`,
  ))!;
  const findings = [
    ok('database', `PostgreSQL ${row.version}, ${Math.ceil(row.bytes / 1e6)} MB of data, role ${row.role}`),
  ];
  if (row.number < LEAST_MAJOR * 10_000)
    findings.push(
      bad(
        'database',
        `PostgreSQL ${row.version} is too old`,
        `move to ${LEAST_MAJOR} or newer (docs/operations.md)`,
      ),
    );
  if (row.is_superuser)
    findings.push(
      warn('database', `the role ${row.role} is superuser`, `alter role ${row.role} nosuperuser`),
    );
  if (!row.may_create && !row.is_superuser)
    findings.push(
      warn(
        'database',
        'no restore is possible: it needs a database beside the live one',
        `alter role ${row.role} createdb`,
      ),
    );
  if (row.fsync !== 'on')
    findings.push(
      bad(
        'database',
        'fsync is off: a power cut may destroy the data',
        'set fsync = on and restart PostgreSQL',
      ),
    );
  const needed = connectionsOf(supervisor.webConcurrency, database.poolSize);
  if (needed > row.max_connections - 3)
    findings.push(
      warn(
        'database',
        `up to ${needed} connections are wanted and ${row.max_connections} allowed`,
        'lower DB_POOL_SIZE or WEB_CONCURRENCY, or raise max_connections',
      ),
    );
  const missing = NEEDED_EXTENSIONS.filter((name) => !row.extensions.includes(name));
  if (missing.length > 0)
    findings.push(warn('database', `extensions are missing: ${missing.join(', ')}`, 'npm run migrate'));
  return findings;
}

/** The sum of docs/configuration.md. */
function connectionsOf(concurrency: number | 'auto', poolSize: number): number {
  const processes = (concurrency === 'auto' ? 4 : concurrency) + 1;
  return processes * (Math.max(2, Math.floor(poolSize / processes)) + 2) + 3;
}

async function checkClock(db: Db): Promise<Finding[]> {
  const before = Date.now();
  const row = await selectRow<{ now: string }>(db, 'select clock_timestamp() as now');
  const mine = (before + Date.now()) / 2;
  return [compareClocks('the database', Date.parse(row!.now) - mine)];
}

/** `offMs`: how far the other clock is ahead of ours. */
export function compareClocks(whose: string, offMs: number): Finding {
  const offS = Math.abs(offMs) / 1000;
  const text = `${offS.toFixed(offS < 10 ? 1 : 0)} s off ${whose}`;
  if (offS <= CLOCK_WARN_S) return ok('clock', text);
  const cure = 'let the machines keep their time (timedatectl set-ntp true)';
  return offS <= CLOCK_BAD_S
    ? warn('clock', text, cure)
    : bad('clock', `${text}: codes and sessions fail`, cure);
}

async function checkMigrations(url: string): Promise<Finding> {
  const applied = await appliedMigrations(url);
  const waiting = knownMigrations().filter((name) => !applied.includes(name));
  const newer = applied.filter((name) => !knownMigrations().includes(name));
  if (newer.length > 0)
    return bad(
      'migrations',
      `the database is of a newer release (${newer.join(', ')})`,
      'install that release, or restore a backup',
    );
  if (waiting.length > 0) return bad('migrations', `${waiting.length} are waiting`, 'npm run migrate');
  return ok('migrations', `all ${applied.length} applied`);
}

async function checkBackups(db: Db, { backups }: Config): Promise<Finding> {
  const state = await readBackupState(db);
  const last = state.lastGood ? `last one ${state.lastGood.started_at}` : 'none has been made yet';
  const problem = describeBackups(state, new Date());
  if (problem !== 'ok') {
    const reason = state.last?.problem ? ` (${state.last.problem})` : '';
    return bad('backups', `${problem}${reason}; ${last}`, 'npm run backup');
  }
  if (!state.lastGood) return warn('backups', last, 'npm run backup');
  return ok('backups', `${last}, in ${backups.dir}`);
}

async function checkAccounts(db: Db, { secretKey }: Config): Promise<Finding[]> {
  const row = (await selectRow<{ people: number; bare: number; has_demo: boolean }>(
    db,
    `select count(*)::int as people, bool_or(email = :demo) is true as has_demo,
            count(*) filter (where role <> 'member' and totp_enabled_at is null and disabled_at is null)::int as bare
       from users`,
    { demo: DEMO_EMAIL },
  ))!;
  if (row.people === 0)
    return [
      warn(
        'accounts',
        'nobody has an account: whoever has the setup link makes the first',
        'npm run create-admin',
      ),
    ];
  const findings: Finding[] = [];
  if (row.has_demo)
    findings.push(
      warn(
        'accounts',
        `the demo user ${DEMO_EMAIL} is there`,
        'disable and delete it in Admin, unless this is a demo',
      ),
    );
  if (row.bare > 0)
    findings.push(
      warn(
        'accounts',
        `${row.bare} of the owners and admins sign in without a second factor`,
        'Settings → Two-factor sign-in',
      ),
    );
  const unreadable = await countUnreadable(db, secretKey);
  if (unreadable > 0)
    findings.push(
      bad(
        'accounts',
        `the two-factor secrets of ${unreadable} people were sealed with another SECRET_KEY`,
        'put the old key back; or for each: npm run reset-password -- --email … --without-two-factor',
      ),
    );
  return findings.length > 0
    ? findings
    : [ok('accounts', `${row.people}, all owners and admins with a second factor`)];
}

async function countUnreadable(db: Db, secretKey: string): Promise<number> {
  const key = deriveKeys(secretKey).twoFactor;
  const sealed = await selectRows<{ id: string; totp_secret: string }>(
    db,
    'select id, totp_secret from users where totp_secret is not null',
  );
  if (sealed.length === 0) return 0;
  // On demand, as all that is rarely needed: the doctor often runs where there is little memory.
  const { decryptSecret } = await import('../auth/two-factor.ts');
  return sealed.filter(({ id, totp_secret: secret }) => {
    try {
      decryptSecret(key, id, secret);
      return false;
    } catch {
      return true;
    }
  }).length;
}
