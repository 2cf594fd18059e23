import type { Db, Scope } from '../../../db/index.ts';
import { matchFoods, type FoodMatch } from '../foods/match-food.ts';
import { parseIngredientLine } from '../ingredients/parse-line.ts';
import { isAisle, type Aisle } from '../food-terms.ts';
import { recallAisles } from './list-queries.ts';
import { nameKey, thingKey } from './need.ts';
import type { ReadItem } from './read-item.ts';

/** What is bought: its food, where one is known, and where the shop keeps it. */
export interface Goods {
  foodId: string | null;
  aisle: Aisle;
}

/** Things of a household that are no food, by a word of theirs. */
const HOUSEHOLD =
  /\b(paper|tissue|napkin|soap|shampoo|conditioner|shower gel|detergent|bleach|cleaner|sponge|(tin|aluminium|aluminum) foil|cling film|plastic wrap|(bin|trash|garbage|freezer) (bag|liner)|battery|light bulb|candle|toothpaste|toothbrush|dental|deodorant|razor|plaster|match|dishwasher|washing|laundry|kitchen roll|wipe|glove|cotton|tampon|sunscreen|cat|dog|litter)\b/;
const BABY = /\b(nappy|diaper|formula|baby)\b/;
const FROZEN = /\bfrozen\b/;
/** A single word in common is no reason to take batteries for butter. */
const SURE: readonly FoodMatch['confidence'][] = ['chosen', 'remembered', 'exact', 'likely'];

/** Whether a food was found well enough to put it on a list. */
export function isSure({ confidence }: FoodMatch): boolean {
  return SURE.includes(confidence);
}

/** Where a shop keeps a food of that aisle, by what it is called: frozen peas are not with the peas. */
export function aisleOf(name: string, foodAisle: string | null): Aisle {
  if (FROZEN.test(nameKey(name))) return 'frozen';
  return foodAisle !== null && isAisle(foodAisle) ? foodAisle : 'other';
}

/** The goods of typed items, in their order; what the household said about an aisle comes first. */
export async function findGoods(
  db: Db,
  scope: Scope,
  items: readonly Pick<ReadItem, 'text' | 'foodName'>[],
): Promise<Goods[]> {
  const matches = await matchFoods(
    db,
    scope,
    items.map(({ foodName }) => parseIngredientLine(foodName)),
  );
  const goods = items.map(({ foodName }, index) => goodsOf(foodName, matches[index]!));
  const terms = items.map(({ text }, index) => {
    const { foodId } = goods[index]!;
    return [...(foodId === null ? [] : [foodId]), thingKey({ foodId: null, name: text })];
  });
  const known = await recallAisles(db, scope, terms.flat());
  return goods.map((one, index) => {
    const aisle = terms[index]!.map((term) => known.get(term)).find((found) => found !== undefined);
    return aisle ? { ...one, aisle } : one;
  });
}

function goodsOf(name: string, match: FoodMatch): Goods {
  const words = nameKey(name);
  if (BABY.test(words)) return { foodId: null, aisle: 'baby' };
  if (HOUSEHOLD.test(words)) return { foodId: null, aisle: 'household' };
  const { food } = match;
  if (!food || !isSure(match)) return { foodId: null, aisle: 'other' };
  return { foodId: food.id, aisle: aisleOf(name, food.aisle) };
}
