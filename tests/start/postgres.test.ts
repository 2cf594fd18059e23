import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import { withDatabase } from '../../src/supervisor/postgres-for-command.ts';
import { type EmbeddedPostgres, startPostgres } from '../../src/supervisor/postgres.ts';
import { isAlive } from './support/start-script.ts';

const FOLDERS = join(tmpdir(), 'primary-assistant-pg-');

/** An initialised, stopped database. */
let seed: string;
let dataDir: string;
const started: EmbeddedPostgres[] = [];
const holders: ChildProcess[] = [];

/** Where root has no namespaces (a container) PostgreSQL runs as somebody who must get through. */
function passableFolder(): string {
  const folder = mkdtempSync(FOLDERS);
  chmodSync(folder, 0o755);
  return folder;
}

beforeAll(async () => {
  const seedDir = passableFolder();
  const postgres = await startPostgres({ dataDir: seedDir });
  await postgres.stop();
  seed = join(seedDir, 'pg');
});

beforeEach(() => {
  dataDir = passableFolder();
});

afterEach(async () => {
  for (const postgres of started.splice(0)) await postgres.stop();
  for (const holder of holders.splice(0)) {
    holder.kill('SIGKILL');
    await until(() => !existsSync(join(dataDir, 'run/.s.PGSQL.5432')));
  }
  rmSync(dataDir, { recursive: true, force: true });
});

afterAll(() => rmSync(dirname(seed), { recursive: true, force: true }));

/** Spares a test whose subject is not the first start the making of the database. */
function bringDatabase(folder = dataDir): void {
  execFileSync('cp', ['-a', seed, folder]);
}

async function start(folder = dataDir): Promise<EmbeddedPostgres> {
  const postgres = await startPostgres({ dataDir: folder });
  started.push(postgres);
  return postgres;
}

/** A process that owns a running PostgreSQL and can be killed. */
async function startElsewhere(): Promise<{ owner: ChildProcess; postgresPid: number }> {
  const owner = fork(join(import.meta.dirname, 'support/hold-postgres.ts'), [dataDir], { execArgv: [] });
  holders.push(owner);
  const [postgresPid] = (await once(owner, 'message')) as [number];
  return { owner, postgresPid };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** For what cannot be awaited: the end of a process that is not our child. */
async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; !holds(); tries += 1) {
    if (tries > 500) throw new Error('it did not happen within ten seconds');
    await pause(20);
  }
}

