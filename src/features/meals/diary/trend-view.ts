import { lineChart, type LineSeries } from '../../../lib/charts/line-chart.ts';
import { formatDay } from '../../../lib/date-format.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { movingAverage, type DayValue } from '../../../lib/moving-average.ts';
import { formatChange, formatNumber } from '../../../lib/number-format.ts';
import type { Viewer } from '../../../http/viewer.ts';
import type { Target } from '../targets/target-schema.ts';
import type { DayTotals } from './totals.ts';
import { unitOfNutrient } from '../food-terms.ts';
import { amountText } from './totals-view.ts';

const AVERAGE_DAYS = 7;

type Traced = 'kcal' | 'proteinG';

/** A day with its target. */
export interface TargetDay {
  date: LocalDate;
  target: Target | null;
}

/** How the intake of one nutrient went: its question, its line against the target, the mean, and a table. */
export function intakeTrend(
  name: Traced,
  days: { totals: readonly DayTotals[]; targets: readonly TargetDay[] },
  viewer: Viewer,
) {
  const { t, language, today } = viewer;
  // Of today the evening may be missing.
  const values = days.totals.flatMap(({ date, nutrients }) => {
    const value = nutrients[name];
    return value === null || date >= today ? [] : [{ date, value }];
  });
  const trend = movingAverage(values, AVERAGE_DAYS);
  const aims = days.targets.flatMap(({ date, target }) => {
    const value = target?.[name] ?? null;
    return value === null || date < (values[0]?.date ?? date) ? [] : [{ date, value, label: '' }];
  });
  const question = t(`diary.trend.question.${name}`);
  return {
    id: `trend-${name}`,
    question,
    chart: lineChart({
      id: `trend-${name}-chart`,
      title: question,
      description: t('diary.trend.description', { count: values.length }),
      locale: language,
      weekStart: viewer.weekStart,
      maxGapDays: 4,
      fromZero: true,
      series: seriesOf({ name, values, trend, aims }, viewer),
      formatTick: (value) => formatNumber(value, language, 0),
    }),
    stats: statsOf(name, values, days.targets, viewer),
    heads: [
      t('diary.dayHead'),
      `${t(`diary.nutrient.${name}`)}, ${unitOfNutrient(name)}`,
      t('diary.targetHead'),
    ],
    rows: values
      .map(({ date, value }) => [
        formatDay(date, language, today),
        formatNumber(value, language, 0),
        amountText(name, aims.find((aim) => aim.date === date)?.value ?? null, viewer),
      ])
      .toReversed(),
  };
}

interface Drawn {
  name: Traced;
  values: readonly DayValue[];
  trend: readonly DayValue[];
  aims: { date: LocalDate; value: number; label: string }[];
}

function seriesOf({ name, values, trend, aims }: Drawn, viewer: Viewer): LineSeries[] {
  if (values.length === 0) return [];
  const { t, language, today } = viewer;
  const point = ({ date, value }: DayValue, index: number) => ({
    date,
    value,
    label: t('diary.trend.point', {
      day: formatDay(date, language, today),
      value: amountText(name, values[index]!.value, viewer),
      mean: amountText(name, trend[index]!.value, viewer),
    }),
  });
  const series: LineSeries[] = [{ name: t('diary.trend.days'), style: 'points', points: values.map(point) }];
  if (values.length > 1)
    series.push({
      name: t('diary.trend.mean', { days: AVERAGE_DAYS }),
      style: 'trend',
      points: trend.map(point),
    });
  if (aims.length > 1) series.push({ name: t('diary.targetHead'), style: 'goal', points: aims });
  return series;
}

/** The mean of the days that were kept, and how far from the target it is. */
function statsOf(name: Traced, values: readonly DayValue[], targets: readonly TargetDay[], viewer: Viewer) {
  if (values.length === 0) return [];
  const { t, language } = viewer;
  const unit = unitOfNutrient(name);
  const mean = values.reduce((sum, { value }) => sum + value, 0) / values.length;
  const stats = [
    {
      label: t('diary.trend.meanLabel'),
      value: formatNumber(mean, language, 0),
      unit,
      note: t('diary.trend.ofDays', { count: values.length }),
    },
  ];
  const gaps = values.flatMap(({ date, value }) => {
    const aim = targets.find((one) => one.date === date)?.target?.[name] ?? null;
    return aim === null ? [] : [value - aim];
  });
  if (gaps.length > 0) {
    const gap = gaps.reduce((sum, value) => sum + value, 0) / gaps.length;
    stats.push({
      label: t('diary.trend.gap'),
      value: formatChange(gap, language, 0),
      unit,
      note: t('diary.trend.aDay'),
    });
  }
  return stats;
}
