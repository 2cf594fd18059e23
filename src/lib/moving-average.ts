import { addDays, daysBetween } from './dates.ts';
import type { LocalDate } from './dates.ts';

export interface DayValue {
  date: LocalDate;
  value: number;
}

/**
 * Trailing mean of the values of the last `windowDays` days at each day that has a value, so that water and
 * meals of one day do not look like a trend. `values` ascend by date, one a day.
 */
export function movingAverage(values: readonly DayValue[], windowDays: number): DayValue[] {
  let first = 0;
  let sum = 0;
  return values.map(({ date, value }, index) => {
    sum += value;
    while (daysBetween(values[first]!.date, date) >= windowDays) sum -= values[first++]!.value;
    return { date, value: sum / (index - first + 1) };
  });
}

/**
 * Change of an averaged series over the last `days` days up to its end, or undefined when it is shorter than
 * half of that: a week of data says nothing about a month.
 */
export function changeOver(
  trend: readonly DayValue[],
  days: number,
): { change: number; days: number } | undefined {
  const last = trend.at(-1);
  if (!last) return undefined;
  const from = addDays(last.date, -days);
  const start = trend.find(({ date }) => date >= from)!;
  const span = daysBetween(start.date, last.date);
  return span * 2 >= days ? { change: last.value - start.value, days: span } : undefined;
}
