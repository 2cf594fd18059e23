import { dayColumns } from '../../../lib/charts/day-columns.ts';
import { targetBars } from '../../../lib/charts/target-bars.ts';
import { formatDay, formatWeekday } from '../../../lib/date-format.ts';
import { addDays, weekStart, type LocalDate } from '../../../lib/dates.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { NUTRIENTS, unitOfNutrient, type Nutrient } from '../food-terms.ts';
import type { Nutrients } from './nutrients.ts';
import type { Target } from '../targets/target-schema.ts';
import type { DayTotals } from './totals.ts';

/** The nutrients that are aimed at, in the order they are shown. */
const AIMED = ['kcal', 'proteinG', 'carbG', 'fatG', 'fiberG'] as const;

/** "640 kcal", "32 g"; a dash where nothing is known. */
export function amountText(name: Nutrient, value: number | null, { language }: Viewer): string {
  return value === null ? '–' : `${formatNumber(value, language, 0)} ${unitOfNutrient(name)}`;
}

/** A day's totals as a picture against the target, and as a table with all nutrients. */
export function totalsView(nutrients: Nutrients, target: Target | null, viewer: Viewer) {
  const { t, language } = viewer;
  const aim = (name: Nutrient) => target?.[name as keyof Target] ?? null;
  const bars = AIMED.map((name) => {
    const [value, goal] = [nutrients[name], aim(name)];
    const words = { value: amountText(name, value, viewer), target: amountText(name, goal, viewer) };
    return {
      label: t(`diary.nutrient.${name}`),
      value: value ?? 0,
      valueText:
        goal === null
          ? words.value
          : t('diary.ofTarget', { ...words, value: formatNumber(value ?? 0, language, 0) }),
      target: goal,
    };
  });
  return {
    chart: targetBars({
      id: 'totals-chart',
      title: t('diary.totalsQuestion'),
      description: t('diary.totalsDescription'),
      bars,
    }),
    heads: [t('diary.nutrientHead'), t('diary.eatenHead'), t('diary.targetHead')],
    rows: NUTRIENTS.map((name) => [
      t(`diary.nutrient.${name}`),
      amountText(name, nutrients[name], viewer),
      amountText(name, aim(name), viewer),
    ]),
    isPartial: !nutrients.complete,
    hasTarget: target !== null,
  };
}

/** The days of a week as links with their energy, and a picture of them above. */
export function weekStrip(
  date: LocalDate,
  week: { totals: readonly DayTotals[]; kcalTarget: number | null },
  viewer: Viewer,
) {
  const { t, language, today } = viewer;
  const first = weekStart(date, viewer.weekStart);
  const days = Array.from({ length: 7 }, (_, index) => addDays(first, index)).map((day) => {
    const kcal = week.totals.find((one) => one.date === day)?.nutrients.kcal ?? null;
    return {
      href: `/meals/diary?date=${day}`,
      name: formatWeekday(day, language),
      day: String(Number(day.slice(8))),
      label: `${formatDay(day, language, today)}: ${amountText('kcal', kcal, viewer)}`,
      isCurrent: day === date,
      value: kcal,
    };
  });
  const chart = dayColumns({
    id: 'week-chart',
    title: t('diary.weekQuestion'),
    description: t('diary.weekDescription'),
    days,
    target: week.kcalTarget,
  });
  return { days, chart: week.totals.length > 0 ? chart : '' };
}
