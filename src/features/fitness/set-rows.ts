import { newId } from '../../lib/uuid.ts';
import type { NewSet } from './set-schema.ts';

/** Columns of a set as jsonb_to_recordset reads them. */
const SET_COLUMNS = [
  ['id', 'uuid'],
  ['exercise_id', 'uuid'],
  ['position', 'integer'],
  ['superset', 'smallint'],
  ['set_type', 'text'],
  ['reps', 'integer'],
  ['weight_kg', 'numeric(8,3)'],
  ['weight_unit', 'text'],
  ['rir', 'numeric(3,1)'],
  ['rpe', 'numeric(3,1)'],
  ['duration_s', 'numeric(9,3)'],
  ['distance_m', 'numeric(10,2)'],
  ['avg_hr', 'numeric(5,1)'],
  ['max_hr', 'numeric(5,1)'],
  ['calories', 'integer'],
  ['rest_s', 'integer'],
  ['target_reps_min', 'integer'],
  ['target_reps_max', 'integer'],
  ['target_weight_kg', 'numeric(8,3)'],
  ['notes', 'text'],
  ['completed_at', 'timestamptz'],
] as const;

const SET_NAMES = SET_COLUMNS.map(([name]) => name).join(', ');
/** A set without a position goes to the end. */
const NEXT_POSITION =
  'coalesce(n.position, (select max(x.position) + 1 from workout_sets x where x.workout_id = w.id), 0)';
const DONE_AT = 'coalesce(n.completed_at, w.default_done_at)';
const SOURCES: Partial<Record<string, string>> = { position: NEXT_POSITION, completed_at: DONE_AT };
const FROM_NEW = SET_COLUMNS.map(([name]) => SOURCES[name] ?? `n.${name}`).join(', ');

/**
 * CTEs for the sets in :sets: `given`, and `named`, those whose exercise this person may use, with its name.
 * The limit keeps PostgreSQL, which expects a hundred sets, from reading the whole library for five.
 */
export const GIVEN_SETS = `
  given as materialized (
    select * from jsonb_to_recordset(:sets::jsonb) as g (${SET_COLUMNS.map((column) => column.join(' ')).join(', ')})),
  named as materialized (
    select g.*, usable.name as exercise_name from given g cross join lateral (
      select e.name from exercises e where e.id = g.exercise_id
         and (e.user_id is null or e.user_id = :userId) and e.deleted_at is null limit 1) usable)`;
/** True when all of them are. */
export const ALL_NAMED = '(select count(*) from named) = (select count(*) from given)';
/** Writes `named` as sets of the row in a CTE `workout` (id, user_id, default_done_at). */
export const INSERT_NAMED = `insert into workout_sets (workout_id, user_id, ${SET_NAMES}) select w.id, w.user_id, ${FROM_NEW} from named n, workout w`;

/** The sets as the rows of :sets, in their order. `doneAt` is for those without a time of their own. */
export function setRows(sets: readonly NewSet[], doneAt: Date, weightUnit: string): object[] {
  return sets.map((set, position) => ({
    ...setRow(set, weightUnit),
    position,
    completed_at: set.completedAt ?? doneAt,
  }));
}

/** One set as a row of :sets, without a position. */
export function setRow(set: NewSet, weightUnit: string): object {
  return {
    id: newId(),
    exercise_id: set.exerciseId,
    superset: set.superset,
    set_type: set.setType,
    reps: set.reps,
    weight_kg: set.weightKg,
    weight_unit: set.weightKg == null ? null : (set.weightUnit ?? weightUnit),
    rir: set.rir,
    rpe: set.rpe,
    duration_s: set.durationS,
    distance_m: set.distanceM,
    avg_hr: set.avgHr,
    max_hr: set.maxHr,
    calories: set.calories,
    rest_s: set.restS,
    target_reps_min: set.targetRepsMin,
    target_reps_max: set.targetRepsMax,
    target_weight_kg: set.targetWeightKg,
    notes: set.notes,
    completed_at: set.completedAt,
  };
}
