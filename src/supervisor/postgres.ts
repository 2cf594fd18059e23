import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { explainFileError } from './folder-problem.ts';
import { choosePostgresAccount, type PostgresAccount } from './postgres/account.ts';
import { findPostgresBinaries } from './postgres/binaries.ts';
import { ensureCluster, ROLE } from './postgres/cluster.ts';
import { PostgresError } from './postgres/errors.ts';
import { tryLock, type FolderLock } from './postgres/folder-lock.ts';
import { clearLeftovers } from './postgres/leftovers.ts';
import { ensureRunFolder, readRunFile, removeRunFile, writeRunFile } from './postgres/run-file.ts';
import { startServerProcess, type PostgresLog } from './postgres/server-process.ts';
import { fitsSocket, SOCKET_PORT, temporarySocketFolder } from './postgres/socket-folder.ts';

export { PostgresError } from './postgres/errors.ts';

export interface PostgresOptions {
  /** Holds `pg/` (the database) and `run/` (lock, socket, db.json); created when absent. */
  dataDir: string;
  /** Gets PostgreSQL's own log, line by line. */
  log?: PostgresLog;
  /** Server settings over the built-in ones; tests switch fsync off with it. */
  settings?: Readonly<Record<string, string>>;
  /** False: no db.json, so that nobody else comes to use a server that stops in a moment. Default true. */
  isAnnounced?: boolean;
}

export interface EmbeddedPostgres {
  /** Reaches the database through a Unix socket; contains the password. */
  databaseUrl: string;
  /** The postmaster's pid. */
  pid: number;
  /** Stops PostgreSQL in order and frees the data folder; resolves when its processes are gone. */
  stop(): Promise<void>;
  /** Calls `listener` when PostgreSQL ends without having been asked to. */
  onExit(listener: (reason: PostgresError) => void): void;
}

/**
 * Starts the PostgreSQL that came with npm on `dataDir`, creating the database on first use and recovering from a
 * crash or kill -9 of a predecessor. Throws StartError, mostly PostgresError, whose message is for people and whose exitCode is for the
 * shell: folder in use or of another major version 8, no room or no right 9, not ready in time 3.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  try {
    mkdirSync(dataDir, { recursive: true });
    ensureRunFolder(dataDir);
    const lock = takeLock(dataDir);
    try {
      return await startLocked(realpathSync(dataDir), lock, options);
    } catch (error) {
      lock.release();
      throw error;
    }
  } catch (error) {
    throw explainFileError(error, dataDir);
  }
}

function takeLock(dataDir: string): FolderLock {
  const lock = tryLock(join(dataDir, 'run/lock'));
  if (lock) return lock;
  const owner = readRunFile(dataDir)?.ownerPid;
  throw new PostgresError(
    'data-folder-in-use',
    `Another copy${owner ? ` (process ${owner})` : ''} is using ${dataDir}: stop it, or set DATA_DIR to another folder.`,
  );
}

async function startLocked(
  dataDir: string,
  lock: FolderLock,
  options: PostgresOptions,
): Promise<EmbeddedPostgres> {
  removeRunFile(dataDir);
  const account = choosePostgresAccount(dataDir, findPostgresBinaries());
  const socketDir = chooseSocketFolder(dataDir, account);
  await clearLeftovers(account.pgDir, socketDir);
  const password = ensureCluster(account);
  const server = await startServerProcess(
    account,
    socketDir,
    options.settings ?? {},
    options.log ?? (() => undefined),
  );
  let isReleased = false;
  // Once only: after that the folder may already belong to a successor.
  const release = () => {
    if (isReleased) return;
    isReleased = true;
    removeRunFile(dataDir);
    if (socketDir !== join(dataDir, 'run')) rmSync(socketDir, { recursive: true, force: true });
    lock.release();
  };
  server.onExit(release);
  const databaseUrl = urlFor(password, socketDir);
  if (options.isAnnounced ?? true)
    writeRunFile(dataDir, { url: databaseUrl, pid: server.pid, ownerPid: process.pid, socketDir });
  return {
    databaseUrl,
    pid: server.pid,
    onExit: (listener) => server.onExit(listener),
    async stop() {
      await server.stop();
      release();
    },
  };
}

function chooseSocketFolder(dataDir: string, account: PostgresAccount): string {
  const folder = join(dataDir, 'run');
  return fitsSocket(folder) && !account.isOther ? folder : temporarySocketFolder(dataDir, account);
}

/** The host in the address is only there because not every parser takes an empty one; `?host=` overrides it. */
function urlFor(password: string, socketDir: string): string {
  return `postgres://${ROLE}:${password}@localhost:${SOCKET_PORT}/${ROLE}?host=${encodeURIComponent(socketDir)}`;
}
