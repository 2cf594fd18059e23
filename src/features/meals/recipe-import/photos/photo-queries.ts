import { execute, keyedRow, selectRow, selectRows, type Db, type Scope } from '../../../../db/index.ts';

/** The photos of one recipe. */
export interface PhotosRow {
  id: string;
  /** Uploads that wait to be prepared, and photos that are: names in the store, in their order. */
  originals: string[];
  files: string[];
  has_broken: boolean;
  task_id: string | null;
  recipe_id: string | null;
  created_at: string;
}

const COLUMNS = 'id, originals, files, has_broken, task_id, recipe_id, created_at';

export async function insertPhotos(
  db: Db,
  scope: Scope,
  photos: { id: string; originals: string[]; bytes: number; now: Date },
): Promise<void> {
  await execute(
    db,
    `insert into recipe_photos (id, household_id, user_id, originals, bytes, created_at, updated_at)
     values (:id, :householdId, :userId, :originals, :bytes, :now, :now)`,
    { ...scope, ...photos },
  );
}

/** Of this person; with `isLocked` until the transaction ends. */
export function findPhotos(
  db: Db,
  { userId }: Scope,
  id: string,
  isLocked = false,
): Promise<PhotosRow | undefined> {
  return selectRow<PhotosRow>(
    db,
    `select ${COLUMNS} from recipe_photos where id = :id and user_id = :userId ${isLocked ? 'for update' : ''}`,
    { id, userId },
  );
}

/** Those of which no recipe was made yet, the latest first. */
export function listUnusedPhotos(db: Db, { userId }: Scope, limit: number): Promise<PhotosRow[]> {
  return selectRows<PhotosRow>(
    db,
    `select ${COLUMNS} from recipe_photos where user_id = :userId and recipe_id is null
      order by created_at desc, id desc limit :limit`,
    { userId, limit },
  );
}

/** What a person's photos of recipes take on the disk. */
export async function sumPhotoBytes(db: Db, { userId }: Scope): Promise<number> {
  const row = await selectRow<{ bytes: number }>(
    db,
    'select coalesce(sum(bytes), 0)::bigint as bytes from recipe_photos where user_id = :userId',
    { userId },
  );
  return row?.bytes ?? 0;
}

/** An upload has become a photo (or is broken, without `file`); false when it waits no more. */
export async function markPrepared(
  db: Db,
  { userId }: Scope,
  id: string,
  { original, file, freedBytes }: { original: string; file?: string | undefined; freedBytes: number },
): Promise<boolean> {
  const changed = await execute(
    db,
    `update recipe_photos
        set originals = array_remove(originals, :original), bytes = greatest(0, bytes - :freedBytes::bigint),
            files = case when :file::text is null then files else files || :file::text end,
            has_broken = has_broken or :file::text is null
      where id = :id and user_id = :userId and :original = any(originals)`,
    { id, userId, original, file: file ?? null, freedBytes },
  );
  return changed > 0;
}

export async function setReading(
  db: Db,
  { userId }: Scope,
  id: string,
  { taskId, now }: { taskId: string; now: Date },
): Promise<void> {
  await execute(
    db,
    'update recipe_photos set task_id = :taskId, updated_at = :now where id = :id and user_id = :userId',
    { id, userId, taskId, now },
  );
}

/** A recipe was made of them; of somebody else's photos nothing is. */
export async function markUsed(
  db: Db,
  { userId }: Scope,
  id: string,
  { recipeId, now }: { recipeId: string; now: Date },
): Promise<void> {
  await execute(
    db,
    'update recipe_photos set recipe_id = :recipeId, updated_at = :now where id = :id and user_id = :userId',
    { id, userId, recipeId, now },
  );
}

/** Whether this stored file is a prepared photo of this person. */
export async function ownsPhoto(db: Db, { userId }: Scope, file: string): Promise<boolean> {
  const row = await keyedRow(
    db,
    'select 1 from recipe_photos where user_id = :userId and :file = any(files)',
    { userId, file },
  );
  return row !== undefined;
}

/** Photos to which nothing happened since `before`, or all of a person, with their files. For the jobs worker. */
export function listToForget(
  db: Db,
  which: { before: Date } | { userId: string },
): Promise<{ id: string; files: string[] }[]> {
  const condition = 'before' in which ? 'updated_at < :before' : 'user_id = :userId';
  return selectRows(
    db,
    `select id, originals || files as files from recipe_photos where ${condition} order by updated_at limit 1000`,
    { ...which },
  );
}

/** By ids that the jobs worker listed. */
export async function deleteForgotten(db: Db, ids: string[]): Promise<void> {
  await execute(db, 'delete from recipe_photos where id = any(:ids)', { ids });
}

/** Answers the files of what was deleted; undefined when this person has no such photos. */
export async function deletePhotosRow(db: Db, { userId }: Scope, id: string): Promise<string[] | undefined> {
  const row = await selectRow<{ files: string[] }>(
    db,
    'delete from recipe_photos where id = :id and user_id = :userId returning originals || files as files',
    { id, userId },
  );
  return row?.files;
}
