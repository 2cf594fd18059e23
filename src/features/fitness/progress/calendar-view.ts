import { heatMap } from '../../../lib/charts/heat-map.ts';
import type { HeatDay } from '../../../lib/charts/heat-map.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { addDays, weekStart } from '../../../lib/dates.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { statOf } from '../stat.ts';
import { weeklyStreak } from '../streak.ts';
import type { Viewer } from '../../../http/viewer.ts';
import type { ExerciseDayRow } from './progress-queries.ts';

const HALF_YEAR_WEEKS = 26;

/** The first day the calendar shows: a whole week, a year back. */
export function calendarStart(viewer: Pick<Viewer, 'today' | 'weekStart'>): LocalDate {
  return addDays(weekStart(viewer.today, viewer.weekStart), -7 * (2 * HALF_YEAR_WEEKS - 1));
}

/** The last year in two halves, and the weekly streak. */
export function trainingCalendar(days: readonly ExerciseDayRow[], viewer: Viewer) {
  const { t, today, language } = viewer;
  const perDay = setsPerDay(days);
  const streak = weeklyStreak([...perDay.keys()], today, viewer.weekStart);
  const start = calendarStart(viewer);
  const middle = addDays(start, 7 * HALF_YEAR_WEEKS);
  const heat = heatDays(perDay, viewer);
  const half = (id: string, from: LocalDate, to: LocalDate) =>
    heatMap({
      id,
      title: t('progress.calendarTitle', {
        from: formatDay(from, language, today),
        to: formatDay(to, language, today),
      }),
      description: t('progress.calendarDescription'),
      days: heat.filter(({ date }) => date >= from && date <= to),
      from,
      to,
      weekStart: viewer.weekStart,
      locale: language,
    });
  return {
    // Half a year without anything in it says nothing.
    halves: [
      ...(heat.some(({ date }) => date < middle) ? [half('calendar-1', start, addDays(middle, -1))] : []),
      half('calendar-2', middle, today),
    ],
    stats: [
      statOf(
        t('progress.streak'),
        String(streak.current),
        t('progress.longestStreak', { count: streak.longest }),
      ),
      statOf(t('progress.thisWeek'), String(streak.thisWeek)),
      statOf(t('progress.thisYear'), String(perDay.size)),
    ],
    rows: [...perDay]
      .toReversed()
      .map(([date, sets]) => ({ day: formatDay(date, language, today), sets: String(sets) })),
  };
}

/** Sets by day, ascending. */
export function setsPerDay(days: readonly ExerciseDayRow[]): Map<LocalDate, number> {
  const perDay = new Map<LocalDate, number>();
  for (const { date, sets } of days) perDay.set(date, (perDay.get(date) ?? 0) + sets);
  return perDay;
}

/** Levels by quarters of this person's own range: a runner's day of one set is a full day too. */
function heatDays(perDay: ReadonlyMap<LocalDate, number>, { t, language, today }: Viewer): HeatDay[] {
  const sorted = [...perDay.values()].sort((a, b) => a - b);
  const quarter = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  const limits = [quarter(0.25), quarter(0.5), quarter(0.75)];
  return [...perDay].map(([date, sets]) => ({
    date,
    level: (1 + limits.filter((limit) => sets >= limit).length) as HeatDay['level'],
    label: t('progress.calendarDay', { day: formatDay(date, language, today), count: sets }),
  }));
}
