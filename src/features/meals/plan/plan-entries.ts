import type { Db, Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../errors.ts';
import { addDays, daysBetween, type LocalDate } from '../../../lib/dates.ts';
import { newId } from '../../../lib/uuid.ts';
import * as queries from './entry-queries.ts';
import type { EntryPatch, NewEntry, PlanEntry } from './entry-schema.ts';

const WHAT = 'The meal';

export { findPlanEntry, listPlanEntries } from './entry-queries.ts';

/** Plans a meal by hand. Throws ValidationError when its recipe, food or the meal it is left over from is not the household's. */
export async function addPlanEntry(db: Db, scope: Scope, entry: NewEntry, now: Date): Promise<PlanEntry> {
  return db.transaction(async (trx) => {
    const row = entryRow(entry);
    if (!(await queries.insertEntry(trx, scope, row, now))) {
      const path = entry.leftoverOf ? 'leftoverOf' : entry.foodId ? 'foodId' : 'recipeId';
      throw new ValidationError([{ path, message: 'is not one of yours', text: 'plan.entry.notYours' }]);
    }
    return (await queries.findPlanEntry(trx, scope, row.id))!;
  });
}

function entryRow(entry: NewEntry): queries.EntryRow {
  return {
    id: newId(),
    onDate: entry.onDate,
    mealType: entry.mealType,
    atTime: entry.atTime ?? null,
    recipeId: entry.recipeId ?? null,
    foodId: entry.foodId ?? null,
    note: entry.note ?? '',
    servings: entry.servings ?? null,
    grams: entry.grams ?? null,
    leftoverOf: entry.leftoverOf ?? null,
    isLocked: entry.isLocked ?? false,
    origin: 'manual',
    planRunId: null,
  };
}

/**
 * Changes a planned meal. With `expectedVersion` a newer one is answered with ConflictError that carries it. Another
 * recipe makes it a meal by hand that is cooked by itself.
 */
export async function changePlanEntry(
  db: Db,
  scope: Scope,
  edit: { id: string; patch: EntryPatch; expectedVersion?: number | undefined },
  now: Date,
): Promise<PlanEntry> {
  const { id, patch, expectedVersion } = edit;
  return db.transaction(async (trx) => {
    const version = await queries.lockEntry(trx, scope, id);
    const stored = version === undefined ? undefined : await queries.findPlanEntry(trx, scope, id);
    if (!stored) throw new NotFoundError(WHAT);
    if (expectedVersion !== undefined && expectedVersion !== version)
      throw new ConflictError('The meal was changed meanwhile.', stored);
    await queries.updateEntry(trx, scope, id, { ...(await columnsOf(trx, scope, patch)), now });
    // The meals that were to eat of it have to be cooked themselves when it is another dish.
    if (patch.recipeId !== undefined && patch.recipeId !== stored.recipeId)
      await queries.cookLeftovers(trx, scope, id);
    await changePortions(trx, scope, stored, patch);
    return (await queries.findPlanEntry(trx, scope, id))!;
  });
}

async function columnsOf(db: Db, scope: Scope, patch: EntryPatch): Promise<queries.EntryChange> {
  const swap = patch.recipeId === undefined ? {} : await otherDish(db, scope, patch.recipeId);
  return {
    on_date: patch.onDate,
    meal_type: patch.mealType,
    at_time: patch.atTime,
    note: patch.note,
    grams: patch.grams,
    is_locked: patch.isLocked,
    ...swap,
  };
}

async function otherDish(db: Db, scope: Scope, recipeId: string): Promise<queries.EntryChange> {
  const title = await queries.findRecipeTitle(db, scope, recipeId);
  if (title === undefined)
    throw new ValidationError([
      { path: 'recipeId', message: 'is not one of yours', text: 'plan.entry.notYours' },
    ]);
  return { recipe_id: recipeId, title, food_id: null, leftover_of: null, origin: 'manual' };
}

async function changePortions(db: Db, scope: Scope, stored: PlanEntry, patch: EntryPatch): Promise<void> {
  if (patch.servings !== undefined) await queries.sharePortions(db, scope, stored.id, patch.servings);
  else if (patch.recipeId !== undefined && stored.recipeId === null)
    await queries.sharePortions(db, scope, stored.id, null);
  if (patch.myServings === undefined) return;
  const now = (await queries.findPlanEntry(db, scope, stored.id))!;
  if (now.recipeId === null) return;
  const servings = Math.max(0.05, now.servings - (now.myServings ?? 0) + patch.myServings);
  const of = [{ userId: scope.userId, servings: patch.myServings }];
  await queries.setPortions(db, scope, stored.id, { of, servings: Math.min(100, servings) });
}

/** Takes a meal off the plan, into the bin. */
export async function deletePlanEntry(db: Db, scope: Scope, id: string, now: Date): Promise<void> {
  await db.transaction(async (trx) => {
    if (!(await queries.markEntryDeleted(trx, scope, id, { isDeleted: true, now })))
      throw new NotFoundError(WHAT);
    await queries.cookLeftovers(trx, scope, id);
  });
}

/** Puts a meal back on the plan. Restoring twice is a double click, no error. */
export async function restorePlanEntry(db: Db, scope: Scope, id: string, now: Date): Promise<PlanEntry> {
  await queries.markEntryDeleted(db, scope, id, { isDeleted: false, now });
  const entry = await queries.findPlanEntry(db, scope, id);
  if (!entry) throw new NotFoundError(WHAT);
  return entry;
}

/** Plans another meal of a dish that is cooked already: cook once, eat twice. */
export async function addLeftover(
  db: Db,
  scope: Scope,
  leftover: { of: string; onDate: LocalDate; mealType: PlanEntry['mealType'] },
  now: Date,
): Promise<PlanEntry> {
  const cooked = await queries.findPlanEntry(db, scope, leftover.of);
  if (!cooked || cooked.recipeId === null) throw new NotFoundError(WHAT);
  if (leftover.onDate < cooked.onDate)
    throw new ValidationError([
      {
        path: 'onDate',
        message: 'must be after the meal it is left over from',
        text: 'plan.entry.leftoverBefore',
      },
    ]);
  const { onDate, mealType } = leftover;
  const { recipeId, servings } = cooked;
  return addPlanEntry(db, scope, { onDate, mealType, recipeId, servings, leftoverOf: cooked.id }, now);
}

/**
 * Plans the meals of one week again in another, from `from` to `to` (first days); what is planned there already stays, and
 * a meal is only copied to a place that is free. Answers how many were copied.
 */
export async function copyWeek(
  db: Db,
  scope: Scope,
  { from, to }: { from: LocalDate; to: LocalDate },
  now: Date,
): Promise<number> {
  return db.transaction(async (trx) => {
    const shift = daysBetween(from, to);
    const meals = await queries.listPlanEntries(trx, scope, from, addDays(from, 6));
    const taken = await queries.listPlanEntries(trx, scope, to, addDays(to, 6));
    const places = new Set(taken.map(({ onDate, mealType }) => `${onDate} ${mealType}`));
    const copies = new Map<string, string>();
    for (const meal of meals) {
      const onDate = addDays(meal.onDate, shift);
      const isUsable = meal.recipeState === 'there' || meal.foodId !== null || meal.note !== '';
      if (places.has(`${onDate} ${meal.mealType}`) || !isUsable) continue;
      const row = {
        ...entryRow({
          onDate,
          mealType: meal.mealType,
          recipeId: meal.recipeState === 'there' ? meal.recipeId! : undefined,
          foodId: meal.foodId ?? undefined,
          note: meal.note,
          servings: meal.servings,
          grams: meal.grams ?? undefined,
          leftoverOf: copies.get(meal.leftoverOf ?? ''),
        }),
        atTime: meal.hasOwnTime ? meal.atTime : null,
      };
      if (await queries.insertEntry(trx, scope, row, now)) copies.set(meal.id, row.id);
    }
    return copies.size;
  });
}
