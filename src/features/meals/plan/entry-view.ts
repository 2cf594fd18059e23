import type { Viewer } from '../../../http/viewer.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { addDays, weekStart, type LocalDate } from '../../../lib/dates.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import type { PlanEntry } from './entry-schema.ts';
import { MACROS } from './solver/week-problem.ts';
import type { Alternative } from './swap-meal.ts';
import { WEEK } from './week-view.ts';

/** Days that a meal can be moved to: its own week and the next. */
const MOVE_DAYS = 14;

/** One meal's page: what it is, what it brings, and what can be done with it. */
export function entryPage(entry: PlanEntry, viewer: Viewer) {
  const { t, language, today } = viewer;
  const isRecipe = entry.recipeState === 'there';
  return {
    id: entry.id,
    href: `${WEEK}/meals/${entry.id}`,
    weekHref: `${WEEK}?from=${weekStart(entry.onDate, viewer.weekStart)}&day=${entry.onDate}`,
    title: entry.title || t('plan.week.untitled'),
    when: `${formatDay(entry.onDate, language, today)}, ${t(`plan.meal.${entry.mealType}`).toLowerCase()}, ${entry.atTime}`,
    version: entry.version,
    recipeHref: isRecipe ? `/meals/recipes/${entry.recipeId}?servings=${entry.servings}` : undefined,
    gone: entry.recipeState === 'binned' || entry.recipeState === 'gone' ? t('plan.entry.gone') : '',
    isLocked: entry.isLocked,
    // Only what is over, or on today, can have been eaten.
    eatHref: !entry.isEaten && entry.onDate <= today ? `/meals/diary/planned/${entry.id}` : undefined,
    isEaten: entry.isEaten,
    isRecipe: entry.recipeId !== null,
    isFood: entry.foodId !== null,
    isLeftover: entry.leftoverOf !== null,
    figures: figuresOf(entry, viewer),
    incomplete: entry.mine !== null && !entry.isComplete ? t('plan.entry.incomplete') : '',
    days: dayOptions(entry.onDate, viewer),
    meals: mealOptions(viewer),
    form: entryValues(entry),
    place: { onDate: entry.onDate, mealType: entry.mealType },
    leftoverPlace: { onDate: addDays(entry.onDate, 1), mealType: 'lunch' },
  };
}

function figuresOf({ mine }: PlanEntry, { t, language }: Viewer) {
  if (!mine) return [];
  return MACROS.map((macro) => ({
    label: t(`plan.macro.${macro}`),
    value: t(`plan.amount.${macro}`, { value: formatNumber(mine[macro], language, 0) }),
  }));
}

/** What a form of the meal starts with. */
export function entryValues(entry: PlanEntry): Record<string, string> {
  return {
    atTime: entry.hasOwnTime ? entry.atTime : '',
    servings: String(entry.servings),
    myServings: entry.myServings === null ? '' : String(entry.myServings),
    grams: entry.grams === null ? '' : String(entry.grams),
    note: entry.note,
    version: String(entry.version),
  };
}

/** A meal as it is stored, in a line: for who was about to write over it. */
export function storedWords(entry: PlanEntry, viewer: Viewer): string {
  const { t, language } = viewer;
  const servings = (value: number) => formatNumber(value, language, 2);
  return [
    entry.title,
    entryPage(entry, viewer).when,
    t('plan.entry.storedServings', { count: entry.servings, servings: servings(entry.servings) }),
    entry.myServings === null ? '' : t('plan.entry.storedMine', { servings: servings(entry.myServings) }),
    entry.note === '' ? '' : t('plan.entry.storedNote', { note: entry.note }),
  ]
    .filter(Boolean)
    .join(' · ');
}

export function dayOptions(around: LocalDate, { language, today, weekStart: startsOn }: Viewer) {
  const from = weekStart(around, startsOn);
  return Array.from({ length: MOVE_DAYS }, (_, at) => addDays(from, at)).map((date) => ({
    value: date,
    label: formatDay(date, language, today),
  }));
}

export function mealOptions({ t }: Pick<Viewer, 't'>) {
  return MEAL_TYPES.map((type) => ({ value: type, label: t(`plan.meal.${type}`) }));
}

/** The dishes to take instead, as lines. */
export function alternativeLines(
  alternatives: readonly Alternative[],
  { t, language }: Pick<Viewer, 't' | 'language'>,
) {
  return alternatives.map(({ recipeId, title, minutes, myServings, worst }) => ({
    recipeId,
    title,
    note: [
      minutes === null ? '' : t('plan.week.minutes', { count: minutes }),
      t('plan.swap.servings', { count: myServings, servings: formatNumber(myServings, language, 2) }),
      worst === null
        ? ''
        : t(worst <= 0.05 ? 'plan.swap.holds' : 'plan.swap.misses', {
            percent: formatNumber(worst * 100, language, 0),
          }),
    ]
      .filter(Boolean)
      .join(' · '),
  }));
}
