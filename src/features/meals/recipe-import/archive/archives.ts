import type { Db, Scope } from '../../../../db/index.ts';
import { ConflictError, NotFoundError } from '../../../../errors.ts';
import type { Queue } from '../../../../jobs/queue.ts';
import { newId } from '../../../../lib/uuid.ts';
import type { FileStore } from '../../../../storage/file-store.ts';
import type { LargeFile } from '../../../../storage/receive-large-file.ts';
import { applyArchiveJob, readArchiveJob } from './archive-jobs.ts';
import * as queries from './archive-queries.ts';

const WHAT = 'The import';
/** A backup with the pictures of some hundred recipes. */
export const MAX_ARCHIVE_BYTES = 512 * 1024 ** 2;

export interface ArchiveDeps {
  queue: Queue;
  /** Where uploaded files are kept. */
  files: FileStore;
  now: Date;
}

/** Keeps an uploaded file and has it read; its dry run is there when the state is "read". */
export async function receiveArchive(
  db: Db,
  scope: Scope,
  file: LargeFile,
  { queue, files, now }: ArchiveDeps,
): Promise<string> {
  const id = newId();
  const stored = 'storedName' in file ? file.storedName : files.newName('bin');
  if ('bytes' in file) await files.write(stored, file.bytes);
  try {
    await db.transaction(async (trx) => {
      await queries.insertArchive(trx, scope, { id, fileName: file.name, file: stored, now });
      await queue.add(trx, readArchiveJob, { archiveId: id, ...scope });
    });
  } catch (error) {
    await files.remove(stored);
    throw error;
  }
  return id;
}

/** Throws NotFoundError when the household has no such import. */
export async function getArchive(db: Db, scope: Scope, id: string): Promise<queries.ArchiveRow> {
  const row = await queries.findArchive(db, scope, id);
  if (!row) throw new NotFoundError(WHAT);
  return row;
}

/** Has a read (or undone) file added. ConflictError when it is being added, was added, or was refused. */
export async function startArchive(
  db: Db,
  scope: Scope,
  id: string,
  { queue, now }: ArchiveDeps,
): Promise<void> {
  await db.transaction(async (trx) => {
    const row = await queries.findArchive(trx, scope, id, true);
    if (!row) throw new NotFoundError(WHAT);
    if ((row.state !== 'read' && row.state !== 'undone') || row.file === null) {
      throw new ConflictError('This file cannot be added now.', undefined, 'recipeImport.archive.notNow');
    }
    await queries.updateArchive(trx, scope, id, { state: 'applying', now });
    await queue.add(trx, applyArchiveJob, { archiveId: id, ...scope });
  });
}

/** Takes away what a file added, except recipes changed since or planned. Twice is not an error. */
export async function undoArchive(
  db: Db,
  scope: Scope,
  id: string,
  { pictures, now }: { pictures: FileStore; now: Date },
): Promise<void> {
  const files = await db.transaction(async (trx) => {
    const row = await queries.findArchive(trx, scope, id, true);
    if (!row) throw new NotFoundError(WHAT);
    if (row.state === 'undone') return [];
    if (row.state !== 'applied' || !row.result) {
      throw new ConflictError('This file has added nothing yet.', undefined, 'recipeImport.archive.notNow');
    }
    const gone = await queries.deleteFromArchive(trx, scope, id);
    await queries.updateArchive(trx, scope, id, {
      state: 'undone',
      result: { ...row.result, kept: gone.kept },
      now,
    });
    return gone.files;
  });
  for (const file of files) await pictures.remove(file);
}
