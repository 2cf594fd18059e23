import { DatabaseSync } from 'node:sqlite';

/** A lock that the operating system takes back by itself, however the process ends. */
export interface FolderLock {
  release(): void;
}

const SQLITE_BUSY = 5;

/**
 * Takes the exclusive lock on `file`, or returns undefined while another process holds it.
 * Node has no face for file locks of its own; SQLite, which it contains, takes real ones (fcntl), so a kill -9
 * leaves nothing behind and two simultaneous starts cannot both win. The file stays empty.
 */
export function tryLock(file: string): FolderLock | undefined {
  const database = new DatabaseSync(file, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if ((error as { errcode?: number }).errcode === SQLITE_BUSY) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}
