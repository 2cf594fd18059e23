import { formatMonth, formatShortDay } from '../date-format.ts';
import { daysBetween } from '../dates.ts';
import type { LocalDate, Weekday } from '../dates.ts';
import { element, frame, percent, rounded, text, title } from './svg.ts';
import type { ChartFrame, Svg } from './svg.ts';
import { clockTicks, niceTicks, timeTicks } from './ticks.ts';

export interface LinePoint {
  date: LocalDate;
  value: number;
  /** What the point says on hover and to a screen reader: "Tue 3 Mar: 100 kg". */
  label: string;
  /** Stands above everything before it. */
  record?: boolean;
}

export interface LineSeries {
  /** Written at its end, instead of a legend. */
  name: string;
  /** line: joined points; trend: a line without points; points: points alone; goal: a dashed line. */
  style: 'line' | 'trend' | 'points' | 'goal';
  /** Ascending by date. */
  points: readonly LinePoint[];
}

export interface LineChart extends ChartFrame {
  series: readonly LineSeries[];
  /** A value on the axis, with its unit only where the page does not name it. */
  formatTick: (value: number) => string;
  locale: string;
  weekStart: Weekday;
  /** Joins points at most this far apart; longer pauses stay open. 35 when absent. */
  maxGapDays?: number;
  /** Draws small values on top, for a pace. */
  lowIsGood?: boolean;
  /** The values are seconds: the axis steps by whole minutes and their parts. */
  isTime?: boolean;
  /** Begins the axis at zero, for amounts. */
  fromZero?: boolean;
}

const HEIGHT = 240;
const TOP = 24;
const BOTTOM = 30;
/** Free margin left and right, as a share of the width, so that end points are whole. */
const SIDE = 0.02;
const PLOT_UNITS = 1000;
const LABEL_GAP = 16;
/** More points than this touch each other on a phone: they are drawn small. */
const DENSE_FROM = 60;
/** A name takes up to the right two fifths of a narrow chart. */
const CROWDED_FROM = 0.6;

interface Scales {
  x: (date: LocalDate) => number;
  y: (value: number) => number;
  ticks: number[];
  from: LocalDate;
  to: LocalDate;
}

/** Lines over time as an SVG for a page; empty without any point. */
export function lineChart(chart: LineChart): Svg {
  const points = chart.series.flatMap((series) => series.points);
  if (points.length === 0) return '' as Svg;
  const scales = scalesOf(chart, points);
  const shapes = chart.series.map((series, index) => drawSeries(chart, series, index, scales));
  return frame(chart, 'line', HEIGHT, [
    ...scales.ticks.flatMap((tick) => gridLine(chart.formatTick(tick), scales.y(tick))),
    ...timeAxis(chart, scales),
    element(
      'svg',
      { width: '100%', height: HEIGHT, viewBox: `0 0 ${PLOT_UNITS} ${HEIGHT}`, preserveAspectRatio: 'none' },
      ...shapes.map(({ path }) => path),
    ),
    ...shapes.flatMap(({ dots }) => dots),
    ...(chart.series.length > 1 ? seriesNames(chart.series, scales) : []),
  ]);
}

function scalesOf(chart: LineChart, points: readonly LinePoint[]): Scales {
  const values = points.map(({ value }) => value);
  const dates = points.map(({ date }) => date).sort();
  const smallest = chart.fromZero ? Math.min(0, ...values) : Math.min(...values);
  const ticks = (chart.isTime ? clockTicks : niceTicks)(smallest, Math.max(...values), 4);
  const [from, to] = [dates[0]!, dates.at(-1)!];
  const days = daysBetween(from, to);
  const [low, high] = [ticks[0]!, ticks.at(-1)!];
  const room = HEIGHT - TOP - BOTTOM;
  return {
    ticks,
    from,
    to,
    x: (date) => (days === 0 ? 0.5 : SIDE + (1 - 2 * SIDE) * (daysBetween(from, date) / days)),
    y: (value) => {
      const share = (value - low) / (high - low);
      return TOP + room * (chart.lowIsGood ? share : 1 - share);
    },
  };
}

