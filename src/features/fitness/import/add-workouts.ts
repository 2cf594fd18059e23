import { execute, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { instantOf } from '../../../lib/dates.ts';
import { newId } from '../../../lib/uuid.ts';
import type { ImportedSet, ImportedWorkout } from './imported.ts';
import { kindOfSets, loadExercises, mapExercises } from './exercise-mapping.ts';
import type { StoredAnswers } from './import-schema.ts';
import { dayOf } from './preview.ts';

const kgPerLb = 0.45359237;
const batchRows = 1000;

export interface AddedWorkouts {
  workouts: number;
  sets: number;
  existing: number;
  /** Own exercises that were made for names without one. */
  exerciseIds: string[];
}

interface Adding {
  importId: string;
  answers: StoredAnswers;
  timeZone: string;
}

/** Adds the workouts that are not there yet, with their sets and tracks, in the transaction given. */
export async function addWorkouts(
  trx: Db,
  scope: Scope,
  workouts: readonly ImportedWorkout[],
  adding: Adding,
): Promise<AddedWorkouts> {
  const added = await insertWorkouts(trx, scope, workouts, adding);
  const fresh = workouts.flatMap((workout) => {
    const id = added.get(workout.externalId);
    return id === undefined ? [] : [{ id, workout }];
  });
  const { idOf, made } = await exercisesFor(
    trx,
    scope,
    fresh.map(({ workout }) => workout),
    adding.answers,
  );
  let sets = 0;
  for (const batch of batchesOf(setRows(fresh, idOf, adding.timeZone), batchRows)) {
    await insertSets(trx, scope, batch);
    sets += batch.length;
  }
  return { workouts: fresh.length, sets, existing: workouts.length - fresh.length, exerciseIds: made };
}

/** The ids of those that were added, by key; what is there (or lies in the bin) stays as it is. */
async function insertWorkouts(
  trx: Db,
  scope: Scope,
  workouts: readonly ImportedWorkout[],
  { importId, timeZone }: Adding,
): Promise<Map<string, string>> {
  const added = new Map<string, string>();
  for (const batch of batchesOf(workouts, batchRows)) {
    const rows = await selectRows<{ id: string; external_id: string }>(
      trx,
      `insert into workouts (id, user_id, title, notes, started_at, ended_at, local_date, time_zone, calories,
                             source, external_id, import_id)
       select id, :userId, title, notes, started_at, ended_at, local_date, :timeZone, calories, 'import',
              external_id, :importId
         from jsonb_to_recordset(:rows::jsonb) as r (id uuid, title text, notes text, started_at timestamptz,
              ended_at timestamptz, local_date date, calories integer, external_id text)
       on conflict (user_id, external_id) where external_id is not null do nothing
       returning id, external_id`,
      {
        userId: scope.userId,
        timeZone,
        importId,
        rows: JSON.stringify(batch.map((workout) => workoutRow(workout, timeZone))),
      },
    );
    for (const row of rows) added.set(row.external_id, row.id);
  }
  return added;
}

function workoutRow(workout: ImportedWorkout, timeZone: string): object {
  const startedAt = startInstant(workout, timeZone);
  return {
    id: newId(),
    title: workout.title,
    notes: workout.notes,
    started_at: startedAt,
    // An end, also where none is known: a workout without one is still going on.
    ended_at: new Date(startedAt.getTime() + (workout.durationS ?? 0) * 1000),
    local_date: dayOf(workout, timeZone),
    calories: workout.calories,
    external_id: workout.externalId,
  };
}

function startInstant({ start }: ImportedWorkout, timeZone: string): Date {
  if ('instant' in start) return new Date(start.instant);
  return instantOf(start.local.slice(0, 10), start.local.slice(11), timeZone);
}

/** The exercise of each name; names without one become own exercises. */
async function exercisesFor(
  trx: Db,
  scope: Scope,
  workouts: readonly ImportedWorkout[],
  answers: StoredAnswers,
): Promise<{ idOf: Map<string, string>; made: string[] }> {
  const mapped = mapExercises(workouts, await loadExercises(trx, scope), answers.exercises);
  const idOf = new Map(
    mapped.flatMap(({ name, exercise }) => (exercise ? [[name, exercise.id] as const] : [])),
  );
  const setsOf = new Map<string, ImportedSet[]>();
  for (const set of workouts.flatMap(({ sets }) => sets)) {
    setsOf.set(set.exerciseName, [...(setsOf.get(set.exerciseName) ?? []), set].slice(0, 20));
  }
  const made: string[] = [];
  for (const { name } of mapped) {
    if (idOf.has(name)) continue;
    const own = await ownExercise(trx, scope, name, kindOfSets(setsOf.get(name) ?? []));
    idOf.set(name, own.id);
    if (own.isNew) made.push(own.id);
  }
  return { idOf, made };
}

/** A new exercise of one's own, or the one that has the name already. */
async function ownExercise(
  trx: Db,
  scope: Scope,
  name: string,
  kind: 'strength' | 'cardio' | 'hold',
): Promise<{ id: string; isNew: boolean }> {
  const id = newId();
  const [row] = await selectRows<{ id: string }>(
    trx,
    `insert into exercises (id, user_id, name, kind, category)
     values (:id, :userId, :name, :kind, case when :kind = 'cardio' then 'cardio' else 'strength' end)
     on conflict (user_id, lower(name)) where user_id is not null and deleted_at is null
       do update set name = exercises.name
     returning id`,
    { id, userId: scope.userId, name, kind },
  );
  if (!row) throw new Error(`the exercise ${name} was neither made nor found`);
  return { id: row.id, isNew: row.id === id };
}

function* setRows(
  fresh: readonly { id: string; workout: ImportedWorkout }[],
  idOf: ReadonlyMap<string, string>,
  timeZone: string,
): Generator<object> {
  for (const { id: workoutId, workout } of fresh) {
    const completedAt = startInstant(workout, timeZone);
    for (const [position, set] of workout.sets.entries()) {
      yield {
        id: newId(),
        workout_id: workoutId,
        exercise_id: idOf.get(set.exerciseName),
        position,
        superset: set.superset,
        set_type: set.setType,
        reps: set.reps,
        weight_kg: set.weight === null ? null : weightKg(set.weight, set.weightUnit),
        weight_unit: set.weightUnit,
        rpe: set.rpe,
        duration_s: set.durationS,
        distance_m: set.distanceM,
        avg_hr: set.avgHr,
        max_hr: set.maxHr,
        calories: set.calories,
        rest_s: set.restS === null ? null : Math.min(36_000, Math.round(set.restS)),
        notes: set.notes,
        completed_at: completedAt,
        track: position === 0 && workout.track.length > 1 ? workout.track : null,
      };
    }
  }
}

function weightKg(weight: number, unit: 'kg' | 'lb' | null): number {
  return Math.round(weight * (unit === 'lb' ? kgPerLb : 1) * 1000) / 1000;
}

async function insertSets(trx: Db, scope: Scope, rows: readonly object[]): Promise<void> {
  await execute(
    trx,
    `with given as materialized (
       select * from jsonb_to_recordset(:rows::jsonb) as r (id uuid, workout_id uuid, exercise_id uuid, position integer,
              superset smallint, set_type text, reps integer, weight_kg numeric, weight_unit text, rpe numeric,
              duration_s numeric, distance_m numeric, avg_hr numeric, max_hr numeric, calories integer,
              rest_s integer, notes text, completed_at timestamptz, track jsonb)),
     written as (
       insert into workout_sets (id, workout_id, user_id, exercise_id, position, superset, set_type, reps, weight_kg,
              weight_unit, rpe, duration_s, distance_m, avg_hr, max_hr, calories, rest_s, notes, completed_at)
       select id, workout_id, :userId, exercise_id, position, superset, set_type, reps, weight_kg, weight_unit, rpe,
              duration_s, distance_m, avg_hr, max_hr, calories, rest_s, notes, completed_at
         from given returning id)
     insert into activity_tracks (workout_set_id, user_id, points)
     select g.id, :userId, g.track from given g join written w on w.id = g.id
      where jsonb_typeof(g.track) = 'array'`,
    { userId: scope.userId, rows: JSON.stringify(rows) },
  );
}

function* batchesOf<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
