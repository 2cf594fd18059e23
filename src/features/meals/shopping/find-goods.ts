import type { Db, Scope } from '../../../db/index.ts';
import type { Aisle } from './aisles.ts';
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
  /\b(paper|tissue|napkin|soap|shampoo|detergent|bleach|cleaner|sponge|foil|film|bag|battery|bulb|candle|toothpaste|toothbrush|deodorant|razor|plaster|matches|dishwasher|washing|laundry|toilet|kitchen roll|wipe|glove)\b/;
const BABY = /\b(nappy|nappies|diaper|formula|baby)\b/;

/** The goods of typed items, in their order; what the household said about an aisle comes first. */
export async function findGoods(
  db: Db,
  scope: Scope,
  items: readonly Pick<ReadItem, 'text' | 'foodName'>[],
): Promise<Goods[]> {
  const goods = items.map(({ foodName }): Goods => ({ foodId: null, aisle: aisleOfWords(foodName) }));
  const terms = items.map(({ text }, index) => [
    ...(goods[index]!.foodId === null ? [] : [goods[index]!.foodId]),
    thingKey({ foodId: null, name: text }),
  ]);
  const known = await recallAisles(db, scope, terms.flat());
  return goods.map((one, index) => {
    const aisle = terms[index]!.map((term) => known.get(term)).find((found) => found !== undefined);
    return aisle ? { ...one, aisle } : one;
  });
}

function aisleOfWords(name: string): Aisle {
  const words = nameKey(name);
  if (BABY.test(words)) return 'baby';
  return HOUSEHOLD.test(words) ? 'household' : 'other';
}
