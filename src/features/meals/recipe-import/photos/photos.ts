import { readFile } from 'node:fs/promises';
import { findTask, type TaskRow } from '../../../../ai/index.ts';
import type { Db, Scope } from '../../../../db/index.ts';
import { AppError, NotFoundError } from '../../../../errors.ts';
import type { Queue } from '../../../../jobs/queue.ts';
import { newId } from '../../../../lib/uuid.ts';
import { checkImage } from '../../../../storage/check-image.ts';
import type { FileStore } from '../../../../storage/file-store.ts';
import type { StoredUpload } from '../../../../storage/receive-files.ts';
import * as queries from './photo-queries.ts';
import { readPhotosTask, type PhotoReading } from './read-photos.ts';

export const MAX_PHOTOS = 4;
/** What one person's photos of recipes may take on the disk; they go after a month. */
const MAX_BYTES_IN_ALL = 500 * 1024 ** 2;
const WHAT = 'The photos';

interface PhotosDeps {
  db: Db;
  queue: Queue;
  store: FileStore;
}

/** Photos of a recipe, and how far a model is with them. */
export interface ReadPhotos {
  photos: queries.PhotosRow;
  /** Undefined when it was forgotten, after a month. */
  task: TaskRow | undefined;
  state: 'reading' | 'read' | 'failed';
  reading: PhotoReading | undefined;
  /** What went wrong: a key of the catalogue, `recipeImport.photo.problem.…` or `models.problem.…`. */
  problem: string | null;
}

/**
 * Keeps uploaded photos and has a model read them; answers their id. Throws AppError 415 for what is no picture,
 * ValidationError for a broken or huge one, 507 over the quota: then none is kept.
 */
export async function receivePhotos(
  { db, queue, store }: PhotosDeps,
  scope: Scope,
  uploads: readonly StoredUpload[],
  now: Date,
): Promise<string> {
  const originals = uploads.map(({ storedName }) => storedName);
  try {
    for (const name of originals) await checkImage(await readFile(store.pathOf(name)), 'file');
    const bytes = uploads.reduce((sum, upload) => sum + upload.bytes, 0);
    if ((await queries.sumPhotoBytes(db, scope)) + bytes > MAX_BYTES_IN_ALL)
      throw new AppError(507, 'quota', 'Your photos of recipes fill the 500 MB there is for them.', {
        text: 'recipeImport.photo.full',
      });
    const id = newId();
    await db.transaction(async (trx) => {
      await queries.insertPhotos(trx, scope, { id, originals, bytes, now });
      await start(trx, queue, scope, { id, now });
    });
    return id;
  } catch (error) {
    await Promise.all(originals.map((name) => store.remove(name)));
    throw error;
  }
}

/** Has photos read once more; while they are being read, nothing. Throws NotFoundError. */
export async function readAgain(
  { db, queue }: Pick<PhotosDeps, 'db' | 'queue'>,
  scope: Scope,
  id: string,
  now: Date,
): Promise<void> {
  await db.transaction(async (trx) => {
    const photos = await queries.findPhotos(trx, scope, id, true);
    if (!photos) throw new NotFoundError(WHAT);
    if (stateOf(photos.task_id ? await findTask(trx, scope, photos.task_id) : undefined) === 'reading')
      return;
    await start(trx, queue, scope, { id, now });
  });
}

async function start(
  trx: Db,
  queue: Queue,
  scope: Scope,
  { id, now }: { id: string; now: Date },
): Promise<void> {
  const taskId = await readPhotosTask.start({ db: trx, queue }, scope, { photosId: id }, now);
  await queries.setReading(trx, scope, id, { taskId, now });
}

/** Throws NotFoundError when this person has no such photos. */
export async function getPhotos(db: Db, scope: Scope, id: string): Promise<ReadPhotos> {
  const photos = await queries.findPhotos(db, scope, id);
  if (!photos) throw new NotFoundError(WHAT);
  const task = photos.task_id === null ? undefined : await findTask(db, scope, photos.task_id);
  const state = stateOf(task);
  const reading = state === 'read' ? (task?.result as PhotoReading) : undefined;
  return { photos, task, state, reading, problem: state === 'failed' ? problemOf(photos, task) : null };
}

function stateOf(task: TaskRow | undefined): ReadPhotos['state'] {
  if (task?.state === 'waiting' || task?.state === 'running') return 'reading';
  return task?.state === 'done' && (task.result as PhotoReading).draft !== null ? 'read' : 'failed';
}

function problemOf({ files, originals }: queries.PhotosRow, task: TaskRow | undefined): string {
  if (files.length + originals.length === 0) return 'recipeImport.photo.problem.broken';
  if (!task) return 'recipeImport.photo.problem.forgotten';
  if (task.state === 'done') return 'recipeImport.photo.problem.noRecipe';
  if (task.note === 'none') return 'recipeImport.photo.problem.none';
  return `models.problem.${task.state === 'cancelled' ? 'aborted' : (task.note ?? 'failed')}`;
}

/** Deletes photos for good: they are a way to a recipe, and no noun of their own with a bin. */
export async function deletePhotos(
  { db, store }: Pick<PhotosDeps, 'db' | 'store'>,
  scope: Scope,
  id: string,
): Promise<void> {
  const files = await queries.deletePhotosRow(db, scope, id);
  if (!files) throw new NotFoundError(WHAT);
  await Promise.all(files.map((file) => store.remove(file)));
}
