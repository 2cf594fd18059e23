import { addDays, addMonths, daysBetween, monthStart, weekStart } from '../dates.ts';
import type { LocalDate, Weekday } from '../dates.ts';

/**
 * Round numbers that cover `min`…`max` in about `count` steps of 1, 2 or 5 × 10ⁿ.
 * Source: P. Heckbert, "Nice Numbers for Graph Labels", Graphics Gems, 1990.
 */
export function niceTicks(min: number, max: number, count: number): number[] {
  const span = max - min || Math.abs(max) || 1;
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough * 0.999)!;
  return multiples(step, min, max);
}

const CLOCK_STEPS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** The same for seconds: steps that are round on a clock. */
export function clockTicks(min: number, max: number, count: number): number[] {
  const rough = (max - min || 60) / count;
  return multiples(CLOCK_STEPS.find((step) => step >= rough * 0.999) ?? CLOCK_STEPS.at(-1)!, min, max);
}

/** Multiples of `step` that cover `min`…`max`, two at least. */
function multiples(step: number, min: number, max: number): number[] {
  const first = Math.floor(min / step + 1e-9);
  const last = Math.max(Math.ceil(max / step - 1e-9), first + 1);
  const decimals = Math.max(0, -Math.floor(Math.log10(step)));
  return Array.from({ length: last - first + 1 }, (_, index) =>
    Number(((first + index) * step).toFixed(decimals)),
  );
}

export type TimeGrain = 'day' | 'week' | 'month';

const MONTH_STEPS = [1, 2, 3, 6, 12, 24, 60, 120];

/** Days, week starts or firsts of months between two days, at most `most` of them, and which of these they are. */
export function timeTicks(
  from: LocalDate,
  to: LocalDate,
  startsOn: Weekday,
  most = 5,
): { grain: TimeGrain; dates: LocalDate[] } {
  const days = daysBetween(from, to);
  if (days < most) return { grain: 'day', dates: stepDays(from, to, 1) };
  if (days <= most * 14) {
    const first = weekStart(addDays(from, 6), startsOn);
    return { grain: 'week', dates: stepDays(first, to, days <= most * 7 ? 7 : 14) };
  }
  const step = MONTH_STEPS.find((months) => days / (30.4 * months) <= most) ?? MONTH_STEPS.at(-1)!;
  const dates: LocalDate[] = [];
  const start = monthStart(from) === from ? from : addMonths(monthStart(from), 1);
  for (let date = alignMonth(start, step); date <= to; date = addMonths(date, step)) {
    if (date >= from) dates.push(date);
  }
  return { grain: 'month', dates };
}

/** Steps of several months begin where the year does: Jan, Mar, May or Jan, Apr, Jul. */
function alignMonth(date: LocalDate, step: number): LocalDate {
  const months = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1;
  return addMonths(date, Math.ceil(months / step) * step - months);
}

function stepDays(from: LocalDate, to: LocalDate, step: number): LocalDate[] {
  const dates: LocalDate[] = [];
  for (let date = from; date <= to; date = addDays(date, step)) dates.push(date);
  return dates;
}
