import { spawnSync, type SpawnOptions } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { copyPostgres, type PostgresBinaries } from './binaries.ts';
import { PostgresError } from './errors.ts';

/** As whom PostgreSQL runs (it refuses root), and where its files and programs must lie for that. */
export interface PostgresAccount {
  /** The real data folder of PostgreSQL (links resolved); may not exist yet. */
  pgDir: string;
  binaries: PostgresBinaries;
  /** Who owns its files, as seen from outside. */
  uid: number;
  gid: number;
  /** True when the files belong to another user than this process. */
  isOther: boolean;
  /** The command and options that run `program` as that user. */
  command(program: string, args: string[]): { file: string; args: string[]; options: SpawnOptions };
}

/** Where PostgreSQL lives when root must hand it to another user who cannot reach the data folder. */
const SYSTEM_FOLDER = '/var/lib/primary-assistant';

/** PostgreSQL needs little from outside; the rest could only disturb it (PGPORT, an unknown LC_ALL …). */
const CLEAN_ENVIRONMENT = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Decides as whom to run PostgreSQL for the data folder `dataDir`:
 * an ordinary user as himself; root as the owner of an existing folder, else as "somebody" in a user namespace
 * (files stay root's, so that it also works below a closed folder such as /root), else as the user nobody.
 */
export function choosePostgresAccount(dataDir: string, binaries: PostgresBinaries): PostgresAccount {
  const pgDir = resolvePgDir(join(realpathSync(dataDir), 'pg'));
  const { uid, gid } = ownIds();
  const place = { pgDir, binaries, uid, gid };
  if (uid !== 0 && hasName()) {
    return { ...place, isOther: false, command: (file, args) => ({ file, args, options: base() }) };
  }
  const owner = existsSync(pgDir) ? statSync(pgDir) : undefined;
  if (uid === 0 && owner && owner.uid !== 0) return asUser(pgDir, binaries, owner);
  const stranger = nobody();
  if (canUseNamespace(stranger.uid)) return inNamespace(place, stranger.uid);
  if (uid === 0 && !owner) return asStranger(dataDir, binaries, stranger);
  throw cannotBeAnyone(uid, pgDir);
}

function resolvePgDir(path: string): string {
  if (existsSync(path)) return realpathSync(path);
  if (!lstatSync(path, { throwIfNoEntry: false })) return path;
  throw new PostgresError(
    'no-right',
    `${path} is a link to ${readlinkSync(path)}, which is gone: bring that folder back, or remove the link to begin anew.`,
  );
}

/** Zeros on Windows itself, where nothing of this runs: there the platform's package is missing before it matters. */
function ownIds(): { uid: number; gid: number } {
  return { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
}

function cannotBeAnyone(uid: number, pgDir: string): PostgresError {
  return uid === 0
    ? new PostgresError(
        'no-right',
        `PostgreSQL refuses to run as root and ${pgDir} belongs to root: chown -R nobody ${pgDir}, or start as an ordinary user.`,
      )
    : new PostgresError(
        'unsupported-system',
        `PostgreSQL needs a user with a name and user ${uid} has none: start as a user of /etc/passwd, or set DATABASE_URL.`,
      );
}

function base(): SpawnOptions {
  return { cwd: '/', env: CLEAN_ENVIRONMENT };
}

function asUser(
  pgDir: string,
  binaries: PostgresBinaries,
  owner: { uid: number; gid: number },
): PostgresAccount {
  const { uid, gid } = owner;
  const reachable = isReachable(binaries.postgres, owner)
    ? binaries
    : copyPostgres(binaries, join(systemFolder(), `postgresql-${binaries.version}`));
  const options = { ...base(), uid, gid };
  return {
    pgDir,
    binaries: reachable,
    uid,
    gid,
    isOther: true,
    command: (file, args) => ({ file, args, options }),
  };
}

/** Root without namespaces (a default container): nobody's files, at a place that nobody can reach. */
function asStranger(
  dataDir: string,
  binaries: PostgresBinaries,
  stranger: { uid: number; gid: number },
): PostgresAccount {
  const link = join(realpathSync(dataDir), 'pg');
  if (isReachable(link, stranger)) {
    mkdirSync(link, { mode: 0o700 });
    chownSync(link, stranger.uid, stranger.gid);
    return asUser(link, binaries, stranger);
  }
  const pgDir = join(systemFolder(), `pg-${fingerprint(realpathSync(dataDir))}`);
  mkdirSync(pgDir, { recursive: true, mode: 0o700 });
  chownSync(pgDir, stranger.uid, stranger.gid);
  symlinkSync(pgDir, link);
  return asUser(pgDir, binaries, stranger);
}

function inNamespace(
  place: { pgDir: string; binaries: PostgresBinaries; uid: number; gid: number },
  as: number,
): PostgresAccount {
  return {
    ...place,
    isOther: false,
    // unshare replaces itself by the program, so the child's pid is PostgreSQL's own.
    command: (program, args) => ({
      file: 'unshare',
      args: ['--user', `--map-user=${as}`, '--', program, ...args],
      options: base(),
    }),
  };
}

function canUseNamespace(as: number): boolean {
  return spawnSync('unshare', ['--user', `--map-user=${as}`, '--', 'true'], base()).status === 0;
}

/** initdb looks its own user up by number and gives up when /etc/passwd does not know it. */
function hasName(): boolean {
  try {
    userInfo();
    return true;
  } catch {
    return false;
  }
}

function nobody(): { uid: number; gid: number } {
  const line = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  return { uid: Number(uid ?? 65534), gid: Number(gid ?? 65534) };
}

/** Whether `user` can walk to `path`. */
function isReachable(path: string, user: { uid: number; gid: number }): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const needed = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & needed) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function systemFolder(): string {
  mkdirSync(SYSTEM_FOLDER, { recursive: true, mode: 0o755 });
  return SYSTEM_FOLDER;
}

function fingerprint(path: string): string {
  return createHash('sha256').update(path).digest('hex').slice(0, 12);
}
