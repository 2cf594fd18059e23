import { createHash } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeOf } from '../folder-problem.ts';
import { PostgresError } from './errors.ts';

/** Names the socket file only; PostgreSQL listens on no TCP port. */
export const SOCKET_PORT = 5432;
/** Bytes of `sun_path` without its final zero: 107 on Linux, 103 on macOS; the smaller one fits both. */
const MAX_SOCKET_PATH_BYTES = 103;

/** The socket's path inside `folder`, as every PostgreSQL client derives it. */
export function socketPath(folder: string): string {
  return join(folder, `.s.PGSQL.${SOCKET_PORT}`);
}

export function fitsSocket(folder: string): boolean {
  return Buffer.byteLength(socketPath(folder)) <= MAX_SOCKET_PATH_BYTES;
}

/**
 * A short folder of our own under the system's temporary folder, for data folders whose path is too long for a
 * socket. Others can write to /tmp too, so it must be a real folder, ours, and closed to everyone else.
 */
export function temporarySocketFolder(dataDir: string, owner: { uid: number; gid: number }): string {
  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const name = `primary-assistant-${owner.uid}-${hash}`;
  const folder = [join(tmpdir(), name), join('/tmp', name)].find(fitsSocket) ?? join('/tmp', name);
  try {
    mkdirSync(folder, { mode: 0o700 });
    if (process.getuid?.() === 0) chownSync(folder, owner.uid, owner.gid);
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw error;
  }
  const found = lstatSync(folder);
  if (!found.isDirectory() || found.uid !== owner.uid) {
    throw new PostgresError('no-right', `${folder} belongs to someone else: remove it, then start again.`);
  }
  chmodSync(folder, 0o700);
  return folder;
}
