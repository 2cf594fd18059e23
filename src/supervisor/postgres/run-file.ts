import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What `data/run/db.json` tells operators' commands about the running PostgreSQL. */
export interface RunningPostgres {
  url: string;
  /** The postmaster. */
  pid: number;
  /** The process that started it and will stop it. */
  ownerPid: number;
  socketDir: string;
}

/** The folder of locks, sockets and pid files; only the owner may enter it. Created when absent. */
export function ensureRunFolder(dataDir: string): string {
  const folder = join(dataDir, 'run');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
  return folder;
}

/** Replaces `data/run/db.json` at once, so that a reader never sees half of it. */
export function writeRunFile(dataDir: string, running: RunningPostgres): void {
  const aside = join(dataDir, `run/db.json.${process.pid}`);
  writeFileSync(aside, `${JSON.stringify(running, null, 2)}\n`, { mode: 0o600 });
  renameSync(aside, runFile(dataDir));
}

/** undefined when nothing runs or the file is not readable as such. */
export function readRunFile(dataDir: string): RunningPostgres | undefined {
  try {
    const value: unknown = JSON.parse(readFileSync(runFile(dataDir), 'utf8'));
    return isRunning(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

export function removeRunFile(dataDir: string): void {
  rmSync(runFile(dataDir), { force: true });
}

function runFile(dataDir: string): string {
  return join(dataDir, 'run/db.json');
}

function isRunning(value: unknown): value is RunningPostgres {
  if (typeof value !== 'object' || value === null) return false;
  const { url, pid, ownerPid, socketDir } = value as Record<string, unknown>;
  return (
    typeof url === 'string' &&
    typeof pid === 'number' &&
    typeof ownerPid === 'number' &&
    typeof socketDir === 'string'
  );
}
