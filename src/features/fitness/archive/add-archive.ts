import type { Db, Scope } from '../../../db/index.ts';
import { ArchiveTally, type ArchiveTarget, type RoomArchive } from '../../../jobs/room-archive.ts';
import type { FileStore } from '../../../storage/file-store.ts';
import { type AddedTraining, ArchiveAdder } from './archive-adder.ts';
import { addPhotos } from './archive-photos.ts';
import type { Archive } from './read-archive.ts';

/** What is added for, where pictures go, and the rooms that take their parts out of an export. */
export interface Adding {
  importId: string;
  photos: FileStore;
  archives: readonly RoomArchive[];
  now: Date;
}

/** What an export holds and what of it was added, in all rooms. */
export type AddedArchive = AddedTraining & { tally: ArchiveTally };

/** Adds what an export holds and is not here yet, in the transaction given. Pictures stored on the way go again on failure. */
export async function addArchive(
  trx: Db,
  scope: Scope,
  archive: Archive,
  adding: Adding,
): Promise<AddedArchive> {
  const stored: string[] = [];
  try {
    return await addAll(trx, scope, archive, { ...adding, stored, isDryRun: false });
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
  adding: Adding,
): Promise<AddedArchive> {
  let added: AddedArchive | undefined;
  const rollBack = new Error('only a dry run');
  await db
    .transaction(async (trx) => {
      added = await addAll(trx, scope, archive, { ...adding, stored: [], isDryRun: true });
      throw rollBack;
    })
    .catch((error: unknown) => {
      if (error !== rollBack) throw error;
    });
  if (!added) throw new Error('the dry run did not end');
  return added;
}

async function addAll(
  trx: Db,
  scope: Scope,
  archive: Archive,
  { archives, photos, ...adding }: Adding & { stored: string[]; isDryRun: boolean },
): Promise<AddedArchive> {
  const training = new ArchiveTally();
  const others = new ArchiveTally();
  const target: ArchiveTarget = { ...adding, uploads: photos, idsHere: new Map(), tally: others };
  for (const room of archives) await room.add(trx, scope, archive, target);
  const adder = new ArchiveAdder(trx, scope, { importId: adding.importId, tally: training });
  await adder.addRows(archive);
  await addPhotos(trx, scope, archive, { ...target, tally: training });
  // Shown in the order of the rooms: training first.
  const tally = new ArchiveTally();
  Object.assign(tally.counts, training.counts, others.counts);
  Object.assign(tally.created, training.created, others.created);
  return { ...adder.added(), tally };
}
