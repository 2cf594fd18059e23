import { addDays, localTime, type LocalDate } from '../../../lib/dates.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { formatQuantity } from '../ingredients/format-quantity.ts';
import { unitText } from '../ingredients/units.ts';
import { MEAL_TYPES, type MealType } from '../meal-types.ts';
import type { EntryRow } from './diary-queries.ts';
import { sumNutrients } from './nutrients.ts';
import type { PlannedMeal } from './planned-meals.ts';
import { amountText } from './totals-view.ts';

/** "2 slices · 60 g", "1.5 servings": how much of it was eaten. */
export function entryAmount(
  entry: Pick<EntryRow, 'quantity' | 'unit' | 'grams' | 'servings'>,
  viewer: Viewer,
): string {
  const { t, language } = viewer;
  const grams = entry.grams === null ? '' : `${formatNumber(entry.grams, language, 0)} g`;
  const said =
    entry.quantity === null || entry.unit === 'g'
      ? ''
      : [
          formatQuantity(entry.quantity, entry.unit, language),
          entry.unit && unitText(entry.unit, entry.quantity),
        ]
          .filter(Boolean)
          .join(' ');
  const servings =
    entry.servings === null
      ? ''
      : t('diary.servings', { count: entry.servings, amount: formatNumber(entry.servings, language, 2) });
  return [servings, said, grams].filter(Boolean).join(' · ');
}

/** An entry as a line that leads to where it can be changed. */
export function entryLine(entry: EntryRow, viewer: Viewer) {
  return {
    id: entry.id,
    href: `/meals/diary/entries/${entry.id}`,
    title: entry.title,
    note: [
      localTime(entry.at, viewer.timeZone),
      entryAmount(entry, viewer),
      entry.source === 'photo' ? viewer.t('plates.estimate') : '',
      entry.notes,
    ]
      .filter(Boolean)
      .join(' · '),
    kcal: amountText('kcal', entry.nutrients.kcal, viewer),
  };
}

/** A planned meal that is not eaten yet, with the one tap that makes it so. */
export function plannedLine(meal: PlannedMeal, viewer: Viewer) {
  return {
    id: meal.id,
    title: meal.title || viewer.t(`diary.mealType.${meal.mealType}`),
    note: [
      viewer.t(`diary.mealType.${meal.mealType}`),
      meal.atTime,
      meal.isLeftover ? viewer.t('diary.leftovers') : '',
    ]
      .filter(Boolean)
      .join(' · '),
    recipeHref: meal.recipeId === null ? '' : `/meals/recipes/${meal.recipeId}`,
    servings: String(meal.servings),
  };
}

/** The entries of a day by meal; a meal without any can be copied from the day before. */
export function mealSections(
  day: { date: LocalDate; entries: readonly EntryRow[]; dayBefore: readonly EntryRow[] },
  viewer: Viewer,
) {
  const of = (entries: readonly EntryRow[], type: MealType) =>
    entries.filter(({ meal_type: one }) => one === type);
  return MEAL_TYPES.map((type) => {
    const entries = of(day.entries, type);
    const before = of(day.dayBefore, type);
    return {
      type,
      title: viewer.t(`diary.mealType.${type}`),
      kcal:
        entries.length > 0
          ? amountText('kcal', sumNutrients(entries.map((one) => one.nutrients)).kcal, viewer)
          : '',
      lines: entries.map((entry) => entryLine(entry, viewer)),
      addHref: `/meals/diary/add?date=${day.date}&meal=${type}`,
      copy:
        entries.length === 0 && before.length > 0
          ? { from: addDays(day.date, -1), what: before.map(({ title }) => title).join(', ') }
          : undefined,
    };
  });
}