describe('the embedded PostgreSQL', () => {
  test('is safe by default: no port, no superuser, checksums, fsync, the same sorting everywhere', async () => {
    const { databaseUrl } = await start();
    expect(
      await query(
        databaseUrl,
        `select current_setting('fsync') fsync, current_setting('data_checksums') checksums,
                current_setting('listen_addresses') listens, current_setting('server_version_num')::int / 10000 major,
                (select rolsuper from pg_roles where rolname = current_user) superuser,
                (select datlocprovider::text || ' ' || datlocale || ' ' || pg_encoding_to_char(encoding)
                   from pg_database where datname = current_database()) sorts`,
      ),
    ).toEqual([
      { fsync: 'on', checksums: 'on', listens: '', major: 17, superuser: false, sorts: 'b C.UTF-8 UTF8' },
    ]);
    expect(statSync(join(dataDir, 'pg')).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'run')).mode & 0o777).toBe(0o700);
    expect(statSync(join(dataDir, 'pg/assistant.password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dataDir, 'run/db.json')).mode & 0o777).toBe(0o600);
  });

  test('lets nobody in with a wrong password, nor as the superuser', async () => {
    bringDatabase();
    const { databaseUrl } = await start();
    const wrong = new URL(databaseUrl);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('password authentication failed');
    wrong.username = 'postgres';
    await expect(query(wrong.href, 'select 1')).rejects.toThrow('no pg_hba.conf entry');
  });

  test('works below a path that is too long for a socket', async () => {
    const deep = join(dataDir, 'a-folder-with-a-rather-long-name'.repeat(3), 'Größe und, Komma');
    mkdirSync(deep, { recursive: true });
    const postgres = await start(deep);
    expect(await query(postgres.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
    const socketDir = new URL(postgres.databaseUrl).searchParams.get('host') ?? '';
    expect(existsSync(socketDir)).toBe(false);
  });

  test('says who uses the folder when started twice, and starts again once that one has stopped', async () => {
    bringDatabase();
    const first = await start();
    await expect(start()).rejects.toMatchObject({
      problem: 'data-folder-in-use',
      exitCode: 8,
      message: expect.stringContaining(String(process.pid)),
    });
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    await start();
  });

  test('shuts down by itself when its owner is killed', async () => {
    bringDatabase();
    const { owner, postgresPid } = await startElsewhere();
    owner.kill('SIGKILL');
    await until(() => !existsSync(join(dataDir, 'pg/postmaster.pid')));
    const { databaseUrl } = await start();
    expect(await query(databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(postgresPid).toBeGreaterThan(0);
  });

  test('tells its owner when it ends unasked, and frees the folder', async () => {
    bringDatabase();
    const postgres = await start();
    const told = new Promise((resolve) => postgres.onExit(resolve));
    process.kill(postgres.pid, 'SIGKILL');
    expect(await told).toMatchObject({ exitCode: 3, message: 'PostgreSQL ended unasked (SIGKILL).' });
    const again = await start();
    expect(again.pid).not.toBe(postgres.pid);
  });
});

describe('what a crash leaves behind', () => {
  test('a busy backend of a killed server is ended before the next start', async () => {
    bringDatabase();
    const postgres = await start();
    const client = new pg.Client({ connectionString: postgres.databaseUrl });
    client.on('error', () => undefined);
    await client.connect();
    const [{ pid }] = (await client.query<{ pid: number }>('select pg_backend_pid() as pid')).rows as [
      { pid: number },
    ];
    const busy = client.query('do $$ begin loop end loop; end $$').catch(() => undefined);
    const told = new Promise((resolve) => postgres.onExit(resolve));
    process.kill(postgres.pid, 'SIGKILL');
    await told;
    await start();
    await busy;
    await until(() => !isRunningPostgres(pid));
  });

  test('a pid file whose number is now some other program’s is no obstacle', async () => {
    bringDatabase();
    const first = await start();
    await query(first.databaseUrl, 'create table kept as select 1 as n');
    await first.stop();
    writeFileSync(
      join(dataDir, 'pg/postmaster.pid'),
      `${process.pid}\n${join(dataDir, 'pg')}\n1\n5432\n\n\n   1   1\n`,
    );
    const { databaseUrl } = await start();
    expect(await query(databaseUrl, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  test('a pid file left empty by a start that was killed at once is no obstacle', async () => {
    bringDatabase();
    writeFileSync(join(dataDir, 'pg/postmaster.pid'), '');
    const { databaseUrl } = await start();
    expect(await query(databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('an interrupted first start is begun anew', async () => {
    mkdirSync(join(dataDir, 'pg.unfinished/base'), { recursive: true });
    writeFileSync(join(dataDir, 'pg.unfinished/PG_VERSION'), '17\n');
    await start();
    expect(readdirSync(dataDir).sort()).toEqual(['pg', 'run']);
  });

  test('a lost password file is replaced, the data are kept', async () => {
    bringDatabase();
    const first = await start();
    await query(first.databaseUrl, 'create table kept as select 1 as n');
    await first.stop();
    rmSync(join(dataDir, 'pg/assistant.password'));
    const second = await start();
    expect(second.databaseUrl).not.toBe(first.databaseUrl);
    expect(await query(second.databaseUrl, 'select n from kept')).toEqual([{ n: 1 }]);
  });

  test('a folder with other files in it is not taken for a database', async () => {
    mkdirSync(join(dataDir, 'pg'));
    chmodSync(join(dataDir, 'pg'), 0o777);
    writeFileSync(join(dataDir, 'pg/photo.jpg'), 'x');
    await expect(start()).rejects.toMatchObject({
      exitCode: 9,
      message: expect.stringContaining('not empty'),
    });
    expect(readFileSync(join(dataDir, 'pg/photo.jpg'), 'utf8')).toBe('x');
  });
});

describe('an operator’s command', () => {
  const one = (url: string) => query(url, 'select 1 as one');

  test('starts PostgreSQL when the product is down, and stops it again', async () => {
    bringDatabase();
    expect(await withDatabase({ dataDir }, one)).toEqual([{ one: 1 }]);
    expect(existsSync(join(dataDir, 'pg/postmaster.pid'))).toBe(false);
  });

  test('stops it also when the command fails', async () => {
    bringDatabase();
    await expect(withDatabase({ dataDir }, () => Promise.reject(new Error('no such user')))).rejects.toThrow(
      'no such user',
    );
    expect(existsSync(join(dataDir, 'pg/postmaster.pid'))).toBe(false);
  });

  test('uses the running one and leaves it running', async () => {
    bringDatabase();
    const { postgresPid } = await startElsewhere();
    const [row] = await withDatabase({ dataDir }, (url) => query(url, 'select 1 as one'));
    expect(row).toEqual({ one: 1 });
    expect(isAlive(postgresPid)).toBe(true);
  });

  test('two at once take turns: both get their answer', async () => {
    bringDatabase();
    const both = await Promise.all([withDatabase({ dataDir }, one), withDatabase({ dataDir }, one)]);
    expect(both).toEqual([[{ one: 1 }], [{ one: 1 }]]);
  });

  test('takes DATABASE_URL before anything else', async () => {
    expect(await withDatabase({ databaseUrl: 'postgres://elsewhere/db', dataDir }, async (url) => url)).toBe(
      'postgres://elsewhere/db',
    );
    expect(readdirSync(dataDir)).toEqual([]);
  });
});

/** A killed process may stay listed until somebody collects it, but it has no program any more. */
function isRunningPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('postgres');
  } catch {
    return existsSync('/proc/self') ? false : isAlive(pid);
  }
}