/** A line with its number at the left, outside the plot: the style sheet keeps a margin free for it. */
function gridLine(label: string, y: number): Svg[] {
  return [
    element('line', { class: 'chart-grid', x1: 0, x2: '100%', y1: y, y2: y }),
    element('text', { class: 'chart-tick', x: -8, y: y + 4, 'text-anchor': 'end' }, text(label)),
  ];
}

function timeAxis(chart: LineChart, scales: Scales): Svg[] {
  const { grain, dates } = timeTicks(scales.from, scales.to, chart.weekStart);
  const format = grain === 'month' ? formatMonth : formatShortDay;
  return dates.map((date) => {
    const share = scales.x(date);
    const anchor = share < 0.06 ? 'start' : share > 0.94 ? 'end' : 'middle';
    return element(
      'text',
      { class: 'chart-tick', x: percent(share), y: HEIGHT - 8, 'text-anchor': anchor },
      text(format(date, chart.locale)),
    );
  });
}

function drawSeries(chart: LineChart, series: LineSeries, index: number, scales: Scales) {
  const className = `chart-${series.style} chart-series-${index + 1}`;
  // A goal is true for every day between its ends.
  const maxGapDays = series.style === 'goal' ? Infinity : (chart.maxGapDays ?? 35);
  const path = element('path', {
    class: className,
    d: series.style === 'points' ? '' : pathOf(series.points, scales, maxGapDays),
    fill: 'none',
    'vector-effect': 'non-scaling-stroke',
  });
  const hasDots = series.style === 'line' || series.style === 'points';
  const isDense = series.points.length > DENSE_FROM;
  const dots = hasDots ? series.points.map((point) => dot(point, { index, isDense }, scales)) : [];
  return { path, dots };
}

function pathOf(points: readonly LinePoint[], scales: Scales, maxGapDays: number): string {
  let before: LocalDate | undefined;
  return points
    .map(({ date, value }) => {
      const joined = before !== undefined && daysBetween(before, date) <= maxGapDays;
      before = date;
      return `${joined ? 'L' : 'M'}${rounded(scales.x(date) * PLOT_UNITS)} ${rounded(scales.y(value))}`;
    })
    .join('');
}

function dot(point: LinePoint, series: { index: number; isDense: boolean }, scales: Scales): Svg {
  const density = series.isDense ? ' chart-dense' : '';
  const radius = (point.record ? 5 : 3) - (series.isDense ? 1.5 : 0);
  return element(
    'circle',
    {
      class: point.record ? 'chart-record' : `chart-point chart-series-${series.index + 1}${density}`,
      cx: percent(scales.x(point.date)),
      cy: scales.y(point.value),
      r: radius,
      'data-label': point.label,
    },
    title(point.label),
  );
}

/** Names of trends and goals at the ends of their lines; a trend's stands above the points that gather there. */
function seriesNames(series: readonly LineSeries[], scales: Scales): Svg[] {
  const gathered = series
    .filter(({ style }) => style !== 'goal')
    .flatMap(({ points }) => points)
    .filter(({ date }) => scales.x(date) > CROWDED_FROM)
    .map(({ value }) => scales.y(value));
  let above = -Infinity;
  return series
    .map((item, index) => ({ ...item, index, last: item.points.at(-1) }))
    .filter(({ style, last }) => last !== undefined && style !== 'points')
    .map(({ name, index, style, last }) => ({
      ...{ name, index, share: scales.x(last!.date) },
      y: Math.max(
        12,
        (style === 'goal' ? scales.y(last!.value) : Math.min(scales.y(last!.value), ...gathered)) - 10,
      ),
    }))
    .sort((a, b) => a.y - b.y)
    .map(({ name, index, share, y }) => {
      above = Math.max(y, above + LABEL_GAP);
      return element(
        'text',
        {
          class: `chart-name chart-series-${index + 1}`,
          x: percent(share),
          y: above,
          'text-anchor': share > 0.5 ? 'end' : 'start',
        },
        text(name),
      );
    });
}
