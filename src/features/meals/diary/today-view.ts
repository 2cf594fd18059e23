import { targetBars } from '../../../lib/charts/target-bars.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { addDays, localDate, localTime } from '../../../lib/dates.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { targetOfDay } from '../targets/targets.ts';
import { cookingTimes } from './cooking-times.ts';
import type { AheadStep, PlannedMeal } from './planned-meals.ts';
import type { MealsTodayRow } from './today-queries.ts';
import { amountText } from './totals-view.ts';

/** From then on the evening shows what has to be done before the next morning is over. */
const EVENING = '17:00';
const MORNING_ENDS = '09:00';
const SHOWN = ['kcal', 'proteinG'] as const;

/** What is to be cooked and eaten today, what has to be begun for later, and how far the day is; as texts. */
export function mealsTodayView(
  row: MealsTodayRow,
  { viewer, now, isTrainingDay }: { viewer: Viewer; now: Date; isTrainingDay: boolean },
) {
  const { today } = viewer;
  const planned = row.planned ?? [];
  return {
    meals: planned.filter(({ onDate }) => onDate === today).map((meal) => mealLine(meal, viewer, now)),
    ahead: planned.flatMap((meal) => aheadLines(meal, viewer, now)).sort((a, b) => a.due - b.due),
    // What was planned yesterday and nobody said that it was eaten.
    missed: planned
      .filter(({ onDate, isEaten }) => onDate === addDays(today, -1) && !isEaten)
      .map((meal) => mealLine(meal, viewer, now)),
    totals: totalsLine(row, viewer, isTrainingDay),
  };
}

function mealLine(meal: PlannedMeal, viewer: Viewer, now: Date) {
  const { t, timeZone } = viewer;
  const { start } = cookingTimes(meal, timeZone);
  const kind = t(`diary.mealType.${meal.mealType}`);
  const isDue = start !== null && start <= now && !meal.isEaten;
  return {
    id: meal.id,
    title: meal.title || kind,
    note: [kind, meal.atTime, meal.isLeftover ? t('diary.leftovers') : ''].filter(Boolean).join(' · '),
    cook: start === null || meal.isEaten ? '' : t('today.cookFrom', { time: localTime(start, timeZone) }),
    isDue,
    isEaten: meal.isEaten,
    recipeHref: meal.recipeId === null ? '' : `/meals/recipes/${meal.recipeId}`,
    servings: String(meal.servings),
  };
}

/** The steps of a meal that are to be done today, or tonight for what is due early tomorrow. */
function aheadLines(meal: PlannedMeal, viewer: Viewer, now: Date) {
  const { timeZone, today } = viewer;
  const { at, ahead } = cookingTimes(meal, timeZone);
  if (meal.isEaten || at <= now) return [];
  return ahead
    .filter(({ due }) => isDueToday(due, { timeZone, today, now }))
    .map(({ step, due }) => aheadLine(meal, step, due, { viewer, now }));
}

function isDueToday(
  due: Date,
  { timeZone, today, now }: { timeZone: string; today: string; now: Date },
): boolean {
  const day = localDate(due, timeZone);
  if (day <= today) return true;
  const isEvening = localTime(now, timeZone) >= EVENING;
  return isEvening && day === addDays(today, 1) && localTime(due, timeZone) < MORNING_ENDS;
}

function aheadLine(
  meal: PlannedMeal,
  step: AheadStep,
  due: Date,
  { viewer, now }: { viewer: Viewer; now: Date },
) {
  const { t, timeZone, language, today } = viewer;
  const day = localDate(due, timeZone);
  const time = localTime(due, timeZone);
  const when =
    due <= now
      ? t('today.aheadNow')
      : day === today
        ? t('today.aheadBy', { time })
        : t('today.aheadTomorrow', { time });
  const meant = t('today.aheadFor', {
    title: meal.title,
    day: meal.onDate === today ? t('today.todayWord') : formatDay(meal.onDate, language, today),
    time: meal.atTime,
  });
  return { due: due.getTime(), text: step.text, when, note: meant, isDue: due <= now };
}

/** Energy and protein against the target; nothing before the first entry of somebody without a target. */
function totalsLine({ eaten, targets }: MealsTodayRow, viewer: Viewer, isTrainingDay: boolean) {
  const { t, language, today } = viewer;
  const target = targetOfDay(targets ?? [], today, isTrainingDay);
  if (!eaten && !target) return '';
  const bars = SHOWN.map((name) => {
    const value = eaten?.[name] ?? (eaten ? null : 0);
    const goal = target?.[name] ?? null;
    const text = amountText(name, value, viewer);
    return {
      label: t(`diary.nutrient.${name}`),
      value: value ?? 0,
      valueText:
        goal === null
          ? text
          : t('diary.ofTarget', {
              value: formatNumber(value ?? 0, language, 0),
              target: amountText(name, goal, viewer),
            }),
      target: goal,
    };
  });
  return targetBars({
    id: 'today-totals',
    title: t('diary.totalsQuestion'),
    description: t('diary.totalsDescription'),
    bars,
  });
}
