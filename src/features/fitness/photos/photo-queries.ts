import { execute, keyedRow, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { picturesOf } from '../../../storage/pictures.ts';

export const photoPictures = picturesOf({ table: 'photos', prefix: '', owner: 'user_id' });

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
