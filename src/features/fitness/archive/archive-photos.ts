import type { Db, Scope } from '../../../db/index.ts';
import type { ArchiveTarget } from '../../../jobs/room-archive.ts';
import { checkImage } from '../../../storage/check-image.ts';
import type { FileStore } from '../../../storage/file-store.ts';
import { storeImage, type StoredImage } from '../../../storage/resize-image.ts';
import { refuse } from '../import/imported.ts';
import { photoPictures } from '../photos/photo-queries.ts';
import { MAX_BYTES_IN_ALL } from '../photos/photos.ts';
import { asColumns, idsHere, insertRows, ownIds } from './archive-ids.ts';
import type { ArchiveRows } from './archive-schema.ts';
import type { Archive } from './read-archive.ts';

/** Adds the photos of an archive that are not here yet; in a dry run they are only counted. */
export async function addPhotos(
  trx: Db,
  scope: Scope,
  archive: Archive,
  target: ArchiveTarget,
): Promise<void> {
  for await (const row of archive.rows('photos')) {
    target.tally.count('photos', 1, await addPhoto(trx, scope, row, { archive, target }));
  }
}

/** How many photos this adds: one or none. */
async function addPhoto(
  trx: Db,
  scope: Scope,
  row: ArchiveRows['photos'][number],
  { archive, target }: { archive: Archive; target: ArchiveTarget },
): Promise<number> {
  const [id] = (await idsHere(trx, scope, 'photos', [row.id])).values();
  const isHere = (await ownIds(trx, scope, 'photos', [id ?? row.id])).size > 0;
  if (target.isDryRun) return isHere ? 0 : 1;
  const bytes = isHere ? undefined : await archive.photo(row.id);
  if (!bytes) return 0;
  if ((await photoPictures.sumBytes(trx, scope)) + bytes.length > MAX_BYTES_IN_ALL) {
    refuse('imports.problem.photosTooMany');
  }
  const image = await checkedImage(target.uploads, bytes, row.id);
  target.stored.push(image.file, image.thumbnailFile);
  const columns = { ...asColumns(row), ...asColumns({ ...image }), id, import_id: target.importId };
  return (await insertRows(trx, scope, 'photos', [columns])).size;
}

/** A picture of an archive is checked and encoded anew, as every upload is. */
async function checkedImage(photos: FileStore, bytes: Buffer, id: string): Promise<StoredImage> {
  try {
    await checkImage(bytes, 'file');
    return await storeImage(photos, bytes);
  } catch (error) {
    if (isStorageFailure(error)) throw error;
    return refuse('imports.problem.notPicture', { id });
  }
}

/** A full or missing disk is no fault of the file. */
function isStorageFailure(error: unknown): boolean {
  return typeof (error as NodeJS.ErrnoException).syscall === 'string';
}
