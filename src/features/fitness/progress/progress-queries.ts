import { selectRow, selectRows } from '../../../db/index.ts';
import type { Db, Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import type { ExerciseKind } from '../capture/interpret.ts';

/** What was done of one exercise on one day, without warm-ups. */
export interface ExerciseDayRow {
  date: LocalDate;
  exercise_id: string;
  sets: number;
  volume_kg: number;
  duration_s: number;
  distance_m: number;
}

export interface TrainedExerciseRow {
  id: string;
  name: string;
  kind: ExerciseKind;
  primary_muscles: string[];
  secondary_muscles: string[];
}

/** One way a set was done, with the first day it was: 5 × 100 kg on 3 March. */
export interface FirstTimeRow {
  exercise_id: string;
  date: LocalDate;
  weight_kg: number | null;
  reps: number | null;
  duration_s: number | null;
  distance_m: number | null;
}

export interface TrainingRows {
  days: ExerciseDayRow[];
  exercises: TrainedExerciseRow[];
  firstTimes: FirstTimeRow[];
}

/** Sets that count: no warm-up, in a workout that is not in the bin. */
const COUNTED = `w.user_id = :userId and s.user_id = :userId and w.deleted_at is null and s.set_type <> 'warmup'`;

/**
 * Everything the progress page draws, in one statement: days between `from` and `to` by exercise, and, over all
 * time, when each weight, repetition count, time and distance was reached first. No formula lives here.
 */
export async function readTraining(
  db: Db,
  scope: Scope,
  from: LocalDate,
  to: LocalDate,
): Promise<TrainingRows> {
  const row = await selectRow<{
    days: ExerciseDayRow[];
    exercises: TrainedExerciseRow[];
    first_times: FirstTimeRow[];
  }>(
    db,
    `with counted as materialized (
       select w.local_date as date, s.exercise_id, s.reps, s.weight_kg, s.duration_s, s.distance_m
         from workouts w join workout_sets s on s.workout_id = w.id
        where ${COUNTED}
     ), days as (
       select date, exercise_id, count(*)::int as sets, coalesce(sum(reps * weight_kg), 0) as volume_kg,
              coalesce(sum(duration_s), 0) as duration_s, coalesce(sum(distance_m), 0) as distance_m
         from counted where date between :from and :to group by date, exercise_id
     ), first_times as (
       select exercise_id, weight_kg, reps, duration_s, distance_m, min(date) as date
         from counted group by exercise_id, weight_kg, reps, duration_s, distance_m
     )
     select (select coalesce(json_agg(d order by d.date), '[]') from days d) as days,
            (select coalesce(json_agg(f), '[]') from first_times f) as first_times,
            (select coalesce(json_agg(json_build_object('id', e.id, 'name', e.name, 'kind', e.kind,
                      'primary_muscles', e.primary_muscles, 'secondary_muscles', e.secondary_muscles)), '[]')
               from exercises e where e.id in (select exercise_id from counted)) as exercises`,
    { userId: scope.userId, from, to },
  );
  return { days: row!.days, exercises: row!.exercises, firstTimes: row!.first_times };
}

/** One counted set of an exercise, for its own line and table. */
export interface ExerciseSetRow {
  workout_id: string;
  date: LocalDate;
  weight_kg: number | null;
  reps: number | null;
  duration_s: number | null;
  distance_m: number | null;
  avg_hr: number | null;
}

/** All counted sets of one exercise since a day, oldest first. */
export function listExerciseSets(
  db: Db,
  scope: Scope,
  exerciseId: string,
  from: LocalDate,
): Promise<ExerciseSetRow[]> {
  return selectRows<ExerciseSetRow>(
    db,
    `select s.workout_id, w.local_date as date, s.weight_kg, s.reps, s.duration_s, s.distance_m, s.avg_hr
       from workout_sets s join workouts w on w.id = s.workout_id
      where ${COUNTED} and s.exercise_id = :exerciseId and w.local_date >= :from
      order by w.local_date, w.started_at, s.position`,
    { userId: scope.userId, exerciseId, from },
  );
}

/** An exercise that this person may see: of the library or their own. */
export function findVisibleExercise(
  db: Db,
  scope: Scope,
  exerciseId: string,
): Promise<TrainedExerciseRow | undefined> {
  return selectRow<TrainedExerciseRow>(
    db,
    `select id, name, kind, primary_muscles, secondary_muscles from exercises
      where id = :exerciseId and (user_id is null or user_id = :userId)`,
    { userId: scope.userId, exerciseId },
  );
}

/** Every exercise this person has done, by name. */
export function listTrainedExercises(db: Db, scope: Scope): Promise<TrainedExerciseRow[]> {
  return selectRows<TrainedExerciseRow>(
    db,
    `select e.id, e.name, e.kind, e.primary_muscles, e.secondary_muscles from exercises e
      where e.id in (select s.exercise_id from workout_sets s join workouts w on w.id = s.workout_id where ${COUNTED})
      order by lower(e.name)`,
    { userId: scope.userId },
  );
}
