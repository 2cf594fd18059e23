import { execute, selectRow, type Db, type Scope } from '../../../../db/index.ts';
import type { LocalDate } from '../../../../lib/dates.ts';
import type { MealType } from '../../meal-types.ts';

/** A photo of a plate, without its picture. */
export interface PlateRow {
  id: string;
  on_date: LocalDate;
  meal_type: MealType;
  is_prepared: boolean;
  task_id: string | null;
  /** What stands in the diary because of it. */
  entry_ids: string[];
}

const COLUMNS = 'id, on_date, meal_type, is_prepared, task_id, entry_ids';

export async function insertPlate(
  db: Db,
  { userId }: Scope,
  plate: { id: string; onDate: LocalDate; mealType: MealType; picture: Buffer; now: Date },
): Promise<void> {
  await execute(
    db,
    `insert into plate_photos (id, user_id, on_date, meal_type, picture, created_at, updated_at)
     values (:id, :userId, :onDate, :mealType, :picture, :now, :now)`,
    { ...plate, userId },
  );
}

/** Of this person; with `isLocked` until the transaction ends. */
export function findPlate(
  db: Db,
  { userId }: Scope,
  id: string,
  isLocked = false,
): Promise<PlateRow | undefined> {
  return selectRow<PlateRow>(
    db,
    `select ${COLUMNS} from plate_photos where id = :id and user_id = :userId ${isLocked ? 'for update' : ''}`,
    { id, userId },
  );
}

/** The picture as it was sent or, once prepared, as a model sees it. */
export function findPicture(
  db: Db,
  { userId }: Scope,
  id: string,
): Promise<{ picture: Buffer; is_prepared: boolean } | undefined> {
  return selectRow<{ picture: Buffer; is_prepared: boolean }>(
    db,
    'select picture, is_prepared from plate_photos where id = :id and user_id = :userId',
    { id, userId },
  );
}

/** What a person's photos of plates take. */
export async function sumPlateBytes(db: Db, { userId }: Scope): Promise<number> {
  const row = await selectRow<{ bytes: number }>(
    db,
    'select coalesce(sum(octet_length(picture)), 0)::bigint as bytes from plate_photos where user_id = :userId',
    { userId },
  );
  return row?.bytes ?? 0;
}

export interface PlateChange {
  /** The picture, prepared. */
  picture?: Buffer;
  taskId?: string;
  entryIds?: readonly string[];
}

/** Changes what is given. */
export async function updatePlate(
  db: Db,
  { userId }: Scope,
  id: string,
  { picture, taskId, entryIds, now }: PlateChange & { now: Date },
): Promise<void> {
  await execute(
    db,
    `update plate_photos
        set picture = coalesce(:picture::bytea, picture), is_prepared = is_prepared or :picture::bytea is not null,
            task_id = coalesce(:taskId::uuid, task_id), entry_ids = coalesce(:entryIds::uuid[], entry_ids), updated_at = :now
      where id = :id and user_id = :userId`,
    { id, userId, picture: picture ?? null, taskId: taskId ?? null, entryIds: entryIds ?? null, now },
  );
}

export async function deletePlate(db: Db, { userId }: Scope, id: string): Promise<boolean> {
  const gone = await execute(db, 'delete from plate_photos where id = :id and user_id = :userId', {
    id,
    userId,
  });
  return gone > 0;
}

/** For the jobs worker: photos of all people that were sent before. */
export function deleteOldPlates(db: Db, before: Date): Promise<number> {
  return execute(db, 'delete from plate_photos where created_at < :before', { before });
}
