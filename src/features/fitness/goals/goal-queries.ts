import { execute, selectRow, selectRows } from '../../../db/index.ts';
import type { Db, Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { newId } from '../../../lib/uuid.ts';
import { markDeletedIn } from '../../../db/mark-deleted.ts';
import type { GoalMetric, GoalPatch, NewGoal } from './goal-schema.ts';

export interface GoalRow {
  id: string;
  metric: GoalMetric;
  exercise_id: string | null;
  measurement_type_id: string | null;
  target_value: number;
  start_value: number | null;
  due_on: LocalDate | null;
  notes: string;
  version: number;
  exercise_name: string | null;
  type_name: string | null;
  type_unit: string | null;
  type_key: string | null;
  /** Values of what the goal is about: each kind of set with its first day, or each body value. */
  history: GoalHistoryRow[];
}

export interface GoalHistoryRow {
  date: LocalDate;
  value: number | null;
  weight_kg: number | null;
  reps: number | null;
  distance_m: number | null;
}

/** All goals with what they are measured by, in one statement; `goalId` for a single one. */
export function listGoals(db: Db, scope: Scope, goalId: string | null = null): Promise<GoalRow[]> {
  return selectRows<GoalRow>(
    db,
    `select g.id, g.metric, g.exercise_id, g.measurement_type_id, g.target_value, g.start_value, g.due_on, g.notes,
            g.version, e.name as exercise_name, t.name as type_name, t.unit as type_unit, t.key as type_key,
            coalesce(case when g.exercise_id is not null then (
              select json_agg(h order by h.date) from (
                select min(w.local_date) as date, null as value, s.weight_kg, s.reps, s.distance_m
                  from workout_sets s join workouts w on w.id = s.workout_id
                 where s.user_id = :userId and s.exercise_id = g.exercise_id and s.set_type <> 'warmup'
                   and w.user_id = :userId and w.deleted_at is null
                 group by s.weight_kg, s.reps, s.distance_m) h)
            when g.measurement_type_id is not null then (
              select json_agg(json_build_object('date', m.local_date, 'value', m.value) order by m.measured_at)
                from measurements m
               where m.user_id = :userId and m.measurement_type_id = g.measurement_type_id and m.deleted_at is null)
            else (
              select json_agg(distinct jsonb_build_object('date', w.local_date))
                from workouts w
               where w.user_id = :userId and w.deleted_at is null and w.ended_at is not null)
            end, '[]') as history
       from goals g
       left join exercises e on e.id = g.exercise_id
       left join measurement_types t on t.id = g.measurement_type_id
      where g.user_id = :userId and g.deleted_at is null and (t.id is null or t.deleted_at is null)
        and (:goalId::uuid is null or g.id = :goalId::uuid)
      order by g.due_on nulls last, g.created_at`,
    { userId: scope.userId, goalId },
  );
}

/** Undefined when the exercise or measurement type is not this person's. */
export async function insertGoal(db: Db, scope: Scope, goal: NewGoal): Promise<string | undefined> {
  const row = await selectRow<{ id: string }>(
    db,
    `insert into goals (id, user_id, metric, exercise_id, measurement_type_id, target_value, due_on, notes)
     select :id, :userId, :metric, :exerciseId::uuid, :measurementTypeId::uuid, :targetValue, :dueOn::date, :notes
      where (:exerciseId::uuid is null or exists (
              select from exercises where id = :exerciseId::uuid and (user_id is null or user_id = :userId)))
        and (:measurementTypeId::uuid is null or exists (
              select from measurement_types
               where id = :measurementTypeId::uuid and user_id = :userId and deleted_at is null))
     returning id`,
    {
      id: newId(),
      userId: scope.userId,
      metric: goal.metric,
      exerciseId: goal.exerciseId ?? null,
      measurementTypeId: goal.measurementTypeId ?? null,
      targetValue: goal.targetValue,
      dueOn: goal.dueOn ?? null,
      notes: goal.notes,
    },
  );
  return row?.id;
}

export async function setGoalStart(db: Db, scope: Scope, id: string, startValue: number): Promise<void> {
  await execute(db, 'update goals set start_value = :startValue where id = :id and user_id = :userId', {
    id,
    userId: scope.userId,
    startValue,
  });
}

/** False when it is not there, or of another version. */
export async function updateGoal(
  db: Db,
  scope: Scope,
  id: string,
  patch: GoalPatch & { now: Date },
): Promise<boolean> {
  const count = await execute(
    db,
    `update goals set target_value = coalesce(:targetValue::numeric, target_value),
            due_on = case when :hasDueOn then :dueOn::date else due_on end, notes = coalesce(:notes, notes),
            updated_at = :now, version = version + 1
      where id = :id and user_id = :userId and deleted_at is null
        and (:version::int is null or version = :version::int)`,
    {
      id,
      userId: scope.userId,
      now: patch.now,
      targetValue: patch.targetValue ?? null,
      hasDueOn: patch.dueOn !== undefined,
      dueOn: patch.dueOn ?? null,
      notes: patch.notes ?? null,
      version: patch.version ?? null,
    },
  );
  return count > 0;
}

/** Into the bin, or out of it; false when there was nothing to move. */
export const markGoalDeleted = markDeletedIn('goals');
