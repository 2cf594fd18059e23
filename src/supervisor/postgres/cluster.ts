import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { PostgresAccount } from './account.ts';
import { explainOutput, PostgresError } from './errors.ts';

/** The one role that may sign in; it owns the database of the same name and is no superuser. */
export const ROLE = 'assistant';
const MAJOR_VERSION = '17';
const PASSWORD_FILE = 'assistant.password';

/**
 * Makes the PostgreSQL data folder on first use and returns the password of the role.
 * A folder of another major version is refused. An interrupted first run leaves nothing that hinders the next.
 */
export function ensureCluster(account: PostgresAccount): string {
  const { pgDir } = account;
  if (!existsSync(join(pgDir, 'PG_VERSION'))) return createCluster(account);
  const version = readFileSync(join(pgDir, 'PG_VERSION'), 'utf8').trim();
  if (version !== MAJOR_VERSION) {
    throw new PostgresError(
      'other-major-version',
      `${pgDir} was made by PostgreSQL ${version} and this program runs ${MAJOR_VERSION}: make a backup with the release that made it and restore that here (docs/backups.md has the steps), or set DATA_DIR to another folder.`,
    );
  }
  return readPassword(pgDir) ?? replacePassword(account);
}

function createCluster(account: PostgresAccount): string {
  const { pgDir } = account;
  if (existsSync(pgDir) && readdirSync(pgDir).length > 0) {
    throw new PostgresError(
      'no-right',
      `${pgDir} is not empty and holds no database: move what is in it away, then start again.`,
    );
  }
  // Made in a folder of its own and renamed when complete: half a cluster is never mistaken for one.
  const unfinished = `${pgDir}.unfinished`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { mode: 0o700 });
  if (account.isOther) chownSync(unfinished, account.uid, account.gid);
  run(account, account.binaries.initdb, [
    ...['--pgdata', unfinished, '--username', 'postgres', '--auth', 'reject', '--encoding', 'UTF8'],
    // The builtin provider sorts the same on every system and under every later C library.
    ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--locale', 'C'],
    ...['--data-checksums', '--no-instructions'],
  ]);
  // The superuser has no password and no line here: nobody signs in as him, not even from this machine.
  writeFileSync(join(unfinished, 'pg_hba.conf'), `local all ${ROLE} scram-sha-256\n`);
  const password = setPassword(account, unfinished, [`create role ${ROLE} login createdb`]);
  runSql(account, unfinished, [`create database ${ROLE} owner ${ROLE}`, `grant pg_monitor to ${ROLE}`]);
  renameSync(unfinished, pgDir);
  return password;
}

function readPassword(pgDir: string): string | undefined {
  const file = join(pgDir, PASSWORD_FILE);
  return existsSync(file) ? readFileSync(file, 'utf8').trim() || undefined : undefined;
}

/** The file was lost: a new password costs nothing, since only this program uses it. */
function replacePassword(account: PostgresAccount): string {
  return setPassword(account, account.pgDir, []);
}

function setPassword(account: PostgresAccount, folder: string, before: string[]): string {
  const password = randomBytes(24).toString('hex');
  runSql(account, folder, [...before, `alter role ${ROLE} password '${password}'`]);
  const file = join(folder, PASSWORD_FILE);
  writeFileSync(file, `${password}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  if (account.isOther) chownSync(file, account.uid, account.gid);
  return password;
}

/** Single-user mode: needs no client program, no sign-in, and nobody else can be connected. */
function runSql(account: PostgresAccount, folder: string, statements: string[]): void {
  const args = [
    '--single',
    '-D',
    folder,
    '-c',
    'exit_on_error=on',
    '-c',
    'log_min_messages=error',
    'postgres',
  ];
  run(account, account.binaries.postgres, args, `${statements.join('\n')}\n`);
}

function run(account: PostgresAccount, program: string, args: string[], input = ''): void {
  const { file, args: fullArgs, options } = account.command(program, args);
  const done = spawnSync(file, fullArgs, { ...options, stdio: 'pipe', input, encoding: 'utf8' });
  if (done.error) {
    throw new PostgresError(
      'unsupported-system',
      `The bundled PostgreSQL does not run on this system (${done.error.message}): set DATABASE_URL to a PostgreSQL 17 of yours.`,
      { cause: done.error },
    );
  }
  if (done.status !== 0) throw explainOutput(`${done.stdout}${done.stderr}`, account.pgDir);
}
