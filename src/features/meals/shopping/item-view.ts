import { formatShortDay } from '../../../lib/date-format.ts';
import type { Viewer } from '../../../http/viewer.ts';
import type { Aisle } from '../food-terms.ts';
import { inStoreOrder } from './aisles.ts';
import type { ItemRow } from './item-queries.ts';
import { amountText } from './remake-list.ts';

type Looker = Pick<Viewer, 't' | 'language'>;

/** One line of a list. */
export function itemLine(item: ItemRow, { t, language }: Looker) {
  const meals = mealTexts(item, language);
  const needed = item.needed ? t('shopping.needed', { amount: item.needed }) : '';
  return {
    id: item.id,
    text: item.text,
    amount: amountText(item.quantity, item.unit, language),
    note: [
      needed,
      meals.slice(0, 2).join(', '),
      meals.length > 2 ? t('shopping.moreMeals', { count: meals.length - 2 }) : '',
    ]
      .filter(Boolean)
      .join(' · '),
    isChecked: item.checked_at !== null,
    by: item.checked_at === null ? '' : initialsOf(item.checked_by_name ?? ''),
    byName: item.checked_by_name ?? '',
    aisle: item.aisle,
    position: item.position,
  };
}

/** The meals that want it, each with its days: "Curry (3 Mar, 5 Mar)". */
function mealTexts({ plan_refs: refs }: ItemRow, language: string): string[] {
  const byTitle = Map.groupBy(refs, ({ title }) => title);
  return [...byTitle].map(
    ([title, ofTitle]) =>
      `${title} (${ofTitle.map(({ onDate }) => formatShortDay(onDate, language)).join(', ')})`,
  );
}

/** A list as its page shows it: open items by aisle on the way through the store, then what is in the basket. */
export function listSections(
  items: readonly ItemRow[],
  { order, now }: { order: readonly string[]; now: Date },
  looker: Looker,
) {
  const lines = items.map((item) => itemLine(item, looker));
  const open = Map.groupBy(
    lines.filter(({ isChecked }) => !isChecked),
    ({ aisle }) => aisle,
  );
  return {
    // All aisles, also empty ones: a script moves lines between them without asking the server.
    aisles: inStoreOrder(order).map((aisle) => ({
      id: aisle,
      title: looker.t(`foods.aisle.${aisle}`),
      lines: open.get(aisle) ?? [],
    })),
    ticked: lines.filter(({ isChecked }) => isChecked),
    /** Tells a script which of two drawings is newer. */
    drawnAt: now.toISOString(),
    isEmpty: lines.length === 0,
    openCount: lines.filter(({ isChecked }) => !isChecked).length,
  };
}

export function aisleOptions(
  { t }: Looker,
  order: readonly string[] = [],
): { value: Aisle; label: string }[] {
  return inStoreOrder(order).map((aisle) => ({ value: aisle, label: t(`foods.aisle.${aisle}`) }));
}

/** "Anna Maria Berg" → "AB". */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const letters = words.length > 1 ? [words[0]!, words.at(-1)!] : words;
  return letters.map((word) => [...word][0]!.toUpperCase()).join('');
}
