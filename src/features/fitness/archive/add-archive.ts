import type { Db, Scope } from '../../../db/index.ts';
import type { ArchiveCount, RoomArchive } from '../../../jobs/room-archive.ts';
import type { FileStore } from '../../../storage/file-store.ts';
import { type AddedArchive, ArchiveAdder } from './archive-adder.ts';
import type { Archive } from './read-archive.ts';

/** What is added for, where pictures go, and the rooms that take their parts out of an export. */
export interface Adding {
  importId: string;
  photos: FileStore;
  archives: readonly RoomArchive[];
  now: Date;
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
    // First what the other rooms share: rows of a person may point at it.
    const others = await addRooms(trx, scope, archive, { ...adding, stored, isDryRun: false });
    await adder.addRows(archive);
    for await (const row of archive.rows('photos')) await adder.addPhoto(row, archive, adding.photos, stored);
    return withOthers(adder.added(), others);
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
      const adder = new ArchiveAdder(trx, scope, adding.importId);
      const others = await addRooms(trx, scope, archive, { ...adding, stored: [], isDryRun: true });
      await adder.addRows(archive);
      for await (const row of archive.rows('photos')) await adder.countPhoto(row);
      added = withOthers(adder.added(), others);
      throw rollBack;
    })
    .catch((error: unknown) => {
      if (error !== rollBack) throw error;
    });
  if (!added) throw new Error('the dry run did not end');
  return added;
}

async function addRooms(
  trx: Db,
  scope: Scope,
  archive: Archive,
  { archives, photos, stored, isDryRun, now }: Adding & { stored: string[]; isDryRun: boolean },
): Promise<Record<string, ArchiveCount>> {
  const counts: Record<string, ArchiveCount> = {};
  for (const room of archives) {
    Object.assign(counts, await room.add(trx, scope, archive, { uploads: photos, stored, isDryRun, now }));
  }
  return counts;
}

function withOthers(added: AddedArchive, others: Record<string, ArchiveCount>): AddedArchive {
  return { ...added, others: { ...added.others, ...others } };
}
