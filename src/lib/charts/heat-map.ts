import { formatMonth, formatWeekday } from '../date-format.ts';
import { addDays, daysBetween, weekStart } from '../dates.ts';
import type { LocalDate, Weekday } from '../dates.ts';
import { captions, element, text, title } from './svg.ts';
import type { ChartFrame, Svg } from './svg.ts';

export interface HeatDay {
  date: LocalDate;
  /** 1–4, from little to much. */
  level: 1 | 2 | 3 | 4;
  /** What the day says on hover: "Tue 3 Mar: 18 sets". */
  label: string;
}

export interface HeatMap extends ChartFrame {
  /** Days with something; all others are drawn empty. */
  days: readonly HeatDay[];
  from: LocalDate;
  to: LocalDate;
  weekStart: Weekday;
  locale: string;
}

const CELL = 10;
const PITCH = 12;
const LEFT = 32;
const TOP = 16;

/**
 * A calendar as an SVG for a page: a column a week, a row a weekday. It scales with its place, so give it half a
 * year at a time: 26 weeks are readable on 320 pixels.
 */
export function heatMap(chart: HeatMap): Svg {
  const first = weekStart(chart.from, chart.weekStart);
  const weeks = Math.floor(daysBetween(first, chart.to) / 7) + 1;
  const [width, height] = [LEFT + weeks * PITCH, TOP + 7 * PITCH];
  const known = new Map(chart.days.map((day) => [day.date, day]));
  const cells: Svg[] = [];
  let empty = '';
  let at = daysBetween(first, chart.from);
  for (let date = chart.from; date <= chart.to; date = addDays(date, 1)) {
    const place = placeOf(at++);
    const day = known.get(date);
    if (day) cells.push(drawDay(day, place));
    else empty += `M${place.x} ${place.y}h${CELL}v${CELL}h-${CELL}z`;
  }
  return element(
    'svg',
    {
      class: 'chart chart-heat',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': `${chart.id}-title ${chart.id}-description`,
      'data-chart': 'heat',
    },
    ...captions(chart),
    ...weekdayNames(chart, first),
    ...monthNames(chart, first, weeks),
    element('path', { class: 'chart-heat-0', d: empty }),
    ...cells,
  );
}

/** The place of a day, counted from the first of the first week. */
function placeOf(days: number): { x: number; y: number } {
  return { x: LEFT + Math.floor(days / 7) * PITCH, y: TOP + (days % 7) * PITCH };
}

function drawDay(day: HeatDay, { x, y }: { x: number; y: number }): Svg {
  return element(
    'rect',
    { class: `chart-heat-${day.level}`, x, y, width: CELL, height: CELL, rx: 2, 'data-label': day.label },
    title(day.label),
  );
}

/** Every second weekday: seven names would touch each other. */
function weekdayNames(chart: HeatMap, first: LocalDate): Svg[] {
  return [0, 2, 4].map((row) =>
    element(
      'text',
      { class: 'chart-heat-name', x: 0, y: TOP + row * PITCH + CELL - 1 },
      text(formatWeekday(addDays(first, row), chart.locale)),
    ),
  );
}

function monthNames(chart: HeatMap, first: LocalDate, weeks: number): Svg[] {
  const names: Svg[] = [];
  let shown = first.slice(0, 7);
  for (let week = 0; week < weeks - 1; week++) {
    const lastDay = addDays(first, week * 7 + 6);
    if (lastDay.slice(0, 7) === shown) continue;
    shown = lastDay.slice(0, 7);
    const month = formatMonth(`${shown}-01`, chart.locale);
    names.push(
      element('text', { class: 'chart-heat-name', x: LEFT + week * PITCH, y: TOP - 5 }, text(month)),
    );
  }
  return names;
}
