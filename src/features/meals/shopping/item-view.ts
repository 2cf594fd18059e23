import type { FormValues } from '../../../http/forms.ts';
import { formatShortDay } from '../../../lib/date-format.ts';
import { typedNumber } from '../../../lib/number-format.ts';
import type { Viewer } from '../../../http/viewer.ts';
import type { Aisle } from '../food-terms.ts';
import { inStoreOrder } from './aisles.ts';
import { unitText } from '../ingredients/units.ts';
import type { ItemRow } from './item-queries.ts';
import type { Line } from './merge-lines.ts';
import { nameKey, type NeedRef } from './need.ts';
import { amountText } from './remake-list.ts';

type Looker = Pick<Viewer, 't' | 'language'>;

/** One line of a list. */
export function listLine(line: Line, looker: Looker) {
  const { head: item, parts, quantity, unit } = line;
  return {
    id: item.id,
    /** Its further items, which are tapped along with it. */
    others: parts.slice(1).map(({ id }) => id),
    text: item.text,
    amount: amountText(quantity, unit, looker.language),
    /** For the fields of a form. */
    values: lineValues(line, looker.language),
    note: noteOf(line, looker),
    isChecked: item.checked_at !== null,
    by: item.checked_at === null ? '' : initialsOf(item.checked_by_name ?? ''),
    byName: item.checked_by_name ?? '',
    aisle: item.aisle,
    position: item.position,
  };
}

/** What the meals need, what of it somebody typed, and for which meals it is. */
export function noteOf({ head, parts }: Line, { t, language }: Looker): string {
  const byHand = parts.filter(({ origin }) => origin === 'hand');
  const typed = byHand.map((part) => typedText(part, head, language)).filter(Boolean);
  const meals = mealTexts(
    parts.flatMap((part) => part.plan_refs),
    language,
  );
  return [
    head.needed ? t('shopping.needed', { amount: head.needed }) : '',
    head.origin === 'plan' && byHand.length > 0
      ? t(typed.length > 0 ? 'shopping.typed' : 'shopping.typedToo', { what: typed.join(', ') })
      : '',
    meals.slice(0, 2).join(', '),
    meals.length > 2 ? t('shopping.moreMeals', { count: meals.length - 2 }) : '',
  ]
    .filter(Boolean)
    .join(' · ');
}

/** What of a line a person typed: its amount, and its words where the line has others. */
function typedText({ text, quantity, unit }: ItemRow, head: ItemRow, language: string): string {
  const isNamed = nameKey(text) !== nameKey(head.text);
  return [amountText(quantity, unit, language), isNamed && text].filter(Boolean).join(' ');
}

/** A line as the fields of its form hold it. */
export function lineValues({ head, quantity, unit }: Line, language: string): FormValues {
  return {
    text: head.text,
    quantity: quantity === null ? '' : typedNumber(quantity, language),
    unit: unit === null ? '' : unitText(unit, quantity),
    aisle: head.aisle,
  };
}

/** The meals that want it, each with its days: "Curry (3 Mar, 5 Mar)". */
function mealTexts(refs: readonly NeedRef[], language: string): string[] {
  const byTitle = Map.groupBy(refs, ({ title }) => title);
  return [...byTitle].map(
    ([title, ofTitle]) =>
      `${title} (${ofTitle.map(({ onDate }) => formatShortDay(onDate, language)).join(', ')})`,
  );
}

/** A list as its page shows it: open items by aisle on the way through the store, then what is in the basket. */
export function listSections(
  shown: readonly Line[],
  { order, now }: { order: readonly string[]; now: Date },
  looker: Looker,
) {
  const lines = shown.map((line) => listLine(line, looker));
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
