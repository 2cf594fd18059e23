import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { Routine } from './routine-schema.ts';
import { markDeletedIn } from '../../../db/mark-deleted.ts';

const ROUTINE_JSON = `json_build_object('id', r.id, 'name', r.name, 'notes', r.notes, 'isActive', r.is_active,
  'version', r.version, 'days', coalesce((
    select json_agg(json_build_object('id', d.id, 'name', d.name, 'weekday', d.weekday, 'entries', coalesce((
             select json_agg(json_build_object('id', n.id, 'exerciseId', n.exercise_id, 'exerciseName', e.name,
                      'exerciseKind', e.kind, 'superset', n.superset, 'setType', n.set_type, 'sets', n.sets,
                      'repsMin', n.reps_min, 'repsMax', n.reps_max, 'weightKg', n.weight_kg, 'rir', n.rir,
                      'durationS', n.duration_s, 'distanceM', n.distance_m, 'restS', n.rest_s,
                      'incrementKg', n.increment_kg) order by n.position)
               from routine_entries n join exercises e on e.id = n.exercise_id
              where n.routine_day_id = d.id), '[]')) order by d.position)
      from routine_days d where d.routine_id = r.id), '[]'))`;

/** Routines of this person with their days and exercises, those that are followed first. */
export async function listRoutines(
  db: Db,
  scope: Scope,
  page: { limit: number; offset: number },
): Promise<Routine[]> {
  const rows = await selectRows<{ routine: Routine }>(
    db,
    `select ${ROUTINE_JSON} as routine from routines r where r.user_id = :userId and r.deleted_at is null
      order by r.is_active desc, lower(r.name), r.id limit :limit offset :offset`,
    { userId: scope.userId, ...page },
  );
  return rows.map(({ routine }) => routine);
}

export async function findRoutine(db: Db, scope: Scope, id: string): Promise<Routine | undefined> {
  const row = await selectRow<{ routine: Routine }>(
    db,
    `select ${ROUTINE_JSON} as routine from routines r
      where r.id = :id and r.user_id = :userId and r.deleted_at is null`,
    { id, userId: scope.userId },
  );
  return row?.routine;
}

/** The routine that a day belongs to. */
export async function findRoutineOfDay(db: Db, scope: Scope, dayId: string): Promise<Routine | undefined> {
  const row = await selectRow<{ routine: Routine }>(
    db,
    `select ${ROUTINE_JSON} as routine from routines r
      where r.user_id = :userId and r.deleted_at is null
        and r.id = (select routine_id from routine_days where id = :dayId and user_id = :userId)`,
    { dayId, userId: scope.userId },
  );
  return row?.routine;
}

/** A routine's own columns; its days are written by `replaceDays`. */
export interface RoutineColumns {
  id: string;
  name: string;
  notes: string;
  isActive: boolean;
}

export async function insertRoutine(db: Db, scope: Scope, routine: RoutineColumns): Promise<void> {
  await execute(
    db,
    `insert into routines (id, user_id, name, notes, is_active) values (:id, :userId, :name, :notes, :isActive)`,
    { ...routine, userId: scope.userId },
  );
}

/** Answers false when there is no such routine, or not of this version. */
export async function updateRoutine(
  db: Db,
  scope: Scope,
  routine: RoutineColumns & { version: number },
  now: Date,
): Promise<boolean> {
  const touched = await execute(
    db,
    `update routines set name = :name, notes = :notes, is_active = :isActive, version = version + 1, updated_at = :now
      where id = :id and user_id = :userId and deleted_at is null and version = :version`,
    { ...routine, userId: scope.userId, now },
  );
  return touched > 0;
}

/** Days and entries as rows; `routine_day_id` ties an entry to its day. */
export interface DayRows {
  days: { id: string; position: number; name: string; weekday: number | null }[];
  entries: object[];
}

/**
 * Makes these the days of a routine: days that stay keep their id and with it their history. All day ids must be
 * new or of this routine, and all exercises usable: the caller has checked.
 */
export async function replaceDays(db: Db, scope: Scope, routineId: string, rows: DayRows): Promise<void> {
  const shared = { routineId, userId: scope.userId };
  await execute(
    db,
    `delete from routine_days where routine_id = :routineId and user_id = :userId and id <> all (:kept::uuid[])`,
    { ...shared, kept: rows.days.map(({ id }) => id) },
  );
  await execute(
    db,
    `insert into routine_days (id, routine_id, user_id, position, name, weekday)
     select id, :routineId, :userId, position, name, weekday
       from jsonb_to_recordset(:days::jsonb) as d (id uuid, position int, name text, weekday smallint)
     on conflict (id) do update set (position, name, weekday) = (excluded.position, excluded.name, excluded.weekday)
      where routine_days.routine_id = :routineId`,
    { ...shared, days: JSON.stringify(rows.days) },
  );
  await execute(
    db,
    `delete from routine_entries n using routine_days d
      where d.id = n.routine_day_id and d.routine_id = :routineId and n.user_id = :userId`,
    shared,
  );
  await execute(
    db,
    `insert into routine_entries (id, routine_day_id, user_id, exercise_id, position, superset, set_type, sets, reps_min,
                                  reps_max, weight_kg, rir, duration_s, distance_m, rest_s, increment_kg)
     select n.id, d.id, :userId, n.exercise_id, n.position, n.superset, n.set_type, n.sets, n.reps_min, n.reps_max,
            n.weight_kg, n.rir, n.duration_s, n.distance_m, n.rest_s, n.increment_kg
       from jsonb_to_recordset(:entries::jsonb) as n (id uuid, routine_day_id uuid, exercise_id uuid, position int,
            superset smallint, set_type text, sets int, reps_min int, reps_max int, weight_kg numeric, rir numeric,
            duration_s int, distance_m numeric, rest_s int, increment_kg numeric)
       join routine_days d on d.id = n.routine_day_id and d.routine_id = :routineId`,
    { ...shared, entries: JSON.stringify(rows.entries) },
  );
}

/** Puts a routine into the bin or takes it out. */
export const markRoutineDeleted = markDeletedIn('routines');
