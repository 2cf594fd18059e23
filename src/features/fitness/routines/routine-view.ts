import { formatWeekday } from '../../../lib/date-format.ts';
import { addDays } from '../../../lib/dates.ts';
import { formatWeight } from '../../../lib/number-format.ts';
import { targetText } from '../logging/panel-view.ts';
import type { Viewer } from '../../../http/viewer.ts';
import type { Routine, RoutineDay, RoutineEntry } from './routine-schema.ts';

/** 4 January 1970 was a Sunday: day 0 of the week. */
const A_SUNDAY = '1970-01-04';
const LETTERS = 'ABCDEFGHIJKLMNOPQRST';

function weekdayName(weekday: number, language: string): string {
  return formatWeekday(addDays(A_SUNDAY, weekday), language);
}

/** The days of the week in the person's order, "whenever" first, for a form. */
export function weekdayOptions({ t, weekStart, language }: Viewer) {
  const days = Array.from({ length: 7 }, (_, at) => (weekStart + at) % 7);
  return [
    { value: '', label: t('fitness.routine.anyDay') },
    ...days.map((day) => ({ value: String(day), label: weekdayName(day, language) })),
  ];
}

/** A routine in the list: its days and whether it is followed. */
export function routineLine(routine: Routine, { t }: Viewer) {
  const days = routine.days.map(({ name }) => name).join(', ');
  return {
    href: `/fitness/routines/${routine.id}`,
    name: routine.name,
    note: days || t('fitness.routine.days', { count: 0 }),
    isActive: routine.isActive,
  };
}

/** One exercise of a day with its targets, rest and rule, as texts. */
export function entryLine(entry: RoutineEntry, viewer: Viewer) {
  const { t, units, language } = viewer;
  const { incrementKg, repsMax, repsMin, restS } = entry;
  const reps = repsMax ?? repsMin;
  const rule =
    incrementKg && reps !== null
      ? t('fitness.routine.rule', { delta: formatWeight(incrementKg, units.weight, language), reps })
      : '';
  const rest = restS === null ? '' : t('fitness.routine.rest_s', { count: restS });
  return {
    id: entry.id,
    name: entry.exerciseName,
    superset: entry.superset === null ? '' : (LETTERS[entry.superset - 1] ?? ''),
    target: targetText(entry, viewer),
    note: [rest, rule].filter(Boolean).join(' · '),
  };
}

/** A day with its exercises. */
export function dayView(routine: Routine, day: RoutineDay, viewer: Viewer) {
  const href = `/fitness/routines/${routine.id}/days/${day.id}`;
  return {
    id: day.id,
    href,
    name: day.name,
    weekday: day.weekday === null ? '' : weekdayName(day.weekday, viewer.language),
    entries: day.entries.map((entry) => ({
      ...entryLine(entry, viewer),
      href: `${href}/entries/${entry.id}`,
    })),
  };
}
