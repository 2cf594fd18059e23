import { given } from '../../../lib/given.ts';
import type { Db, Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError } from '../../../errors.ts';
import { newId } from '../../../lib/uuid.ts';
import { writeIngredients } from './ingredient-lines.ts';
import * as queries from './recipe-queries.ts';
import { newRecipeSchema, type Recipe, type RecipeDraft, type RecipePatch } from './recipe-schema.ts';
import { leadMinutesIn, timersIn } from './step-times.ts';

const WHAT = 'The recipe';

/**
 * Stores a recipe, however it came: its lines are read, their foods found and its nutrition computed, all in one
 * transaction. Throws a ZodError for a draft over the limits (`fitDraft` cuts it), and answers 409 (23505) for an
 * `externalId` that the household has already.
 */
export async function saveRecipe(db: Db, scope: Scope, draft: RecipeDraft, now: Date): Promise<Recipe> {
  const { imageUrl = null, source = 'web', externalId = null, id = newId(), ...fields } = draft;
  const { ingredients, steps, ...columns } = newRecipeSchema.parse(fields);
  return db.transaction(async (trx) => {
    const totalMin = columns.totalMin ?? sumOf(columns.prepMin, columns.cookMin);
    await queries.insertRecipe(trx, scope, { ...columns, id, totalMin, imageUrl, source, externalId, now });
    await writeIngredients(trx, scope, { id, lines: ingredients, servings: columns.yieldsServings });
    await queries.replaceSteps(trx, scope, id, stepRows(steps));
    await queries.refreshSearch(trx, scope, id);
    return (await queries.findRecipe(trx, scope, id))!;
  });
}

/** Changes a recipe; without `expectedVersion` over whatever is stored. ConflictError carries the stored one. */
export async function changeRecipe(
  db: Db,
  scope: Scope,
  edit: { id: string; patch: RecipePatch; expectedVersion?: number | undefined },
  now: Date,
): Promise<Recipe> {
  const { id, patch, expectedVersion } = edit;
  return db.transaction(async (trx) => {
    const stored = await queries.findRecipe(trx, scope, id);
    if (!stored) throw new NotFoundError(WHAT);
    const version = expectedVersion ?? stored.version;
    const columns = { ...stored, ...given(patch), id, version, totalMin: totalAfter(stored, patch) };
    if (!(await queries.updateRecipe(trx, scope, columns, now))) {
      throw new ConflictError('The recipe was changed meanwhile.', stored);
    }
    if (patch.ingredients ?? patch.yieldsServings) {
      const lines = patch.ingredients ?? stored.ingredients;
      await writeIngredients(trx, scope, { id, lines, servings: columns.yieldsServings, stored });
    }
    if (patch.steps) await queries.replaceSteps(trx, scope, id, stepRows(patch.steps, stored));
    await queries.refreshSearch(trx, scope, id);
    return (await queries.findRecipe(trx, scope, id))!;
  });
}

/** Gives stars, or takes them back with null. */
export async function rateRecipe(
  db: Db,
  scope: Scope,
  rating: { id: string; rating: number | null },
  now: Date,
): Promise<Recipe> {
  if (!(await queries.updateRating(db, scope, rating.id, { rating: rating.rating, now })))
    throw new NotFoundError(WHAT);
  return (await queries.findRecipe(db, scope, rating.id))!;
}

export async function deleteRecipe(db: Db, scope: Scope, id: string, now: Date): Promise<void> {
  const isMoved = await queries.markRecipeDeleted(db, scope, id, { isDeleted: true, now });
  if (!isMoved) throw new NotFoundError(WHAT);
}

/** Takes a recipe out of the bin. Restoring twice is a double click, no error. */
export async function restoreRecipe(db: Db, scope: Scope, id: string, now: Date): Promise<Recipe> {
  await queries.markRecipeDeleted(db, scope, id, { isDeleted: false, now });
  const recipe = await queries.findRecipe(db, scope, id);
  if (!recipe) throw new NotFoundError(WHAT);
  return recipe;
}

interface WrittenStep {
  text: string;
  section?: string | null | undefined;
  timerS?: number | null | undefined;
  leadMin?: number | null | undefined;
}

/** A step that is stored already keeps its id and times; others that are not given are read from its text. */
function stepRows(steps: readonly WrittenStep[], stored?: Recipe): queries.StepRow[] {
  const known = new Map(stored?.steps.map((step) => [step.text, step]));
  return steps.map(({ text, section = null, timerS, leadMin }, position) => {
    const before = known.get(text);
    known.delete(text);
    return {
      id: before?.id ?? newId(),
      position,
      section,
      text,
      timer_s: timerS ?? before?.timerS ?? timersIn(text)[0]?.seconds ?? null,
      lead_min: leadMin ?? before?.leadMin ?? leadMinutesIn(text),
    };
  });
}

function sumOf(prepMin: number | null, cookMin: number | null): number | null {
  return prepMin === null && cookMin === null ? null : (prepMin ?? 0) + (cookMin ?? 0);
}

/** A total that was the sum of its parts stays it when a part changes. */
function totalAfter(stored: Recipe, patch: RecipePatch): number | null {
  if (patch.totalMin !== undefined) return patch.totalMin;
  const wasSum = stored.totalMin === null || stored.totalMin === sumOf(stored.prepMin, stored.cookMin);
  const { prepMin = stored.prepMin, cookMin = stored.cookMin } = patch;
  return wasSum ? sumOf(prepMin, cookMin) : stored.totalMin;
}
