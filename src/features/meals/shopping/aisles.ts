import { AISLES, isAisle, type Aisle } from '../food-terms.ts';

/** All aisles in a store's own order; those it does not name follow in the usual one. */
export function inStoreOrder(order: readonly string[]): Aisle[] {
  const named = [...new Set(order)].filter(isAisle);
  return [...named, ...AISLES.filter((aisle) => !named.includes(aisle))];
}

/** The order with one aisle moved one place up (−1) or down (1). */
export function moveAisle(order: readonly string[], aisle: Aisle, by: -1 | 1): Aisle[] {
  const all = inStoreOrder(order);
  const at = all.indexOf(aisle);
  const to = Math.min(all.length - 1, Math.max(0, at + by));
  all.splice(at, 1);
  all.splice(to, 0, aisle);
  return all;
}
