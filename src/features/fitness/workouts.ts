import type { Db, Scope } from '../../db/index.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../errors.ts';
import type { CurrentUser } from '../../http/request.ts';
import { localDate } from '../../lib/dates.ts';
import { newId } from '../../lib/uuid.ts';
import { setRows } from './set-rows.ts';
import type { NewSet } from './set-schema.ts';
import * as queries from './workout-queries.ts';
import { isWorkoutInOrder, type NewWorkout, type WorkoutPatch } from './workout-schema.ts';

/** Who writes: the owner of the rows, and the settings that decide days and units. */
export type Author = Pick<CurrentUser, 'id' | 'householdId' | 'timeZone' | 'weightUnit'>;

export function scopeOfAuthor(author: Author): Scope {
  return { userId: author.id, householdId: author.householdId };
}

/** What else a new workout is made from. */
export interface WorkoutOrigin {
  source: 'web' | 'api' | 'capture' | 'telegram' | 'assistant';
  /** The exercises it is going to have (see workout-plan.ts), in order. */
  plan?: readonly object[];
}

/**
 * Stores a workout with its sets and answers it as JSON text.
 * Throws ValidationError when an exercise or the routine's day is not this person's.
 */
export async function createWorkout(
  db: Db,
  author: Author,
  input: NewWorkout,
  origin: WorkoutOrigin,
): Promise<{ id: string; json: string }> {
  const scope = scopeOfAuthor(author);
  const id = newId();
  const workout = {
    id,
    title: input.title,
    notes: input.notes,
    startedAt: input.startedAt,
    endedAt: input.endedAt ?? null,
    localDate: localDate(input.startedAt, author.timeZone),
    timeZone: author.timeZone,
    routineDayId: input.routineDayId ?? null,
    plan: JSON.stringify(origin.plan ?? []),
    sessionRpe: input.sessionRpe ?? null,
    calories: input.calories ?? null,
    source: origin.source,
  };
  const sets = setRows(input.sets, input.startedAt, author.weightUnit);
  const json = await queries.insertWorkout(db, scope, workout, sets);
  if (json !== undefined) return { id, json };
  await refuseUnusableExercises(db, scope, input.sets);
  throw new ValidationError([{ path: 'routineDayId', message: 'is not a day of your routines' }]);
}

/** Throws ValidationError naming each set whose exercise is not this person's. */
export async function refuseUnusableExercises(
  db: Db,
  scope: Scope,
  sets: readonly Pick<NewSet, 'exerciseId'>[],
): Promise<void> {
  const unusable = await queries.unusableExercises(
    db,
    scope,
    sets.map((set) => set.exerciseId),
  );
  const issues = sets.flatMap((set, at) =>
    unusable.has(set.exerciseId)
      ? [{ path: `sets.${at}.exerciseId`, message: 'is not an exercise of the library or one of yours' }]
      : [],
  );
  if (issues.length > 0) throw new ValidationError(issues);
}

/**
 * Changes a workout. With `expectedVersion` an edit over a newer one is refused: ConflictError with the stored
 * workout. Moving its start moves its day, in the zone it was logged in.
 */
export async function changeWorkout(
  db: Db,
  author: Author,
  edit: { id: string; patch: WorkoutPatch; expectedVersion?: number | undefined },
  now: Date,
): Promise<string> {
  const scope = scopeOfAuthor(author);
  const { id, patch, expectedVersion } = edit;
  return db.transaction(async (trx) => {
    const stored = await queries.lockWorkout(trx, scope, id);
    if (!stored) throw new NotFoundError('The workout');
    if (expectedVersion !== undefined && expectedVersion !== stored.version) {
      throw await conflict(trx, scope, id);
    }
    const startedAt = patch.startedAt ?? new Date(stored.started_at);
    const endedAt = patch.endedAt === undefined ? dateOrNull(stored.ended_at) : patch.endedAt;
    if (!isWorkoutInOrder({ startedAt, endedAt })) {
      throw new ValidationError([
        {
          path: 'endedAt',
          message: 'must be after the start, by a week at most',
          text: 'fitness.workout.tooLong',
        },
      ]);
    }
    if (patch.sets) {
      const rows = setRows(patch.sets, startedAt, author.weightUnit);
      const isWritten = await queries.replaceSets(trx, scope, id, rows);
      if (!isWritten) await refuseUnusableExercises(trx, scope, patch.sets);
    }
    const change = {
      title: patch.title,
      notes: patch.notes,
      started_at: patch.startedAt,
      ended_at: patch.endedAt,
      local_date: patch.startedAt && localDate(patch.startedAt, stored.time_zone),
      session_rpe: patch.sessionRpe,
      calories: patch.calories,
    };
    await queries.updateWorkout(trx, id, change, now);
    return (await queries.findWorkoutJson(trx, scope, id))!;
  });
}

async function conflict(db: Db, scope: Scope, id: string): Promise<ConflictError> {
  const current = JSON.parse((await queries.findWorkoutJson(db, scope, id))!) as unknown;
  return new ConflictError('The workout was changed meanwhile: look at it, then change it again.', current);
}

function dateOrNull(instant: string | null): Date | null {
  return instant === null ? null : new Date(instant);
}

/** Moves a workout into the bin, where it stays for 30 days. */
export async function deleteWorkout(db: Db, scope: Scope, id: string, now: Date): Promise<void> {
  const isMoved = await queries.markWorkoutDeleted(db, scope, id, { isDeleted: true, now });
  if (!isMoved) throw new NotFoundError('The workout');
}

/** Takes a workout out of the bin. Restoring twice is a double click, no error. */
export async function restoreWorkout(db: Db, scope: Scope, id: string, now: Date): Promise<string> {
  await queries.markWorkoutDeleted(db, scope, id, { isDeleted: false, now });
  const json = await queries.findWorkoutJson(db, scope, id);
  if (json === undefined) throw new NotFoundError('The workout');
  return json;
}
