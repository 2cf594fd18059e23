import { execute, keyedRows, selectRow } from '../../../db/index.ts';
import type { Db, Scope } from '../../../db/index.ts';
import type { KnownExercise } from './understand.ts';

/** What reading a line must know about the exercises that it may mean. */
export async function listKnownExercises(
  db: Db,
  scope: Scope,
  ids: readonly string[],
): Promise<Omit<KnownExercise, 'isCertain'>[]> {
  const rows = await keyedRows<{
    id: string;
    name: string;
    kind: KnownExercise['kind'];
    is_bodyweight: boolean;
  }>(
    db,
    `select id, name, kind, is_bodyweight from exercises
      where id = any(:ids::uuid[]) and deleted_at is null and (user_id is null or user_id = :userId)`,
    { ids, userId: scope.userId },
  );
  return rows.map(({ is_bodyweight: isBodyweight, ...rest }) => ({ ...rest, isBodyweight }));
}

/** The workout that is going on, begun since an instant, and the place after its last set. */
export function findRunningWorkout(
  db: Db,
  scope: Scope,
  since: Date,
): Promise<{ id: string; next_position: number } | undefined> {
  return selectRow(
    db,
    `select w.id, coalesce((select max(s.position) + 1 from workout_sets s where s.workout_id = w.id), 0) as next_position
       from workouts w
      where w.user_id = :userId and w.deleted_at is null and w.ended_at is null and w.started_at >= :since
      order by w.started_at desc limit 1`,
    { userId: scope.userId, since },
  );
}

/** Takes sets out of a workout again, those from one id to another. */
export async function deleteSetsBetween(
  db: Db,
  scope: Scope,
  target: { workoutId: string; from: string; to: string; now: Date },
): Promise<void> {
  await execute(
    db,
    `with gone as (
       delete from workout_sets
        where user_id = :userId and workout_id = :workoutId and id between :from::uuid and :to::uuid
       returning workout_id)
     update workouts set version = version + 1, updated_at = :now
      where user_id = :userId and id in (select workout_id from gone)`,
    { userId: scope.userId, ...target },
  );
}
