import type { Db, Scope } from '../../../db/index.ts';
import { AppError, ConflictError, NotFoundError } from '../../../errors.ts';
import type { Queue } from '../../../jobs/queue.ts';
import { newId } from '../../../lib/uuid.ts';
import { checkImage } from '../../../storage/check-image.ts';
import type { FileStore } from '../../../storage/file-store.ts';
import type { ReceivedFile } from '../../../storage/receive-file.ts';
import { resizePhoto } from './photo-jobs.ts';
import * as queries from './photo-queries.ts';
import type { PhotoDetails } from './photo-schema.ts';

/** What one person's photos may take on disk: about 5,000 of them. */
export const MAX_BYTES_IN_ALL = 2 * 1024 ** 3;

export interface PhotoDeps {
  db: Db;
  store: FileStore;
  queue: Queue;
}

/**
 * Takes a photo in: checked by its content, kept, and handed to the jobs worker to be re-encoded.
 * Throws AppError 415 for another kind of file, ValidationError for a broken or huge picture, 507 over the quota.
 */
export async function addPhoto(
  deps: PhotoDeps,
  scope: Scope,
  upload: { file: ReceivedFile; details: PhotoDetails; today: string },
  now: Date,
): Promise<queries.PhotoRow> {
  const { file, details, today } = upload;
  await checkImage(file.bytes, 'file');
  const originalFile = deps.store.newName('bin');
  await deps.store.write(originalFile, file.bytes);
  try {
    return await deps.db.transaction(async (trx) => {
      const photo = await queries.insertPhoto(
        trx,
        scope,
        {
          id: newId(),
          takenOn: details.takenOn ?? today,
          pose: details.pose ?? null,
          notes: details.notes ?? '',
          originalFile,
          bytes: file.bytes.length,
          now,
        },
        MAX_BYTES_IN_ALL,
      );
      if (!photo)
        throw new AppError(
          507,
          'quota',
          'Your photos fill the 2 GB there is for them: delete some and empty the bin.',
          { text: 'photos.full' },
        );
      await deps.queue.add(trx, resizePhoto, { photoId: photo.id });
      return photo;
    });
  } catch (error) {
    await deps.store.remove(originalFile);
    throw error;
  }
}

/** Throws NotFoundError, or ConflictError with the stored photo when it changed since `version` was read. */
export async function changePhoto(
  db: Db,
  scope: Scope,
  edit: { id: string; version: number | undefined; details: PhotoDetails },
  now: Date,
): Promise<queries.PhotoRow> {
  const { id, version, details } = edit;
  const changed = await queries.updatePhoto(
    db,
    scope,
    { id, version, now },
    {
      takenOn: details.takenOn ?? null,
      pose: details.pose ?? null,
      changesPose: details.pose !== undefined,
      notes: details.notes ?? null,
    },
  );
  if (changed) return changed;
  const current = await queries.findPhoto(db, scope, id);
  if (!current) throw new NotFoundError('The photo');
  throw new ConflictError('The photo was changed elsewhere in the meantime.', current);
}

export async function deletePhoto(db: Db, scope: Scope, id: string, now: Date): Promise<void> {
  if (!(await queries.markPhotoDeleted(db, scope, id, now))) throw new NotFoundError('The photo');
}

export async function restorePhoto(db: Db, scope: Scope, id: string): Promise<void> {
  if (!(await queries.markPhotoDeleted(db, scope, id, null))) throw new NotFoundError('The photo');
}
