import { given } from '../../../lib/given.ts';
import type { Db, Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../errors.ts';
import { newId } from '../../../lib/uuid.ts';
import type { PlanEntry } from '../logging/plan.ts';
import { unusableExercises } from '../workout-queries.ts';
import * as queries from './routine-queries.ts';
import type { NewDay, NewRoutine, Routine, RoutineDay, RoutinePatch } from './routine-schema.ts';

/** Stores a routine. Throws ValidationError when an exercise is not this person's. */
export async function createRoutine(db: Db, scope: Scope, input: NewRoutine): Promise<Routine> {
  const id = newId();
  return db.transaction(async (trx) => {
    await refuseUnusable(trx, scope, input.days);
    await queries.insertRoutine(trx, scope, { ...input, id });
    await queries.replaceDays(trx, scope, id, rowsOf(input.days, []));
    return (await queries.findRoutine(trx, scope, id))!;
  });
}

/** Changes a routine; without `expectedVersion` over whatever is stored. ConflictError carries the stored one. */
export async function changeRoutine(
  db: Db,
  scope: Scope,
  edit: { id: string; patch: RoutinePatch; expectedVersion?: number | undefined },
  now: Date,
): Promise<Routine> {
  const { id, patch, expectedVersion } = edit;
  return db.transaction(async (trx) => {
    const stored = await queries.findRoutine(trx, scope, id);
    if (!stored) throw new NotFoundError('The routine');
    const { name, notes, isActive } = { ...stored, ...given(patch) };
    const version = expectedVersion ?? stored.version;
    if (!(await queries.updateRoutine(trx, scope, { id, name, notes, isActive, version }, now))) {
      throw new ConflictError('The routine was changed meanwhile.', stored);
    }
    if (patch.days) {
      await refuseUnusable(trx, scope, patch.days, stored);
      await queries.replaceDays(trx, scope, id, rowsOf(patch.days, stored.days));
    }
    return (await queries.findRoutine(trx, scope, id))!;
  });
}

/** A second routine with the same days. */
export async function copyRoutine(db: Db, scope: Scope, id: string, name: string): Promise<Routine> {
  const stored = await queries.findRoutine(db, scope, id);
  if (!stored) throw new NotFoundError('The routine');
  const days = stored.days.map((day) => ({
    name: day.name,
    weekday: day.weekday,
    entries: day.entries.map(({ id: _id, exerciseName: _name, exerciseKind: _kind, ...entry }) => entry),
  }));
  return createRoutine(db, scope, { name, notes: stored.notes, isActive: false, days });
}

export async function deleteRoutine(db: Db, scope: Scope, id: string, now: Date): Promise<void> {
  const isMoved = await queries.markRoutineDeleted(db, scope, id, { isDeleted: true, now });
  if (!isMoved) throw new NotFoundError('The routine');
}

/** Takes a routine out of the bin. Restoring twice is a double click, no error. */
export async function restoreRoutine(db: Db, scope: Scope, id: string, now: Date): Promise<Routine> {
  await queries.markRoutineDeleted(db, scope, id, { isDeleted: false, now });
  const routine = await queries.findRoutine(db, scope, id);
  if (!routine) throw new NotFoundError('The routine');
  return routine;
}

/** The day of a routine as the plan of a workout, and what to call it. Undefined when it is not this person's. */
export async function planOfDay(
  db: Db,
  scope: Scope,
  dayId: string,
): Promise<{ title: string; plan: PlanEntry[] } | undefined> {
  const routine = await queries.findRoutineOfDay(db, scope, dayId);
  const day = routine?.days.find(({ id }) => id === dayId);
  return day && { title: day.name, plan: day.entries.map(toPlan) };
}

function toPlan({
  id: _id,
  exerciseName: _name,
  exerciseKind: _kind,
  ...entry
}: RoutineDay['entries'][number]): PlanEntry {
  return entry;
}

async function refuseUnusable(
  db: Db,
  scope: Scope,
  days: readonly NewDay[],
  stored?: Routine,
): Promise<void> {
  const ids = days.flatMap(({ entries }) => entries.map(({ exerciseId }) => exerciseId));
  const unusable = await unusableExercises(db, scope, ids);
  // An exercise in the bin may stay where it already is.
  for (const day of stored?.days ?? []) for (const { exerciseId } of day.entries) unusable.delete(exerciseId);
  const known = new Set(stored?.days.map(({ id }) => id));
  const issues = days.flatMap((day, at) => [
    ...(day.id !== undefined && !known.has(day.id)
      ? [{ path: `days.${at}.id`, message: 'is not a day of this routine: leave it out for a new one' }]
      : []),
    ...day.entries.flatMap(({ exerciseId }, entryAt) =>
      unusable.has(exerciseId)
        ? [
            {
              path: `days.${at}.entries.${entryAt}.exerciseId`,
              message: 'is not an exercise of the library or one of yours',
            },
          ]
        : [],
    ),
  ]);
  const named = days.flatMap(({ id }) => id ?? []);
  if (new Set(named).size < named.length) issues.push({ path: 'days', message: 'must name each day once' });
  if (issues.length > 0) throw new ValidationError(issues);
}

function rowsOf(days: readonly NewDay[], stored: readonly RoutineDay[]): queries.DayRows {
  const storedEntries = new Set(stored.flatMap(({ entries }) => entries.map(({ id }) => id)));
  const withIds = days.map((day) => ({ ...day, id: day.id ?? newId() }));
  const used = new Set<string>();
  const entryId = (id: string | undefined) => {
    const isOurs = id !== undefined && storedEntries.has(id) && !used.has(id);
    const kept = isOurs ? id : newId();
    used.add(kept);
    return kept;
  };
  return {
    days: withIds.map(({ id, name, weekday }, position) => ({
      id,
      position,
      name,
      weekday: weekday ?? null,
    })),
    entries: withIds.flatMap((day) =>
      day.entries.map((entry, position) => ({
        id: entryId(entry.id),
        routine_day_id: day.id,
        exercise_id: entry.exerciseId,
        position,
        superset: entry.superset,
        set_type: entry.setType,
        sets: entry.sets,
        reps_min: entry.repsMin,
        reps_max: entry.repsMax,
        weight_kg: entry.weightKg,
        rir: entry.rir,
        duration_s: entry.durationS,
        distance_m: entry.distanceM,
        rest_s: entry.restS,
        increment_kg: entry.incrementKg,
      })),
    ),
  };
}

/** A stored day as it is written again: what is only shown is left out. */
export function bare(day: RoutineDay): NewDay {
  const entries = day.entries.map(({ exerciseName: _name, exerciseKind: _kind, ...entry }) => entry);
  return { ...day, entries };
}
