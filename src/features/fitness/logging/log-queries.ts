import { execute, keyedRow, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { STORED_SETS_JSON } from '../workout-queries.ts';
import { workoutJson } from '../workout-json.ts';
import type { ExerciseFacts, LoggedSet, PlanEntry } from './plan.ts';

/** A workout with all that its logging screen needs, besides earlier training. */
export interface WorkoutToLog {
  id: string;
  title: string;
  notes: string;
  startedAt: string;
  endedAt: string | null;
  localDate: string;
  timeZone: string;
  sessionRpe: number | null;
  calories: number | null;
  routineDayId: string | null;
  source: string;
  version: number;
  sets: LoggedSet[];
  plan: PlanEntry[];
  exercises: ExerciseFacts[];
}

/** One workout, its plan, and the facts of every exercise in either. */
export async function findWorkoutToLog(db: Db, scope: Scope, id: string): Promise<WorkoutToLog | undefined> {
  const row = await keyedRow<{ json: string; plan: PlanEntry[]; exercises: ExerciseFacts[] }>(
    db,
    `select ${workoutJson('w', STORED_SETS_JSON)} as json, w.plan,
            (select coalesce(json_agg(json_build_object('id', e.id, 'name', e.name, 'kind', e.kind,
                      'equipment', e.equipment, 'is_bodyweight', e.is_bodyweight, 'rest_s', e.rest_s)), '[]')
               from exercises e
              where e.id in (select exercise_id from workout_sets x where x.workout_id = w.id
                             union select (p ->> 'exerciseId')::uuid from jsonb_array_elements(w.plan) p)
                and (e.user_id is null or e.user_id = :userId)) as exercises
       from workouts w where w.id = :id and w.user_id = :userId and w.deleted_at is null`,
    { id, userId: scope.userId },
  );
  if (!row) return undefined;
  const workout = JSON.parse(row.json) as Omit<WorkoutToLog, 'plan' | 'exercises'>;
  return { ...workout, plan: row.plan, exercises: row.exercises };
}

/** A set of an earlier workout. */
export interface EarlierSetRow {
  exercise_id: string;
  workout_id: string;
  date: string;
  set_type: string;
  reps: number | null;
  weight_kg: number | null;
  rir: number | null;
  rpe: number | null;
  duration_s: number | null;
  distance_m: number | null;
}

/** Enough for the last few times; the rule for a lighter week looks three back. */
const SETS_BACK = 40;

/** The latest earlier sets of each of these exercises, newest workout first, in the order they were done. */
export function listEarlierSets(
  db: Db,
  scope: Scope,
  exerciseIds: string[],
  besides: { workoutId: string; before: string },
): Promise<EarlierSetRow[]> {
  return selectRows<EarlierSetRow>(
    db,
    `select h.* from unnest(:exerciseIds::uuid[]) as asked (id)
       cross join lateral (
         select s.exercise_id, w.id as workout_id, w.local_date as date, s.set_type, s.reps, s.weight_kg, s.rir,
                s.rpe, s.duration_s, s.distance_m, w.started_at, s.position
           from workout_sets s join workouts w on w.id = s.workout_id
          where s.user_id = :userId and s.exercise_id = asked.id and w.deleted_at is null
            and w.id <> :workoutId and w.started_at <= :before
          order by s.completed_at desc nulls last limit :setsBack) h
      order by h.exercise_id, h.started_at desc, h.workout_id, h.position`,
    { userId: scope.userId, exerciseIds, ...besides, setsBack: SETS_BACK },
  );
}

/** Adds an exercise to the plan, unless it is there; answers false when workout or exercise are not this person's. */
export async function addToPlan(db: Db, scope: Scope, workoutId: string, entry: PlanEntry): Promise<boolean> {
  const touched = await execute(
    db,
    `update workouts w
        set plan = case when w.plan @> jsonb_build_array(jsonb_build_object('exerciseId', :exerciseId::text))
                        then w.plan else w.plan || :entry::jsonb end
      where w.id = :workoutId and w.user_id = :userId and w.deleted_at is null
        and jsonb_array_length(w.plan) < 100
        and exists (select from exercises e where e.id = :exerciseId::text::uuid and e.deleted_at is null
                      and (e.user_id is null or e.user_id = :userId))`,
    { workoutId, userId: scope.userId, exerciseId: entry.exerciseId, entry: JSON.stringify(entry) },
  );
  return touched > 0;
}

/** Takes an exercise out of the plan; sets that were done stay. */
export async function removeFromPlan(
  db: Db,
  scope: Scope,
  workoutId: string,
  exerciseId: string,
): Promise<void> {
  await execute(
    db,
    `update workouts w
        set plan = coalesce((select jsonb_agg(p order by place) from jsonb_array_elements(w.plan) with ordinality as x (p, place)
                              where p ->> 'exerciseId' <> :exerciseId), '[]')
      where w.id = :workoutId and w.user_id = :userId and w.deleted_at is null`,
    { workoutId, userId: scope.userId, exerciseId },
  );
}

/** Ends a workout: now, or, when its last set was done long ago, then. Ended ones stay as they are. */
export async function markWorkoutEnded(
  db: Db,
  scope: Scope,
  id: string,
  end: { now: Date; sessionRpe: number | null; notes: string | null },
): Promise<boolean> {
  const row = await selectRow<{ id: string }>(
    db,
    `update workouts w
        set ended_at = coalesce(w.ended_at, greatest(w.started_at, least(:now::timestamptz, (
              select max(s.completed_at) + interval '3 hours' from workout_sets s where s.workout_id = w.id),
              w.started_at + interval '24 hours'))),
            session_rpe = coalesce(:sessionRpe::numeric, w.session_rpe),
            notes = coalesce(:notes::text, w.notes),
            version = w.version + 1, updated_at = :now::timestamptz
      where w.id = :id and w.user_id = :userId and w.deleted_at is null returning w.id`,
    { id, userId: scope.userId, ...end },
  );
  return row !== undefined;
}
