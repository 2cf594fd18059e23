import type { Db, Scope } from '../../../db/index.ts';
import { AppError, NotFoundError } from '../../../errors.ts';
import type { Queue } from '../../../jobs/queue.ts';
import { checkImage } from '../../../storage/check-image.ts';
import type { FileStore } from '../../../storage/file-store.ts';
import { resizeRecipeImage } from './image-jobs.ts';
import * as queries from './image-queries.ts';

/** What the pictures of one household's recipes may take on disk. */
export const MAX_IMAGE_BYTES_IN_ALL = 2 * 1024 ** 3;

export interface ImageDeps {
  db: Db;
  store: FileStore;
  queue: Queue;
}

/**
 * Gives a recipe its picture, in place of the one before: checked by its content, kept, and handed to the jobs worker
 * to be re-encoded. Throws AppError 415 for another kind of file, ValidationError for a broken or huge picture, 507
 * over the quota.
 */
export async function setRecipeImage(
  { db, store, queue }: ImageDeps,
  scope: Scope,
  upload: { recipeId: string; bytes: Buffer },
  now: Date,
): Promise<void> {
  const { recipeId, bytes } = upload;
  await checkImage(bytes, 'file');
  if ((await queries.recipePictures.sumBytes(db, scope)) + bytes.length > MAX_IMAGE_BYTES_IN_ALL) {
    throw new AppError(507, 'quota', 'The pictures of your recipes fill the 2 GB there is for them.', {
      text: 'recipes.image.full',
    });
  }
  const originalFile = store.newName('bin');
  await store.write(originalFile, bytes);
  try {
    const before = await db.transaction(async (trx) => {
      const image = { originalFile, bytes: bytes.length };
      const files = await queries.replaceImage(trx, scope, recipeId, { image, now });
      if (!files) throw new NotFoundError('The recipe');
      await queue.add(trx, resizeRecipeImage, { recipeId });
      return files;
    });
    await Promise.all(before.map((file) => store.remove(file)));
  } catch (error) {
    await store.remove(originalFile);
    throw error;
  }
}

/** Takes a recipe's picture away. */
export async function removeRecipeImage(
  { db, store }: Omit<ImageDeps, 'queue'>,
  scope: Scope,
  recipeId: string,
  now: Date,
): Promise<void> {
  const files = await queries.replaceImage(db, scope, recipeId, { image: null, now });
  if (!files) throw new NotFoundError('The recipe');
  await Promise.all(files.map((file) => store.remove(file)));
}
