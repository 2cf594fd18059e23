import { execute, selectRow, type Db, type Scope } from '../../db/index.ts';
import { ALL_NAMED, GIVEN_SETS, INSERT_NAMED } from './set-rows.ts';
import { jsonObject, setFields } from './workout-json.ts';

const SET_JSON = jsonObject(setFields('s', 'e.name'));

/** Adds sets to a workout in one statement; undefined when the workout or an exercise is not this person's. */
export async function insertSets(
  db: Db,
  scope: Scope,
  target: { workoutId: string; sets: object[] },
  now: Date,
): Promise<string | undefined> {
  const row = await selectRow<{ json: string | null }>(
    db,
    `with ${GIVEN_SETS},
     workout as (
       update workouts set version = version + 1, updated_at = :now::timestamptz
        where id = :workoutId and user_id = :userId and deleted_at is null and ${ALL_NAMED}
       returning id, user_id, least(:now::timestamptz, ended_at) as default_done_at),
     written as (${INSERT_NAMED} returning *)
     select string_agg(${SET_JSON}, ',' order by s.position, s.id) as json
       from written s join exercises e on e.id = s.exercise_id`,
    { workoutId: target.workoutId, userId: scope.userId, sets: JSON.stringify(target.sets), now },
  );
  return row?.json ?? undefined;
}

/** One set as JSON text. */
export async function findSetJson(
  db: Db,
  scope: Scope,
  key: { workoutId: string; setId: string },
): Promise<string | undefined> {
  const row = await selectRow<{ json: string }>(
    db,
    `select ${SET_JSON} as json from workout_sets s
       join exercises e on e.id = s.exercise_id
       join workouts w on w.id = s.workout_id and w.deleted_at is null
      where s.id = :setId and s.workout_id = :workoutId and s.user_id = :userId`,
    { ...key, userId: scope.userId },
  );
  return row?.json;
}

/** Columns of a set that can change. */
export type SetChange = Partial<Record<(typeof CHANGEABLE)[number], unknown>>;
const CHANGEABLE = [
  ...(['exercise_id', 'superset', 'set_type', 'reps', 'weight_kg', 'weight_unit', 'rir', 'rpe'] as const),
  ...([
    'duration_s',
    'distance_m',
    'avg_hr',
    'max_hr',
    'calories',
    'rest_s',
    'notes',
    'completed_at',
  ] as const),
  ...(['target_reps_min', 'target_reps_max', 'target_weight_kg'] as const),
];

/** Changes one set and its workout's version; returns whether there was such a set. */
export async function updateSet(
  db: Db,
  scope: Scope,
  key: { workoutId: string; setId: string; now: Date },
  change: SetChange,
): Promise<boolean> {
  const columns = CHANGEABLE.filter((name) => change[name] !== undefined);
  const touched = await execute(
    db,
    `with workout as (
       update workouts set version = version + 1, updated_at = :now
        where id = :workoutId and user_id = :userId and deleted_at is null
          and exists (select from workout_sets x where x.id = :setId and x.workout_id = :workoutId)
       returning id)
     update workout_sets s set ${columns.map((name) => `${name} = :${name}`).join(', ')}
       from workout w where s.id = :setId and s.workout_id = w.id and s.user_id = :userId`,
    { ...change, ...key, userId: scope.userId },
  );
  return touched > 0;
}

/** Removes one set and raises its workout's version; returns whether there was such a set. */
export async function deleteSetRow(
  db: Db,
  scope: Scope,
  key: { workoutId: string; setId: string; now: Date },
): Promise<boolean> {
  const touched = await execute(
    db,
    `with workout as (
       update workouts set version = version + 1, updated_at = :now
        where id = :workoutId and user_id = :userId and deleted_at is null
          and exists (select from workout_sets x where x.id = :setId and x.workout_id = :workoutId)
       returning id)
     delete from workout_sets s using workout w
      where s.id = :setId and s.workout_id = w.id and s.user_id = :userId`,
    { ...key, userId: scope.userId },
  );
  return touched > 0;
}
