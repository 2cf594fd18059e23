import {
  execute,
  keyedRow,
  keyedRows,
  selectRow,
  selectRows,
  writtenRow,
  type Db,
  type Scope,
} from '../../db/index.ts';
import { ALL_NAMED, GIVEN_SETS, INSERT_NAMED } from './set-rows.ts';
import { jsonObject, setFields, workoutJson, workoutListJson } from './workout-json.ts';
import { markDeletedIn } from '../../db/mark-deleted.ts';

/** A workout as it is written. */
export interface WorkoutRow {
  id: string;
  title: string;
  notes: string;
  startedAt: Date;
  endedAt: Date | null;
  localDate: string;
  timeZone: string;
  routineDayId: string | null;
  plan: string;
  sessionRpe: number | null;
  calories: number | null;
  source: string;
}

const NAMED_JSON = `'[' || coalesce((
  select string_agg(${jsonObject(setFields('n', 'n.exercise_name'))}, ',' order by n.position) from named n), '') || ']'`;

/** The sets of workout `w` as JSON text. */
export const STORED_SETS_JSON = `'[' || coalesce((
  select string_agg(${jsonObject(setFields('s', 'e.name'))}, ',' order by s.position, s.id)
    from workout_sets s join exercises e on e.id = s.exercise_id where s.workout_id = w.id), '') || ']'`;

const INSERT_WORKOUT = `with ${GIVEN_SETS},
   workout as (
     insert into workouts (id, user_id, title, notes, started_at, ended_at, local_date, time_zone, routine_day_id,
                           plan, session_rpe, calories, source)
     select :id, :userId, :title, :notes, :startedAt, :endedAt, :localDate, :timeZone, :routineDayId::uuid,
            :plan::jsonb, :sessionRpe, :calories, :source
      where ${ALL_NAMED}
        and (:routineDayId::uuid is null
             or exists (select from routine_days d where d.id = :routineDayId::uuid and d.user_id = :userId))
     returning *, started_at as default_done_at),
   written as (${INSERT_NAMED})
   select ${workoutJson('w', NAMED_JSON)} as json from workout w`;

/**
 * Writes a workout and its sets in one statement and answers it as JSON text. Writes nothing and answers undefined
 * when an exercise, or the day of a routine, is not this person's.
 */
export async function insertWorkout(
  db: Db,
  scope: Scope,
  workout: WorkoutRow,
  sets: object[],
): Promise<string | undefined> {
  const row = await writtenRow<{ json: string }>(db, INSERT_WORKOUT, {
    ...workout,
    userId: scope.userId,
    sets: JSON.stringify(sets),
  });
  return row?.json;
}

/** Which of these exercises the person can not use: someone else's, deleted, or not there. */
export async function unusableExercises(db: Db, scope: Scope, ids: string[]): Promise<Set<string>> {
  const rows = await selectRows<{ id: string }>(
    db,
    `select asked.id from unnest(:ids::uuid[]) as asked (id)
      where not exists (select from exercises e where e.id = asked.id and e.deleted_at is null
                          and (e.user_id is null or e.user_id = :userId))`,
    { ids, userId: scope.userId },
  );
  return new Set(rows.map(({ id }) => id));
}

/** One workout of this person with its sets, as JSON text. */
export async function findWorkoutJson(db: Db, scope: Scope, id: string): Promise<string | undefined> {
  const row = await keyedRow<{ json: string }>(
    db,
    `select ${workoutJson('w', STORED_SETS_JSON)} as json from workouts w
      where w.id = :id and w.user_id = :userId and w.deleted_at is null`,
    { id, userId: scope.userId },
  );
  return row?.json;
}

export interface WorkoutListRow {
  id: string;
  started_at: string;
  json: string;
}

const LIST_ITEM = workoutListJson('w');

