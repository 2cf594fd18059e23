import { execute, keyedRow, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { StoredImage } from '../../../storage/resize-image.ts';

/** A picture as it was uploaded, waiting to be re-encoded. */
export interface UploadedImage {
  originalFile: string;
  bytes: number;
  now: Date;
}

const FILES = 'array_remove(array[image_file, image_thumbnail_file, image_original_file], null)';

/**
 * Gives a recipe a new picture that waits to be re-encoded, and answers the files of the one before. Undefined without
 * such a recipe.
 */
export async function setWaitingImage(
  db: Db,
  { householdId }: Scope,
  recipeId: string,
  image: UploadedImage,
): Promise<string[] | undefined> {
  const row = await selectRow<{ files: string[] }>(
    db,
    `with before as (
       select id, ${FILES} as files from recipes
        where id = :recipeId and household_id = :householdId and deleted_at is null for update)
     update recipes r set image_state = 'waiting', image_original_file = :originalFile, image_bytes = :bytes,
            image_file = null, image_thumbnail_file = null, image_width = null, image_height = null,
            image_problem = null, updated_at = :now
       from before b where r.id = b.id returning b.files`,
    { recipeId, householdId, ...image },
  );
  return row?.files;
}

/** Takes the picture away and answers its files. Undefined without such a recipe. */
export async function clearImage(
  db: Db,
  { householdId }: Scope,
  recipeId: string,
  now: Date,
): Promise<string[] | undefined> {
  const row = await selectRow<{ files: string[] }>(
    db,
    `with before as (
       select id, ${FILES} as files from recipes
        where id = :recipeId and household_id = :householdId and deleted_at is null for update)
     update recipes r set image_state = null, image_original_file = null, image_bytes = null, image_file = null,
            image_thumbnail_file = null, image_width = null, image_height = null, image_problem = null,
            updated_at = :now
       from before b where r.id = b.id returning b.files`,
    { recipeId, householdId, now },
  );
  return row?.files;
}

/** What the household's pictures of recipes take on disk, those in the bin too. */
export async function sumImageBytes(db: Db, { householdId }: Scope): Promise<number> {
  const row = await selectRow<{ bytes: number }>(
    db,
    'select coalesce(sum(image_bytes), 0)::bigint as bytes from recipes where household_id = :householdId',
    { householdId },
  );
  return row?.bytes ?? 0;
}

/** Whether this stored file is the picture of a recipe of the household that is not in the bin. */
export async function ownsImageFile(db: Db, { householdId }: Scope, file: string): Promise<boolean> {
  const row = await keyedRow(
    db,
    `select 1 from recipes where household_id = :householdId and deleted_at is null
        and (image_file = :file or image_thumbnail_file = :file)`,
    { householdId, file },
  );
  return row !== undefined;
}

/** The upload that still waits to be re-encoded. For the jobs worker, which acts for everybody. */
export async function findWaitingImage(db: Db, recipeId: string): Promise<string | undefined> {
  const row = await selectRow<{ image_original_file: string }>(
    db,
    `select image_original_file from recipes
      where id = :recipeId and image_state = 'waiting' and image_original_file is not null`,
    { recipeId },
  );
  return row?.image_original_file;
}

/** Says false when `original` is not the picture any more that the recipe waits for. */
export async function markImageReady(
  db: Db,
  recipeId: string,
  image: StoredImage & { original: string },
): Promise<boolean> {
  const marked = await execute(
    db,
    `update recipes set image_state = 'ready', image_file = :file, image_thumbnail_file = :thumbnailFile,
            image_width = :width, image_height = :height, image_bytes = :bytes, image_original_file = null
      where id = :recipeId and image_state = 'waiting' and image_original_file = :original`,
    { ...image, recipeId },
  );
  return marked > 0;
}

/** Gives a recipe that has none a picture that is prepared already. */
export async function insertReadyImage(
  db: Db,
  { householdId }: Scope,
  recipeId: string,
  image: StoredImage,
): Promise<void> {
  await execute(
    db,
    `update recipes set image_state = 'ready', image_file = :file, image_thumbnail_file = :thumbnailFile,
            image_width = :width, image_height = :height, image_bytes = :bytes
      where id = :recipeId and household_id = :householdId and image_state is null`,
    { ...image, recipeId, householdId },
  );
}

export async function markImageRefused(db: Db, recipeId: string, problem: string): Promise<void> {
  await execute(
    db,
    `update recipes set image_state = 'refused', image_problem = :problem, image_original_file = null, image_bytes = null
      where id = :recipeId and image_state = 'waiting'`,
    { recipeId, problem },
  );
}

/** Recipes thrown away before `before`, with the files of their pictures. */
export function listRecipesToEmpty(
  db: Db,
  before: Date,
  limit: number,
): Promise<{ id: string; files: string[] }[]> {
  return selectRows(
    db,
    `select id, ${FILES} as files from recipes where deleted_at < :before order by deleted_at limit :limit`,
    { before, limit },
  );
}

export async function deleteRecipes(db: Db, ids: string[]): Promise<void> {
  await execute(db, 'delete from recipes where id = any(:ids)', { ids });
}
