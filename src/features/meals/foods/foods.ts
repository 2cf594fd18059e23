import { given } from '../../../lib/given.ts';
import { databaseErrorOf, type Db, type Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError, ValidationError } from '../../../errors.ts';
import { newId } from '../../../lib/uuid.ts';
import { foodKey } from '../ingredients/food-key.ts';
import { refreshRecipesWithFood } from '../recipes/refresh-recipes.ts';
import { densityOfPortions } from '../ingredients/units.ts';
import { rememberPortion } from './food-memory.ts';
import { foundBy, searchable } from './food-names.ts';
import * as queries from './food-queries.ts';
import type { FoodRow } from './food-row.ts';
import type { Food, FoodPatch, NewFood } from './food-schema.ts';

const WHAT = 'The food';

/** Another food of this household has the name. */
class NameTakenError extends ValidationError {
  constructor() {
    super([{ path: 'name', message: 'is the name of another food of yours' }]);
  }
}

/** Whether a food could not be saved because of its name. */
export function isNameTaken(error: unknown): boolean {
  return error instanceof NameTakenError;
}

/** The foods that fit best to what somebody types, common ones first; typing errors do no harm. */
export function searchFoods(db: Db, scope: Scope, q: string, limit: number): Promise<FoodRow[]> {
  return pageOfFoods(db, scope, { q, limit, offset: 0 });
}

/** A page of the foods that fit; without `q` the commonest first. */
export async function pageOfFoods(
  db: Db,
  scope: Scope,
  search: queries.FoodFilter & { q?: string | undefined; limit: number; offset: number },
): Promise<FoodRow[]> {
  const { q = '', limit, offset, ...filter } = search;
  const text = searchable(q.trim());
  const words = text.match(/[\p{L}\p{N}%]+/gu) ?? [];
  if (words.length === 0) return queries.listFoods(db, scope, filter, { limit, offset });
  // One or two letters are like everything: they only count as the beginning of a name.
  const telling = words.filter((word) => word.length > 2);
  const find = (needs: 'all' | 'one', page: { limit: number; offset: number }) =>
    queries.findFoods(db, scope, { text, words: telling, key: foodKey(q), needs }, { filter, page });
  const found = await find('all', { limit, offset });
  if (found.length > 0 || telling.length < 2) return found;
  // A later page of a list that began with foods that have all words ends with them.
  const isOver = offset > 0 && (await find('all', { limit: 1, offset: 0 })).length > 0;
  return isOver ? [] : find('one', { limit, offset });
}

/** Adds a food of the household's own. Throws ValidationError when the name is taken. */
export async function createFood(
  db: Db,
  scope: Scope,
  input: NewFood,
  origin: { source: 'own' } | { source: 'edamam'; sourceId: string } = { source: 'own' },
): Promise<FoodRow> {
  const id = newId();
  const source = { source: origin.source, source_id: origin.source === 'own' ? null : origin.sourceId };
  await refusingTakenName(() => queries.insertFood(db, scope, id, { ...toColumns(input), ...source }));
  return (await queries.findFood(db, scope, id))!;
}

/** Changes a food of the household's own; the product's table itself cannot be changed. */
export async function changeFood(
  db: Db,
  scope: Scope,
  edit: { id: string; patch: FoodPatch; expectedVersion?: number | undefined },
  now: Date,
): Promise<FoodRow> {
  const before = await queries.findFood(db, scope, edit.id);
  if (!before?.is_own) throw new NotFoundError(WHAT);
  const key = { id: edit.id, version: edit.expectedVersion ?? null, now };
  const whole = { ...toNewFood(before), ...given(edit.patch) };
  const changed = await refusingTakenName(() => queries.updateFood(db, scope, key, toColumns(whole)));
  const stored = await queries.findFood(db, scope, edit.id);
  if (changed && stored) {
    await refreshRecipesWithFood(db, scope, edit.id);
    return stored;
  }
  throw new ConflictError('The food was changed meanwhile.', toFood(stored ?? before));
}

/** Whether a food of the household has this name already. */
export async function isNameUsed(db: Db, scope: Scope, name: string): Promise<boolean> {
  return (await queries.findFoodByName(db, scope, name)) !== undefined;
}

/** Moves a food of the household's own into the bin; recipes that name it keep its name. */
export async function deleteFood(db: Db, scope: Scope, id: string, now: Date): Promise<void> {
  const isMoved = await queries.markFoodDeleted(db, scope, id, { isDeleted: true, now });
  if (!isMoved) throw new NotFoundError(WHAT);
}

/** Takes a food out of the bin. Restoring twice is a double click, no error. */
export async function restoreFood(db: Db, scope: Scope, id: string, now: Date): Promise<FoodRow> {
  await refusingTakenName(() => queries.markFoodDeleted(db, scope, id, { isDeleted: false, now }));
  const stored = await queries.findFood(db, scope, id);
  if (!stored?.is_own) throw new NotFoundError(WHAT);
  return stored;
}

/** Says what one `unit` of any food weighs in this household; null forgets it. */
export async function weighPortion(
  db: Db,
  scope: Scope,
  portion: { foodId: string; unit: string; grams: number | null },
  now: Date,
): Promise<FoodRow> {
  const food = await queries.findFood(db, scope, portion.foodId);
  if (!food) throw new NotFoundError(WHAT);
  await rememberPortion(db, scope, portion, now);
  await refreshRecipesWithFood(db, scope, portion.foodId);
  return food;
}

/** A row as the API answers it. */
export function toFood(row: FoodRow): Food {
  const { density_g_per_ml, source_id, is_own, commonness: _order, ...same } = row;
  const { protein_g, carb_g, sugar_g, fat_g, saturated_fat_g, fiber_g, sodium_mg, ...rest } = same;
  return {
    ...rest,
    ...{
      sourceId: source_id,
      densityGPerMl: density_g_per_ml,
      proteinG: protein_g,
      carbG: carb_g,
      sugarG: sugar_g,
    },
    ...{ fatG: fat_g, saturatedFatG: saturated_fat_g, fiberG: fiber_g, sodiumMg: sodium_mg, isOwn: is_own },
  };
}

function toNewFood(row: FoodRow): NewFood {
  const {
    id: _id,
    source: _s,
    sourceId: _n,
    confidence: _c,
    isOwn: _o,
    version: _v,
    ...fields
  } = toFood(row);
  return fields as NewFood;
}

function toColumns(food: NewFood): queries.FoodColumns {
  const { densityGPerMl, proteinG, carbG, sugarG, fatG, saturatedFatG, fiberG, sodiumMg, portions, ...same } =
    food;
  const density = densityGPerMl ?? densityOfPortions({ densityGPerMl: null, portions });
  return {
    ...same,
    ...{ protein_g: proteinG, carb_g: carbG, sugar_g: sugarG, fat_g: fatG, saturated_fat_g: saturatedFatG },
    ...{ fiber_g: fiberG, sodium_mg: sodiumMg, portions: JSON.stringify(portions) },
    density_g_per_ml: density !== null && density <= 25 ? density : null,
    ...foundBy([food.name, food.plural ?? '', ...food.aliases].filter(Boolean)),
  };
}

async function refusingTakenName<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (databaseErrorOf(error)?.constraint !== 'foods_own_name') throw error;
    throw new NameTakenError();
  }
}