/** A page of workouts, newest first, each as JSON text. `after` is the last row of the page before. */
export function listWorkoutsJson(
  db: Db,
  scope: Scope,
  page: {
    limit: number;
    after?: { startedAt: string; id: string } | undefined;
    from?: string | undefined;
    to?: string | undefined;
  },
): Promise<WorkoutListRow[]> {
  const conditions = [
    page.after && 'and (w.started_at, w.id) < (:startedAt::timestamptz, :afterId::uuid)',
    page.from !== undefined && 'and w.local_date >= :from::date',
    page.to !== undefined && 'and w.local_date <= :to::date',
  ].filter(Boolean);
  return keyedRows<WorkoutListRow>(
    db,
    `select w.id, w.started_at, ${LIST_ITEM} as json from workouts w
      where w.user_id = :userId and w.deleted_at is null ${conditions.join(' ')}
      order by w.started_at desc, w.id desc limit :limit`,
    {
      userId: scope.userId,
      limit: page.limit,
      startedAt: page.after?.startedAt ?? null,
      afterId: page.after?.id ?? null,
      from: page.from ?? null,
      to: page.to ?? null,
    },
  );
}

/** What a change needs to know of the stored workout; the row stays locked until the transaction ends. */
export function lockWorkout(
  db: Db,
  scope: Scope,
  id: string,
): Promise<{ version: number; started_at: string; ended_at: string | null; time_zone: string } | undefined> {
  return selectRow(
    db,
    `select version, started_at, ended_at, time_zone from workouts
      where id = :id and user_id = :userId and deleted_at is null for update`,
    { id, userId: scope.userId },
  );
}

/** A workout without sets that began since then, of this day of a routine or of none; others wait until this one is written. */
export async function lockBegunWorkout(
  db: Db,
  scope: Scope,
  since: Date,
  routineDayId: string | null,
): Promise<{ id: string } | undefined> {
  await execute(db, 'select pg_advisory_xact_lock(hashtextextended(:userId::text, 0))', {
    userId: scope.userId,
  });
  return selectRow<{ id: string }>(
    db,
    `select id from workouts w
      where w.user_id = :userId and w.deleted_at is null and w.ended_at is null and w.started_at > :since
        and w.routine_day_id is not distinct from :routineDayId::uuid
        and not exists (select from workout_sets s where s.workout_id = w.id)
      order by w.started_at desc limit 1`,
    { userId: scope.userId, since, routineDayId },
  );
}

/** Columns that a change of a workout can set. */
export interface WorkoutChange {
  title?: string | undefined;
  notes?: string | undefined;
  started_at?: Date | undefined;
  ended_at?: Date | null | undefined;
  local_date?: string | undefined;
  session_rpe?: number | null | undefined;
  calories?: number | null | undefined;
}

/** Changes a workout that this transaction has locked. */
export async function updateWorkout(db: Db, id: string, change: WorkoutChange, now: Date): Promise<void> {
  const names = Object.keys(change).filter((name) => change[name as keyof WorkoutChange] !== undefined);
  await execute(
    db,
    `update workouts set ${names.map((name) => `${name} = :${name}, `).join('')} version = version + 1, updated_at = :now where id = :id`,
    { ...change, id, now },
  );
}

/** Puts other sets in the place of all sets; answers false, and writes nothing, when an exercise is not usable. */
export async function replaceSets(db: Db, scope: Scope, workoutId: string, sets: object[]): Promise<boolean> {
  await execute(db, 'delete from workout_sets where workout_id = :workoutId and user_id = :userId', {
    workoutId,
    userId: scope.userId,
  });
  const written = await execute(
    db,
    `with ${GIVEN_SETS}, workout as (select :workoutId::uuid as id, :userId::uuid as user_id, null::timestamptz as default_done_at where ${ALL_NAMED})
     ${INSERT_NAMED}`,
    { workoutId, userId: scope.userId, sets: JSON.stringify(sets) },
  );
  return written === sets.length;
}

/** Puts a workout into the bin, or (`isDeleted` false) takes it out; returns whether there was one to move. */
export const markWorkoutDeleted = markDeletedIn('workouts');
