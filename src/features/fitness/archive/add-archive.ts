import type { Db, Scope } from '../../../db/index.ts';
import type { FileStore } from '../../../storage/file-store.ts';
import { type AddedArchive, ArchiveAdder } from './archive-adder.ts';
import type { Archive } from './read-archive.ts';

interface Adding {
  importId: string;
  photos: FileStore;
}

/** Adds what an export holds and is not here yet, in the transaction given. Pictures stored on the way go again on failure. */
export async function addArchive(
  trx: Db,
  scope: Scope,
  archive: Archive,
  adding: Adding,
): Promise<AddedArchive> {
  const stored: string[] = [];
  const adder = new ArchiveAdder(trx, scope, adding.importId);
  try {
    await adder.addRows(archive);
    for await (const row of archive.rows('photos')) await adder.addPhoto(row, archive, adding.photos, stored);
    return adder.added();
  } catch (error) {
    for (const file of stored) await adding.photos.remove(file);
    throw error;
  }
}

/** What `addArchive` would add: it is done, counted and rolled back. */
export async function dryRunArchive(
  db: Db,
  scope: Scope,
  archive: Archive,
  importId: string,
): Promise<AddedArchive> {
  let added: AddedArchive | undefined;
  const rollBack = new Error('only a dry run');
  await db
    .transaction(async (trx) => {
      const adder = new ArchiveAdder(trx, scope, importId);
      await adder.addRows(archive);
      for await (const row of archive.rows('photos')) await adder.countPhoto(row);
      added = adder.added();
      throw rollBack;
    })
    .catch((error: unknown) => {
      if (error !== rollBack) throw error;
    });
  if (!added) throw new Error('the dry run did not end');
  return added;
}
