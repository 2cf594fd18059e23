import { execute, selectRow, type Db, type Scope } from '../../../db/index.ts';
import { picturesOf } from '../../../storage/pictures.ts';
import type { StoredImage } from '../../../storage/resize-image.ts';

export const recipePictures = picturesOf({ table: 'recipes', prefix: 'image_', owner: 'household_id' });

/** A picture as it was uploaded, waiting to be re-encoded. */
export interface UploadedImage {
  originalFile: string;
  bytes: number;
}

const SET_UPLOAD = `with before as (
    select id, ${recipePictures.files} as files from recipes
     where id = :recipeId and household_id = :householdId and deleted_at is null for update)
  update recipes r set image_state = case when :originalFile::text is not null then 'waiting' end,
         image_original_file = :originalFile, image_bytes = :bytes, image_file = null, image_thumbnail_file = null,
         image_width = null, image_height = null, image_problem = null, updated_at = :now
    from before b where r.id = b.id returning b.files`;

/**
 * Gives a recipe a new picture that waits to be re-encoded, or none, and answers the files of the one before. Undefined
 * without such a recipe.
 */
export async function replaceImage(
  db: Db,
  { householdId }: Scope,
  recipeId: string,
  { image, now }: { image: UploadedImage | null; now: Date },
): Promise<string[] | undefined> {
  const { originalFile, bytes } = image ?? { originalFile: null, bytes: null };
  const params = { recipeId, householdId, originalFile, bytes, now };
  return (await selectRow<{ files: string[] }>(db, SET_UPLOAD, params))?.files;
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
