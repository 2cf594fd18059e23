import type { Db, Scope } from '../../../../db/index.ts';
import { NotFoundError } from '../../../../errors.ts';
import { parseIngredientLine } from '../../ingredients/parse-line.ts';
import { allergensOf } from '../food-labels.ts';
import { rememberFood } from '../food-memory.ts';
import { findFood, findFoodOfSource } from '../food-queries.ts';
import type { FoodRow } from '../food-row.ts';
import { ALLERGENS } from '../../food-terms.ts';
import { newFoodSchema, type NewFood } from '../food-schema.ts';
import * as foods from '../foods.ts';
import { matchFoods } from '../match-food.ts';
import type { FoodLookup, LookedUpFood } from './food-lookup.ts';

const GOOD = new Set(['remembered', 'exact', 'likely']);

/**
 * The food that is meant by these words: of the own tables where they have it, else of the table outside, kept as a
 * food of the household and remembered for these words. Throws NotFoundError where nobody knows it.
 */
export async function lookUpFood(
  db: Db,
  scope: Scope,
  { words, lookup }: { words: string; lookup: FoodLookup | undefined },
  now: Date,
): Promise<FoodRow> {
  const known = await findKnown(db, scope, words);
  if (known) return known;
  // Outside of any transaction: nobody's rows wait for another server.
  const found = await lookup?.find(words);
  if (!lookup || !found) throw new NotFoundError('A food of this name');
  return db.transaction(async (trx) => {
    const food = await keep(trx, scope, { source: lookup.source, found }, now);
    await rememberFood(trx, scope, { foodName: words, foodId: food.id }, now);
    return food;
  });
}

async function findKnown(db: Db, scope: Scope, words: string): Promise<FoodRow | undefined> {
  const [match] = await matchFoods(db, scope, [parseIngredientLine(words)]);
  return match?.foodId && GOOD.has(match.confidence ?? '') ? findFood(db, scope, match.foodId) : undefined;
}

async function keep(
  db: Db,
  scope: Scope,
  { source, found }: { source: 'edamam'; found: LookedUpFood },
  now: Date,
): Promise<FoodRow> {
  const stored = await findFoodOfSource(db, scope, { source, sourceId: found.sourceId });
  if (stored) return foods.restoreFood(db, scope, stored.id, now);
  const taken = await foods.isNameUsed(db, scope, found.name);
  const name = taken ? `${found.name} (Edamam)` : found.name;
  return foods.createFood(db, scope, newFoodOf(found, name), { source, sourceId: found.sourceId });
}

function newFoodOf(found: LookedUpFood, name: string): NewFood {
  const { sourceId: _id, portions, ...nutrients } = found;
  const allergens = allergensOf(found.name).filter((one) => (ALLERGENS as readonly string[]).includes(one));
  const whole = newFoodSchema.safeParse({ ...nutrients, name, portions, allergens });
  // Values that cannot be are left out rather than believed.
  return whole.success ? whole.data : newFoodSchema.parse({ name, portions: [], allergens });
}
