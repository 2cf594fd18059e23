import { execute, keyedRow, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { StoredImage } from '../../../storage/resize-image.ts';

export interface PhotoRow {
  id: string;
  taken_on: string;
  pose: 'front' | 'side' | 'back' | null;
  notes: string;
  state: 'waiting' | 'ready' | 'refused';
  problem: string | null;
  file: string | null;
  thumbnail_file: string | null;
  width: number | null;
  height: number | null;
  version: number;
  created_at: string;
}

const COLUMNS =
  'id, taken_on, pose, notes, state, problem, file, thumbnail_file, width, height, version, created_at';

export interface NewPhoto {
  id: string;
  takenOn: string;
  pose: string | null;
  notes: string;
  originalFile: string;
  bytes: number;
  now: Date;
}

/** Adds a photo that waits to be re-encoded; undefined when this person's photos would exceed `maxBytes` in all. */
export function insertPhoto(
  db: Db,
  { userId }: Scope,
  photo: NewPhoto,
  maxBytes: number,
): Promise<PhotoRow | undefined> {
  return selectRow<PhotoRow>(
    db,
    `insert into photos (id, user_id, taken_on, pose, notes, state, original_file, bytes, created_at, updated_at)
     select :id::uuid, :userId::uuid, :takenOn::date, :pose, :notes, 'waiting', :originalFile, :bytes::int, :now::timestamptz, :now::timestamptz
      where (select coalesce(sum(bytes), 0) from photos where user_id = :userId::uuid) + :bytes::int <= :maxBytes::bigint
     returning ${COLUMNS}`,
    { ...photo, userId, maxBytes },
  );
}

export interface PhotoPlace {
  takenOn: string;
  id: string;
}

/** What this person's photos take on disk, those in the bin too. */
export async function sumPhotoBytes(db: Db, { userId }: Scope): Promise<number> {
  const row = await selectRow<{ bytes: number }>(
    db,
    'select coalesce(sum(bytes), 0)::bigint as bytes from photos where user_id = :userId',
    { userId },
  );
  return row?.bytes ?? 0;
}

/** Photos by day, newest first. */
export function listPhotos(
  db: Db,
  { userId }: Scope,
  filter: { limit: number; pose?: string | undefined; after?: PhotoPlace | undefined },
): Promise<PhotoRow[]> {
  return selectRows<PhotoRow>(
    db,
    `select ${COLUMNS} from photos
      where user_id = :userId and deleted_at is null and (:pose::text is null or pose = :pose)
        and (:afterDay::date is null or (taken_on, id) < (:afterDay::date, :afterId::uuid))
      order by taken_on desc, id desc limit :limit`,
    {
      userId,
      pose: filter.pose ?? null,
      afterDay: filter.after?.takenOn ?? null,
      afterId: filter.after?.id ?? null,
      limit: filter.limit,
    },
  );
}

export function findPhoto(db: Db, { userId }: Scope, id: string): Promise<PhotoRow | undefined> {
  return keyedRow<PhotoRow>(
    db,
    `select ${COLUMNS} from photos where id = :id and user_id = :userId and deleted_at is null`,
    { id, userId },
  );
}

/** Whether this stored file is a picture of this person's that is not in the bin. */
export async function ownsPhotoFile(db: Db, { userId }: Scope, file: string): Promise<boolean> {
  const row = await keyedRow(
    db,
    `select 1 from photos where user_id = :userId and deleted_at is null and (file = :file or thumbnail_file = :file)`,
    { userId, file },
  );
  return row !== undefined;
}

export interface PhotoChange {
  takenOn: string | null;
  pose: string | null;
  changesPose: boolean;
  notes: string | null;
}

/** Undefined when there is no such photo, or it is not of this version any more. */
export function updatePhoto(
  db: Db,
  { userId }: Scope,
  target: { id: string; version: number | undefined; now: Date },
  change: PhotoChange,
): Promise<PhotoRow | undefined> {
  return selectRow<PhotoRow>(
    db,
    `update photos set taken_on = coalesce(:takenOn::date, taken_on), notes = coalesce(:notes, notes),
            pose = case when :changesPose then :pose else pose end, updated_at = :now, version = version + 1
      where id = :id and user_id = :userId and deleted_at is null and (:version::int is null or version = :version)
     returning ${COLUMNS}`,
    { ...change, id: target.id, version: target.version ?? null, now: target.now, userId },
  );
}

/** Moves a photo to the bin, or back. Says whether there was one to move. */
export async function markPhotoDeleted(
  db: Db,
  { userId }: Scope,
  id: string,
  deletedAt: Date | null,
): Promise<boolean> {
  const moved = await execute(
    db,
    `update photos set deleted_at = :deletedAt, version = version + 1
      where id = :id and user_id = :userId and (deleted_at is null) = (:deletedAt::timestamptz is not null)`,
    { id, userId, deletedAt },
  );
  return moved > 0;
}

/** The upload that still waits to be re-encoded. For the jobs worker, which acts for everybody. */
export async function findWaitingOriginal(db: Db, id: string): Promise<string | undefined> {
  const row = await selectRow<{ original_file: string }>(
    db,
    `select original_file from photos where id = :id and state = 'waiting' and original_file is not null`,
    { id },
  );
  return row?.original_file;
}

export async function markPhotoReady(db: Db, id: string, image: StoredImage, now: Date): Promise<boolean> {
  const marked = await execute(
    db,
    `update photos set state = 'ready', file = :file, thumbnail_file = :thumbnailFile, width = :width, height = :height,
            bytes = :bytes, original_file = null, updated_at = :now
      where id = :id and state = 'waiting'`,
    { ...image, id, now },
  );
  return marked > 0;
}

export async function markPhotoRefused(db: Db, id: string, problem: string, now: Date): Promise<void> {
  await execute(
    db,
    `update photos set state = 'refused', problem = :problem, original_file = null, updated_at = :now
      where id = :id and state = 'waiting'`,
    { id, problem, now },
  );
}

/** Photos thrown away before `before`, with all their files. */
export function listPhotosToEmpty(
  db: Db,
  before: Date,
  limit: number,
): Promise<{ id: string; files: string[] }[]> {
  return selectRows(
    db,
    `select id, array_remove(array[file, thumbnail_file, original_file], null) as files
       from photos where deleted_at < :before order by deleted_at limit :limit`,
    { before, limit },
  );
}

export async function deletePhotos(db: Db, ids: string[]): Promise<void> {
  await execute(db, 'delete from photos where id = any(:ids)', { ids });
}
