import { convert, gramsOf, kindOfUnit } from '../ingredients/units.ts';
import { nameKey, type Need } from './need.ts';

/** Something in the pantry. `quantity` null: some of it, nobody counted. */
export interface AtHand {
  foodId: string | null;
  name: string;
  quantity: number | null;
  unit: string | null;
}

export interface Remaining {
  /** What is still to buy. */
  missing: Need[];
  /** What the pantry has enough of. */
  covered: Need[];
}

/**
 * Takes what is at hand away from what is needed; each store is used once. Something that is at hand without an amount
 * is enough; one whose unit cannot be compared counts for nothing.
 */
export function minusAtHand(needs: readonly Need[], stores: readonly AtHand[]): Remaining {
  const left = stores.map((store) => ({ ...store, left: store.quantity, name: nameKey(store.name) }));
  const remaining: Remaining = { missing: [], covered: [] };
  for (const need of needs) {
    const name = nameKey(need.name);
    // The same food under two names, or the same words of which only one was taken for a food.
    const own = left.filter(
      (store) => (store.foodId !== null && store.foodId === need.foodId) || store.name === name,
    );
    const missing = takeFrom(own, need);
    if (missing === 0) remaining.covered.push(need);
    else remaining.missing.push(missing === need.amount ? need : { ...need, amount: missing });
  }
  return remaining;
}

/** What is still missing of a need; uses up the stores. */
function takeFrom(stores: (AtHand & { left: number | null })[], need: Need): number | null {
  if (stores.some(({ left }) => left === null)) return 0;
  if (need.amount === null) return stores.some(({ left }) => left !== null && left > 0) ? 0 : null;
  let missing = need.amount;
  for (const store of stores) {
    const per = inUnitOf(need, store.unit);
    if (per === null || store.left === null) continue;
    const used = Math.min(missing, store.left * per);
    missing -= used;
    store.left -= used / per;
  }
  // A few grams short of half a kilo is enough.
  return missing <= need.amount * 0.02 ? 0 : missing;
}

/** How much of `unit` one of the unit `from` is; null where it cannot be told. Pieces of any size are one. */
export function inUnitOf(
  { unit, measures }: Pick<Need, 'unit' | 'measures'>,
  from: string | null,
): number | null {
  if (from === unit) return 1;
  if (isPiece(unit) && isPiece(from)) return 1;
  if (isPiece(unit) && from === 'dozen') return 12;
  if (from !== null && unit !== null) return convert(1, from, unit, measures);
  if (!measures) return null;
  const grams = gramsOf(1, from, measures);
  const one = gramsOf(1, unit, measures);
  return grams === null || !one ? null : grams / one;
}

export function isPiece(unit: string | null): boolean {
  return unit === null || unit === 'piece' || kindOfUnit(unit) === 'size';
}
