import { databaseErrorOf, type Db, type Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../errors.ts';
import { instantOf, localDate, localTime, type LocalDate } from '../../../lib/dates.ts';
import { gramsOfLine } from '../ingredients/line-grams.ts';
import { gramsOf, unitOf } from '../ingredients/units.ts';
import type { MealType } from '../meal-types.ts';
import * as queries from './diary-queries.ts';
import type { DiarySource, EntryChange, EntryRow, NewEntryRow } from './diary-queries.ts';
import type { EntryPatch, NewEntry, OwnNutrients } from './diary-schema.ts';
import { findEdibleFood, findEdibleMeal, findEdibleRecipe, type EdibleFood } from './edible-queries.ts';
import { scaleNutrients, unknownNutrients, type Nutrients } from './nutrients.ts';

const UNIQUE_VIOLATION = '23505';

/** Who eats, where they are, and how it came to be told. */
export interface Eater {
  timeZone: string;
  now: Date;
  source: DiarySource;
}

/** The meal that a time of day belongs to: told by what people mostly eat then. */
export function mealTypeAt(time: string): MealType {
  if (time >= '04:00' && time < '10:30') return 'breakfast';
  if (time >= '11:30' && time < '14:30') return 'lunch';
  if (time >= '17:30' && time < '21:30') return 'dinner';
  return 'snack';
}

/** When a meal mostly is, `HH:MM`. */
export function usualTime(mealType: MealType): string {
  return USUAL_TIMES[mealType];
}

/**
 * Keeps what was eaten, with its nutrients as they are known now. A planned meal that is in the diary already is
 * answered as it is there. Throws NotFoundError for what is not this household's, ValidationError for an amount that
 * cannot be weighed.
 */
export async function addEntry(db: Db, scope: Scope, input: NewEntry, eater: Eater): Promise<EntryRow> {
  if (input.planEntryId !== undefined)
    return eatPlanned(db, scope, { ...input, planEntryId: input.planEntryId }, eater);
  const eaten = await eatenOf(db, scope, input);
  return (await queries.insertEntry(db, scope, {
    ...whenOf(input, eater),
    ...eaten,
    notes: input.notes,
    source: eater.source,
  }))!;
}

type Eaten = Omit<NewEntryRow, 'onDate' | 'at' | 'mealType' | 'notes' | 'source'>;

async function eatenOf(db: Db, scope: Scope, input: NewEntry): Promise<Eaten> {
  const none = {
    recipeId: null,
    foodId: null,
    planEntryId: null,
    quantity: null,
    unit: null,
    grams: null,
    servings: null,
  };
  if (input.recipeId !== undefined) {
    const recipe = await findEdibleRecipe(db, scope, input.recipeId);
    if (!recipe) throw new NotFoundError('The recipe');
    const servings = input.servings ?? 1;
    const nutrients = scaleNutrients(recipe.nutrition ?? {}, servings);
    return { ...none, recipeId: recipe.id, servings, title: input.title ?? recipe.title, nutrients };
  }
  if (input.foodId !== undefined) {
    const food = await findEdibleFood(db, scope, input.foodId);
    if (!food) throw new NotFoundError('The food');
    const amount = weighed(input, food);
    const nutrients = scaleNutrients(food.nutrients, amount.grams / 100);
    return { ...none, ...amount, foodId: food.id, title: input.title ?? food.name, nutrients };
  }
  return { ...none, title: input.title!, nutrients: nutrientsOf(input.nutrients!) };
}

/** The grams of an amount. Throws ValidationError where nothing says what the unit weighs. */
function weighed(
  input: Pick<NewEntry, 'grams' | 'quantity' | 'unit'>,
  food: EdibleFood,
): { grams: number; quantity: number | null; unit: string | null } {
  const { quantity = null, unit } = input;
  if (input.grams !== undefined) return { grams: input.grams, quantity, unit: unit ?? null };
  const canonical = unit === undefined ? null : (unitOf(unit) ?? unit);
  const grams = gramsOf(quantity!, canonical, food) ?? gramsOfLine(lineOf(quantity!, canonical, food), food);
  if (grams === null || grams <= 0 || grams > 100_000) {
    throw new ValidationError([
      { path: 'unit', message: 'has no known weight for this food: give grams', text: 'diary.unknownWeight' },
    ]);
  }
  return { grams: Math.round(grams * 100) / 100, quantity, unit: canonical };
}

function lineOf(quantity: number, unit: string | null, { name }: EdibleFood) {
  const canonical = unit === null ? null : (unitOf(unit) ?? null);
  return { quantity, quantityMax: null, unit: canonical, size: null, note: '', other: null, foodName: name };
}

/** Nutrients as a person gave them; they are all there is to know once the energy is among them. */
export function nutrientsOf(own: OwnNutrients): Nutrients {
  const given = Object.fromEntries(Object.entries(own).filter(([, value]) => value != null));
  return scaleNutrients({ ...given, complete: own.kcal != null }, 1);
}

/** The day, instant and meal of an entry; a day without a time is now if it is today, and the usual time otherwise. */
function whenOf(
  input: Pick<NewEntry, 'date' | 'at' | 'mealType'>,
  { timeZone, now }: Eater,
): { onDate: LocalDate; at: Date; mealType: MealType } {
  const today = localDate(now, timeZone);
  const date = input.date ?? (input.at ? localDate(input.at, timeZone) : today);
  const usual = usualTime(input.mealType ?? 'lunch');
  const at = input.at ?? (date === today ? now : instantOf(date, usual, timeZone));
  return { onDate: date, at, mealType: input.mealType ?? mealTypeAt(localTime(at, timeZone)) };
}

const USUAL_TIMES: Record<MealType, string> = {
  breakfast: '08:00',
  lunch: '12:30',
  dinner: '18:30',
  snack: '16:00',
};

interface PlannedInput extends Partial<Pick<NewEntry, 'servings' | 'date' | 'at' | 'mealType' | 'notes'>> {
  planEntryId: string;
}

/**
 * A planned meal becomes eaten: this person's share of it, or `servings`. Twice is a double click: the entry that is
 * there is answered. A meal of a coming day is eaten today. Throws NotFoundError.
 */
export async function eatPlanned(db: Db, scope: Scope, input: PlannedInput, eater: Eater): Promise<EntryRow> {
  const meal = await findEdibleMeal(db, scope, input.planEntryId);
  if (!meal) throw new NotFoundError('The meal');
  const { timeZone, now, source } = eater;
  const servings = input.servings ?? meal.servings;
  const today = localDate(now, timeZone);
  const planned = instantOf(meal.onDate, meal.atTime, timeZone);
  const at = input.at ?? (planned < now ? planned : now);
  const grams =
    meal.gramsPerServing === null ? null : Math.round(meal.gramsPerServing * servings * 100) / 100;
  const row = await queries.insertEntry(db, scope, {
    onDate: input.date ?? (meal.onDate < today ? meal.onDate : today),
    at,
    mealType: input.mealType ?? meal.mealType,
    title: meal.title || '–',
    recipeId: meal.recipeId,
    foodId: meal.foodId,
    planEntryId: meal.id,
    ...{ quantity: null, unit: null, grams, servings },
    nutrients: await nutrientsOfMeal(db, scope, { ...meal, grams, servings }),
    notes: input.notes ?? '',
    source,
  });
  return row ?? (await queries.findEntryOfPlan(db, scope, meal.id))!;
}

async function nutrientsOfMeal(
  db: Db,
  scope: Scope,
  meal: {
    foodId: string | null;
    nutrition: Partial<Nutrients> | null;
    grams: number | null;
    servings: number;
  },
): Promise<Nutrients> {
  if (meal.nutrition) return scaleNutrients(meal.nutrition, meal.servings);
  if (meal.foodId === null || meal.grams === null) return unknownNutrients();
  const food = await findEdibleFood(db, scope, meal.foodId);
  return food ? scaleNutrients(food.nutrients, meal.grams / 100) : unknownNutrients();
}

/**
 * Changes an entry. Another amount scales the nutrients that were kept: what a recipe says today does not change what was
 * eaten then. Throws NotFoundError, ConflictError with the stored one for an older version, ValidationError.
 */
export async function changeEntry(
  db: Db,
  scope: Scope,
  id: string,
  { patch, eater }: { patch: EntryPatch; eater: Eater },
): Promise<EntryRow> {
  return db.transaction(async (trx) => {
    const stored = await queries.findEntry(trx, scope, id);
    if (!stored) throw new NotFoundError('The entry');
    const change: EntryChange = {
      ...amountChange(stored, patch),
      ...dayChange(stored, patch, eater.timeZone),
      mealType: patch.mealType,
      title: patch.title,
      notes: patch.notes,
    };
    const options = { change, version: patch.version ?? null, now: eater.now };
    const updated = await queries.updateEntry(trx, scope, id, options);
    if (!updated) throw new ConflictError('The entry was changed meanwhile.', stored);
    return updated;
  });
}

function amountChange(stored: EntryRow, patch: EntryPatch): EntryChange {
  const of = patch.grams !== undefined ? 'grams' : patch.servings !== undefined ? 'servings' : undefined;
  if (patch.nutrients) {
    if (stored.recipe_id !== null || stored.food_id !== null || of !== undefined)
      refuse('nutrients', 'can only be set where there is no recipe and no food', 'diary.computed');
    return { nutrients: nutrientsOf(patch.nutrients) };
  }
  if (of === undefined) return {};
  if (stored[of] === null)
    return refuse(of, 'is not how this was measured', of === 'grams' ? 'diary.noGrams' : 'diary.noServings');
  return timesAsMuch(stored, patch[of]! / stored[of]);
}

/** So many times as much of what was eaten. */
function timesAsMuch(stored: EntryRow, factor: number): EntryChange {
  const times = (value: number | null) =>
    value === null ? undefined : Math.round(value * factor * 1000) / 1000;
  return {
    nutrients: scaleNutrients(stored.nutrients, factor),
    grams: times(stored.grams),
    servings: times(stored.servings),
    quantity: times(stored.quantity),
  };
}

function refuse(path: string, message: string, text: string): never {
  throw new ValidationError([{ path, message, text }]);
}

/** Another day keeps the time of day; another instant keeps the day unless that is named too. */
function dayChange(stored: EntryRow, { date, at }: EntryPatch, timeZone: string): EntryChange {
  if (at) return { at, onDate: date ?? localDate(at, timeZone) };
  if (date === undefined || date === stored.on_date) return {};
  return { onDate: date, at: instantOf(date, localTime(stored.at, timeZone), timeZone) };
}

/** Into the bin, or out of it; answers the day. Throws NotFoundError, and ConflictError for a meal eaten again meanwhile. */
export async function moveEntry(
  db: Db,
  scope: Scope,
  id: string,
  mark: { isDeleted: boolean; now: Date },
): Promise<LocalDate> {
  try {
    const day = await queries.markEntryDeleted(db, scope, id, mark);
    if (day === undefined) throw new NotFoundError('The entry');
    return day;
  } catch (error) {
    if (databaseErrorOf(error)?.code !== UNIQUE_VIOLATION) throw error;
    throw new ConflictError('This meal stands in the diary again already.', undefined, 'diary.eatenAgain');
  }
}
