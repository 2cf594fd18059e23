import { databaseErrorOf, type Db, type Scope } from '../../db/index.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../errors.ts';
import { newId } from '../../lib/uuid.ts';
import type { ExerciseFinder } from './exercise-finder.ts';
import * as queries from './exercise-queries.ts';
import type { ExercisePatch, NewExercise } from './exercise-schema.ts';

export interface ExerciseSearch extends queries.ExerciseFilter {
  q?: string | undefined;
  limit: number;
  offset: number;
}

/** Another exercise of this person has the name. */
class NameTakenError extends ValidationError {
  constructor() {
    super([{ path: 'name', message: 'is the name of another exercise of yours' }]);
  }
}

/** Whether an exercise could not be saved because of its name. */
export function isNameTaken(error: unknown): boolean {
  return error instanceof NameTakenError;
}

/** How many names the matcher hands over; filters and pages choose among them. */
const MOST_FOUND = 200;

/** Exercises that fit: with `q` by best match, otherwise by name. */
export async function searchExercises(
  db: Db,
  scope: Scope,
  finder: ExerciseFinder,
  search: ExerciseSearch,
): Promise<queries.ExerciseRow[]> {
  const { q, limit, offset, ...filter } = search;
  if (!q) return queries.listExercises(db, scope, filter, { limit, offset });
  const found = (await finder.for(db, scope)).suggest(q, MOST_FOUND);
  const ids = found.map(({ id }) => id);
  const scores = found.map(({ score }) => score);
  return queries.listFoundExercises(db, scope, filter, { ids, scores, limit, offset });
}

/** Adds an exercise of one's own. Throws ValidationError when the name is taken. */
export async function createExercise(db: Db, scope: Scope, input: NewExercise): Promise<queries.ExerciseRow> {
  const id = newId();
  await refusingTakenName(() => queries.insertExercise(db, scope, id, toColumns(input)));
  return (await queries.findExercise(db, scope, id))!;
}

/** Changes an exercise of one's own; the library itself cannot be changed. */
export async function changeExercise(
  db: Db,
  scope: Scope,
  edit: { id: string; patch: ExercisePatch; expectedVersion?: number | undefined },
  now: Date,
): Promise<queries.ExerciseRow> {
  const key = { id: edit.id, version: edit.expectedVersion ?? null, now };
  const changed = await refusingTakenName(() =>
    queries.updateExercise(db, scope, key, toColumns(edit.patch)),
  );
  const stored = await queries.findExercise(db, scope, edit.id);
  if (changed && stored) return stored;
  if (!stored?.is_own) throw new NotFoundError('The exercise');
  throw new ConflictError('The exercise was changed meanwhile.', toExercise(stored));
}

/** Moves an exercise of one's own into the bin; what was logged with it stays. */
export async function deleteExercise(db: Db, scope: Scope, id: string, now: Date): Promise<void> {
  const isMoved = await queries.markExerciseDeleted(db, scope, id, { isDeleted: true, now });
  if (!isMoved) throw new NotFoundError('The exercise');
}

/** Takes an exercise out of the bin. */
export async function restoreExercise(
  db: Db,
  scope: Scope,
  id: string,
  now: Date,
): Promise<queries.ExerciseRow> {
  await refusingTakenName(() => queries.markExerciseDeleted(db, scope, id, { isDeleted: false, now }));
  const stored = await queries.findExercise(db, scope, id);
  if (!stored?.is_own) throw new NotFoundError('The exercise');
  return stored;
}

/** A row as the API answers it. */
export function toExercise(row: queries.ExerciseRow) {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    category: row.category,
    equipment: row.equipment,
    force: row.force,
    mechanic: row.mechanic,
    level: row.level,
    primaryMuscles: row.primary_muscles,
    secondaryMuscles: row.secondary_muscles,
    aliases: row.aliases,
    isBodyweight: row.is_bodyweight,
    isOwn: row.is_own,
    restS: row.rest_s,
    notes: row.notes,
    version: row.version,
  };
}

function toColumns(values: ExercisePatch): queries.ExerciseValues {
  const { primaryMuscles, secondaryMuscles, isBodyweight, restS, ...same } = values;
  return {
    ...same,
    primary_muscles: primaryMuscles,
    secondary_muscles: secondaryMuscles,
    is_bodyweight: isBodyweight,
    rest_s: restS,
  };
}

async function refusingTakenName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (databaseErrorOf(error)?.constraint !== 'exercises_own_name') throw error;
    throw new NameTakenError();
  }
}
