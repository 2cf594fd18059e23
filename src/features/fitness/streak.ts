import { addDays, weekStart } from '../../lib/dates.ts';
import type { LocalDate, Weekday } from '../../lib/dates.ts';

export interface Streak {
  /** Weeks in a row with enough training, this week included once it has enough. */
  current: number;
  longest: number;
  /** Training days in the week of `today`. */
  thisWeek: number;
}

/**
 * Weekly streak over days with training. A week counts with `perWeek` training days or more; the running week
 * never breaks a streak, since it is not over.
 */
export function weeklyStreak(
  trainingDays: readonly LocalDate[],
  today: LocalDate,
  startsOn: Weekday,
  perWeek = 1,
): Streak {
  const counts = new Map<LocalDate, number>();
  for (const day of new Set(trainingDays)) {
    const week = weekStart(day, startsOn);
    counts.set(week, (counts.get(week) ?? 0) + 1);
  }
  const thisWeek = weekStart(today, startsOn);
  const isFull = (week: LocalDate) => (counts.get(week) ?? 0) >= perWeek;
  let longest = 0;
  for (const week of counts.keys()) {
    if (isFull(addDays(week, -7))) continue;
    longest = Math.max(longest, lengthFrom(week, 7, isFull));
  }
  const latest = isFull(thisWeek) ? thisWeek : addDays(thisWeek, -7);
  return { current: lengthFrom(latest, -7, isFull), longest, thisWeek: counts.get(thisWeek) ?? 0 };
}

function lengthFrom(week: LocalDate, stepDays: number, isFull: (week: LocalDate) => boolean): number {
  let length = 0;
  for (let at = week; isFull(at); at = addDays(at, stepDays)) length += 1;
  return length;
}
