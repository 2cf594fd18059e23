import type { Db, Scope } from '../../db/index.ts';
import { NotFoundError, ValidationError } from '../../errors.ts';
import * as queries from './set-queries.ts';
import { setRow } from './set-rows.ts';
import type { NewSet, SetPatch } from './set-schema.ts';
import { findWorkoutJson, unusableExercises } from './workout-queries.ts';
import { scopeOfAuthor, type Author } from './workouts.ts';

/**
 * Adds one set at the end of a workout and answers it as JSON text. It was done `now`, or at the end
 * of a workout that is over, unless it says otherwise.
 */
export async function addSet(
  db: Db,
  author: Author,
  target: { workoutId: string; set: NewSet; position?: number | undefined },
  now: Date,
): Promise<string> {
  const scope = scopeOfAuthor(author);
  const { workoutId, set, position } = target;
  const row = { ...setRow(set, author.weightUnit), position };
  const json = await queries.insertSets(db, scope, { workoutId, sets: [row] }, now);
  if (json !== undefined) return json;
  const isThere = await findWorkoutJson(db, scope, workoutId);
  if (isThere === undefined) throw new NotFoundError('The workout');
  throw notAnExercise();
}

/** Changes one set and answers it as JSON text. */
export async function changeSet(
  db: Db,
  author: Author,
  edit: { workoutId: string; setId: string; patch: SetPatch },
  now: Date,
): Promise<string> {
  const scope = scopeOfAuthor(author);
  const { workoutId, setId, patch } = edit;
  if (patch.exerciseId && (await unusableExercises(db, scope, [patch.exerciseId])).size > 0) {
    throw notAnExercise();
  }
  const change = toColumns(patch);
  if (change.weight_kg != null && patch.weightUnit == null) change.weight_unit = author.weightUnit;
  const isChanged = await queries.updateSet(db, scope, { workoutId, setId, now }, change);
  const json = isChanged ? await queries.findSetJson(db, scope, { workoutId, setId }) : undefined;
  if (json === undefined) throw new NotFoundError('The set');
  return json;
}

/** Takes one set out of a workout and answers what it was, so that it can be put back. */
export async function deleteSet(
  db: Db,
  scope: Scope,
  key: { workoutId: string; setId: string },
  now: Date,
): Promise<string> {
  return db.transaction(async (trx) => {
    const json = await queries.findSetJson(trx, scope, key);
    if (json === undefined || !(await queries.deleteSetRow(trx, scope, { ...key, now }))) {
      throw new NotFoundError('The set');
    }
    return json;
  });
}

function notAnExercise(): ValidationError {
  return new ValidationError([
    {
      path: 'exerciseId',
      message: 'is not an exercise of the library or one of yours',
      text: 'fitness.exercise.notUsable',
    },
  ]);
}

function toColumns(patch: SetPatch): queries.SetChange {
  return {
    exercise_id: patch.exerciseId,
    superset: patch.superset,
    set_type: patch.setType,
    reps: patch.reps,
    weight_kg: patch.weightKg,
    weight_unit: patch.weightUnit,
    rir: patch.rir,
    rpe: patch.rpe,
    duration_s: patch.durationS,
    distance_m: patch.distanceM,
    avg_hr: patch.avgHr,
    max_hr: patch.maxHr,
    calories: patch.calories,
    rest_s: patch.restS,
    target_reps_min: patch.targetRepsMin,
    target_reps_max: patch.targetRepsMax,
    target_weight_kg: patch.targetWeightKg,
    notes: patch.notes,
    completed_at: patch.completedAt,
  };
}
