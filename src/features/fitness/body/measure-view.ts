import { lineChart } from '../../../lib/charts/line-chart.ts';
import type { LineSeries } from '../../../lib/charts/line-chart.ts';
import { sparkline } from '../../../lib/charts/sparkline.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { addDays, localTime } from '../../../lib/dates.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import { changeOver, movingAverage } from '../../../lib/moving-average.ts';
import type { DayValue } from '../../../lib/moving-average.ts';
import { statOf } from '../stat.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { displayOf } from './measure-display.ts';
import type { MeasureDisplay } from './measure-display.ts';
import type { MeasurementRow, TypeRow } from './measurement-queries.ts';
import { BODY_WEIGHT } from './measurement-schema.ts';

const AVERAGE_DAYS = 7;
const COMPARED_DAYS = 28;

/** One kind of body value over the last year: its question, chart, numbers and table, as texts. */
export function measureProgress(
  type: TypeRow,
  values: readonly DayValue[],
  viewer: Viewer,
  goal?: number | null,
) {
  const { t, language, today } = viewer;
  const display = displayOf(type, viewer);
  const trend = movingAverage(values, AVERAGE_DAYS);
  const question =
    type.key === BODY_WEIGHT ? t('body.weightQuestion') : t('body.question', { name: type.name });
  return {
    question,
    chart: drawTrend(question, values, { trend, display, viewer, goal: goal ?? null }),
    stats: statsOf(values, trend, display, viewer),
    note: values.length > 1 ? t('body.trendNote', { days: AVERAGE_DAYS }) : '',
    rows: values
      .map(({ date, value }, index) => [
        formatDay(date, language, today),
        formatNumber(display.shown(value), language, type.decimals),
        formatNumber(display.shown(trend[index]!.value), language, type.decimals + 1),
      ])
      .toReversed(),
    heads: [t('body.day'), headWith(t('body.value'), display.unit), headWith(t('body.trend'), display.unit)],
  };
}

function headWith(text: string, unit: string): string {
  return unit === '' ? text : `${text}, ${unit}`;
}

interface TrendDrawing {
  trend: readonly DayValue[];
  display: MeasureDisplay;
  viewer: Viewer;
  goal: number | null;
}

function drawTrend(question: string, values: readonly DayValue[], drawing: TrendDrawing): string {
  const { trend, display, viewer, goal } = drawing;
  const { t, language, today } = viewer;
  const point = ({ date, value }: DayValue, index: number) => ({
    date,
    value: display.shown(value),
    label: t('body.point', {
      day: formatDay(date, language, today),
      value: display.text(values[index]!.value),
      mean: display.text(trend[index]!.value),
    }),
  });
  const series: LineSeries[] = [{ name: t('body.values'), style: 'points', points: values.map(point) }];
  if (values.length > 1) {
    series.push({
      name: t('body.average', { days: AVERAGE_DAYS }),
      style: 'trend',
      points: trend.map(point),
    });
  }
  const [first, last] = [values[0], values.at(-1)];
  if (goal !== null && first && last && first !== last) {
    const ends = [first.date, last.date].map((date) => ({ date, value: display.shown(goal), label: '' }));
    series.push({ name: t('body.goalLine', { value: display.text(goal) }), style: 'goal', points: ends });
  }
  return lineChart({
    id: 'measure-chart',
    title: question,
    description: t('body.chartDescription', { count: values.length }),
    locale: language,
    weekStart: viewer.weekStart,
    series,
    formatTick: (value) => `${formatNumber(value, language, 2)}${display.unit ? ` ${display.unit}` : ''}`,
  });
}

function statsOf(
  values: readonly DayValue[],
  trend: readonly DayValue[],
  display: MeasureDisplay,
  viewer: Viewer,
) {
  const last = values.at(-1);
  if (!last) return [];
  const { t, language, today } = viewer;
  const stats = [statOf(t('body.latest'), display.text(last.value), formatDay(last.date, language, today))];
  const change = changeOver(trend, COMPARED_DAYS);
  if (change) {
    stats.push(
      statOf(t('body.trend'), display.change(change.change), t('body.inDays', { count: change.days })),
    );
  }
  return stats;
}

/** One line of the list of measurements: latest value, its change in four weeks, a small line. */
export function measureLine(type: TypeRow, values: readonly DayValue[], viewer: Viewer) {
  const { t, language, today } = viewer;
  const display = displayOf(type, viewer);
  const change = changeOver(values, COMPARED_DAYS);
  return {
    href: `/fitness/body/types/${type.id}`,
    name: type.name,
    value: type.latest_value === null ? '' : display.text(type.latest_value),
    note:
      type.latest_date === null
        ? t('body.noValue')
        : [
            formatDay(type.latest_date, language, today),
            change && t('body.changed', { change: display.change(change.change), count: change.days }),
          ]
            .filter(Boolean)
            .join(' · '),
    spark: sparkline({
      id: `spark-${type.id}`,
      title: type.name,
      description: t('body.sparkDescription'),
      values: values.filter(({ date }) => date >= addDays(today, -90)).map(({ value }) => value),
    }),
  };
}

/** Single values as lines that can be changed or deleted. */
export function valueLines(rows: readonly MeasurementRow[], type: TypeRow, viewer: Viewer) {
  const display = displayOf(type, viewer);
  return rows.map((row) => ({
    id: row.id,
    text: display.text(row.value),
    note: [
      `${formatDay(row.local_date, viewer.language, viewer.today)}, ${localTime(row.measured_at, viewer.timeZone)}`,
      row.notes,
    ]
      .filter(Boolean)
      .join(' · '),
  }));
}
