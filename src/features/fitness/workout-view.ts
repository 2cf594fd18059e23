import { formatDay } from '../../lib/date-format.ts';
import { localTime } from '../../lib/dates.ts';
import { formatNumber } from '../../lib/number-format.ts';
import { weightInUnit } from '../../lib/units.ts';
import { exercisesOf } from './logging/plan.ts';
import type { WorkoutToLog } from './logging/log-queries.ts';
import { setLine } from './set-line.ts';
import type { Viewer } from '../../http/viewer.ts';
import type { WorkoutSummaryRow } from './workout-summary-queries.ts';

/** A workout that is over, as texts: its numbers, and its sets by exercise. */
export function workoutPage(workout: WorkoutToLog, viewer: Viewer) {
  const { t, language, units, today } = viewer;
  const working = workout.sets.filter(({ setType }) => setType !== 'warmup');
  const volumeKg = working.reduce((sum, set) => sum + (set.reps ?? 0) * (set.weightKg ?? 0), 0);
  const seconds = workout.endedAt ? secondsBetween(workout.startedAt, workout.endedAt) : 0;
  const stats = [
    seconds > 0 && {
      label: t('fitness.workout.duration'),
      value: String(Math.max(1, Math.round(seconds / 60))),
      unit: t('fitness.workout.minutesUnit'),
    },
    { label: t('fitness.workout.sets'), value: String(working.length), unit: '' },
    volumeKg > 0 && {
      label: t('fitness.workout.volume'),
      value: formatNumber(weightInUnit(volumeKg, units.weight), language, 0),
      unit: units.weight,
    },
    workout.calories !== null && {
      label: t('fitness.set.calories'),
      value: formatNumber(workout.calories, language, 0),
      unit: 'kcal',
    },
    workout.sessionRpe !== null && {
      label: t('fitness.workout.sessionRpe'),
      value: formatNumber(workout.sessionRpe, language),
      unit: '/ 10',
    },
  ];
  return {
    id: workout.id,
    href: `/fitness/workouts/${workout.id}`,
    title: workout.title || t('fitness.workout.untitled'),
    day: `${formatDay(workout.localDate, language, today)}, ${localTime(workout.startedAt, workout.timeZone)}`,
    notes: workout.notes,
    stats: stats.filter((stat) => stat !== false),
    exercises: exercisesOf([], workout.sets, workout.exercises).map(({ facts, sets }) => ({
      name: facts.name,
      href: `/fitness/exercises/${facts.id}`,
      sets: sets.map((set) => ({
        ...setLine(set, viewer),
        href: `/fitness/workouts/${workout.id}/sets/${set.id}`,
      })),
    })),
  };
}

/** A workout that nobody ended is no longer "running" the next day. */
const RUNNING_HOURS = 18;

export function isRunning(workout: Pick<WorkoutSummaryRow, 'ended_at' | 'started_at'>, now: Date): boolean {
  const ageMs = now.getTime() - Date.parse(workout.started_at);
  return workout.ended_at === null && ageMs < RUNNING_HOURS * 3_600_000;
}

/** One line of a list of workouts: "Tue 3 Mar · 12 sets · 4,300 kg". */
export function workoutLine(row: WorkoutSummaryRow, viewer: Viewer, now: Date) {
  const { t, language, units, today } = viewer;
  const volume = formatNumber(weightInUnit(row.volume_kg, units.weight), language, 0);
  const seconds = row.ended_at === null ? 0 : secondsBetween(row.started_at, row.ended_at);
  const notes = [
    formatDay(row.date, language, today),
    row.sets > 0 ? t('fitness.log.sets', { count: row.sets }) : '',
    row.volume_kg > 0 ? `${volume} ${units.weight}` : '',
    seconds >= 60 ? t('fitness.workout.minutes', { count: Math.round(seconds / 60) }) : '',
  ];
  return {
    href: `/fitness/workouts/${row.id}`,
    title: row.title || row.exercises.join(', ') || t('fitness.workout.untitled'),
    note: notes.filter(Boolean).join(' · '),
    isRunning: isRunning(row, now),
  };
}

function secondsBetween(from: string, to: string): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 1000);
}
