import { formatQuantity } from '../ingredients/format-quantity.ts';
import { convert, unitText } from '../ingredients/units.ts';
import type { Aisle } from '../food-terms.ts';
import { minusAtHand, type AtHand } from './at-hand.ts';
import { shopAmount } from './shop-amount.ts';
import { thingKey, type Need, type NeedRef } from './need.ts';

/** What the plan wants on the list. */
export interface PlannedItem {
  planKey: string;
  foodId: string | null;
  text: string;
  quantity: number | null;
  unit: string | null;
  /** What the meals need, where the shop sells another amount: "2 tsp". */
  needed: string;
  aisle: Aisle;
  refs: NeedRef[];
}

/** An item that the plan made before, also one that is ticked or thrown away. */
export interface FormerItem {
  id: string;
  planKey: string;
  state: 'open' | 'ticked' | 'stocked' | 'deleted';
  /** A person changed words or amount. */
  isEdited: boolean;
  refs: NeedRef[];
}

export interface Remake {
  add: PlannedItem[];
  change: { id: string; item: PlannedItem; keepsWords: boolean }[];
  /** No meal wants them any more. */
  remove: string[];
  /** Enough is at hand. */
  covered: Need[];
}

/**
 * What a changed plan does to its items on a list. Open items get the new amounts, unless a person edited them; ticked
 * and thrown away ones stay as they are, and answer for the meals they were for: only what those meals want beyond it
 * is asked for again. What went into the pantry is counted there.
 */
export function remakeList(
  needs: readonly Need[],
  former: readonly FormerItem[],
  stores: readonly AtHand[],
): Remake {
  const settled = former.filter(({ state }) => state === 'ticked' || state === 'deleted');
  const open = needs.flatMap((need) => withoutSettled(need, settled));
  const { missing, covered } = minusAtHand(open, stores);
  const wanted = new Map(missing.map((need) => [need.key, plannedItem(need)]));
  const remake: Remake = { add: [], change: [], remove: [], covered };
  for (const item of former.filter(({ state }) => state === 'open')) {
    const now = wanted.get(item.planKey);
    wanted.delete(item.planKey);
    if (now) remake.change.push({ id: item.id, item: now, keepsWords: item.isEdited });
    else if (!item.isEdited) remake.remove.push(item.id);
  }
  remake.add = [...wanted.values()];
  return remake;
}

/** A need without what was bought (or refused) for the same meals. */
function withoutSettled(need: Need, settled: readonly FormerItem[]): Need[] {
  const thing = thingKey(need);
  const answered = settled
    .filter(({ planKey }) => planKey.slice(0, planKey.lastIndexOf('|')) === thing)
    .flatMap((item) => item.refs);
  if (answered.length === 0) return [need];
  const refs = need.refs.flatMap((ref) => leftOf(ref, answered));
  if (refs.length === 0) return [];
  const counted = refs.flatMap(({ amount }) => (amount === null ? [] : [amount]));
  const amount = counted.length === 0 ? null : counted.reduce((sum, one) => sum + one, 0);
  return [{ ...need, refs, amount }];
}

function leftOf(ref: NeedRef, answered: readonly NeedRef[]): NeedRef[] {
  const own = answered.filter(({ entryId }) => entryId === ref.entryId);
  if (own.length === 0) return [ref];
  if (ref.amount === null || own.some((one) => one.amount === null || one.unit !== ref.unit)) return [];
  const left = ref.amount - own.reduce((sum, one) => sum + (one.amount ?? 0), 0);
  return left <= ref.amount * 0.05 ? [] : [{ ...ref, amount: left }];
}

function plannedItem(need: Need): PlannedItem {
  const { quantity, unit, isPackage } = shopAmount(need);
  const { key, foodId, name, aisle, refs } = need;
  const needed = isPackage && need.amount !== null ? neededText(need.amount, need.unit) : '';
  return { planKey: key, foodId, text: capitalised(name).slice(0, 200), quantity, unit, needed, aisle, refs };
}

function capitalised(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('');
}

/** As a cook measures it: "2 tsp", "3 tbsp", "35 g". */
function neededText(amount: number, unit: string | null): string {
  if (unit === 'ml' && amount < 120) {
    const spoon = amount < 14 ? 'tsp' : 'tbsp';
    return amountText(Math.round((convert(amount, 'ml', spoon) ?? amount) * 4) / 4, spoon);
  }
  const isMeasured = unit === 'g' || unit === 'ml';
  return amountText(
    isMeasured ? (amount >= 1 ? Math.round(amount) : amount) : Math.ceil(amount - 0.05),
    unit,
  );
}

/** "250 g", "1.5 kg", "2 bunches", "3". */
export function amountText(quantity: number | null, unit: string | null, language = 'en'): string {
  if (quantity === null) return '';
  if ((unit === 'g' || unit === 'ml') && quantity >= 1000) {
    return amountText(quantity / 1000, unit === 'g' ? 'kg' : 'l', language);
  }
  const number = formatQuantity(quantity, unit, language);
  return unit === null ? number : `${number} ${unitText(unit, quantity)}`;
}
