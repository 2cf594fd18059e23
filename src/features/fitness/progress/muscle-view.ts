import { barChart } from '../../../lib/charts/bar-chart.ts';
import { lineChart } from '../../../lib/charts/line-chart.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { addDays, weekStarts } from '../../../lib/dates.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import { weightInUnit } from '../../../lib/units.ts';
import { volumePerMuscle, volumePerWeek } from '../volume.ts';
import type { ExerciseWork } from '../volume.ts';
import { word } from '../exercise-view.ts';
import type { Viewer } from '../../../http/viewer.ts';
import type { TrainingRows } from './progress-queries.ts';

const PERIOD_DAYS = 28;
const WEEKS_IN_TABLE = 12;

/** Work of strength and held exercises, with the muscles they train; cardio is measured by time, not by sets. */
export function workOf({ days, exercises }: Pick<TrainingRows, 'days' | 'exercises'>): ExerciseWork[] {
  const known = new Map(exercises.map((exercise) => [exercise.id, exercise]));
  return days.flatMap((day) => {
    const exercise = known.get(day.exercise_id);
    if (!exercise || exercise.kind === 'cardio') return [];
    return [
      {
        date: day.date,
        sets: day.sets,
        volumeKg: day.volume_kg,
        primaryMuscles: exercise.primary_muscles,
        secondaryMuscles: exercise.secondary_muscles,
      },
    ];
  });
}

/** Sets per muscle in the last four weeks against the four before, as bars and as a table by week. */
export function muscleProgress(work: readonly ExerciseWork[], viewer: Viewer) {
  const { t, language, today } = viewer;
  const recent = volumePerMuscle(within(work, addDays(today, 1 - PERIOD_DAYS), today));
  const before = new Map(
    volumePerMuscle(within(work, addDays(today, 1 - 2 * PERIOD_DAYS), addDays(today, -PERIOD_DAYS))).map(
      ({ muscle, sets }) => [muscle, sets],
    ),
  );
  const perWeek = (sets: number) => sets / (PERIOD_DAYS / 7);
  const setsText = (sets: number) => t('progress.setsAWeek', { sets: formatNumber(perWeek(sets), language) });
  return {
    chart: barChart({
      id: 'muscle-chart',
      title: t('progress.muscleQuestion'),
      description: t('progress.muscleDescription'),
      bars: recent.map(({ muscle, sets }) => ({
        label: word('muscle', muscle, t),
        value: sets,
        valueText: setsText(sets),
        previous: {
          value: before.get(muscle) ?? 0,
          text: t('progress.before', { value: setsText(before.get(muscle) ?? 0) }),
        },
      })),
    }),
    weeks: weekTable(work, viewer),
  };
}

function within(work: readonly ExerciseWork[], from: LocalDate, to: LocalDate): ExerciseWork[] {
  return work.filter(({ date }) => date >= from && date <= to);
}

function weekTable(
  work: readonly ExerciseWork[],
  { t, language, today, units, weekStart: startsOn }: Viewer,
) {
  const shown = within(work, addDays(today, -7 * WEEKS_IN_TABLE), today);
  const weeks = volumePerWeek(shown, startsOn).slice(-WEEKS_IN_TABLE).toReversed();
  return weeks.map(({ week, muscles }) => ({
    week: formatDay(week, language, today),
    muscles: muscles.map(({ muscle, sets, volumeKg }) => ({
      name: word('muscle', muscle, t),
      sets: formatNumber(sets, language),
      volume: formatNumber(weightInUnit(volumeKg, units.weight), language, 0),
    })),
  }));
}

/** Weight moved each whole week as a line; weeks without training count as none. */
export function weeklyVolume(work: readonly ExerciseWork[], viewer: Viewer) {
  const { t, language, today, units, weekStart: startsOn } = viewer;
  const weeks = volumeByWeek(work, startsOn, today);
  const text = (kg: number) => `${formatNumber(weightInUnit(kg, units.weight), language, 0)} ${units.weight}`;
  if (weeks.length < 2) return { chart: '', rows: [] };
  const chart = lineChart({
    id: 'volume-chart',
    title: t('progress.volumeQuestion'),
    description: t('progress.volumeDescription'),
    locale: language,
    weekStart: startsOn,
    formatTick: (value) => formatNumber(value, language, 0),
    fromZero: true,
    series: [
      {
        name: t('progress.volume'),
        style: 'line',
        points: weeks.map(({ week, volumeKg }) => ({
          date: week,
          value: weightInUnit(volumeKg, units.weight),
          label: t('progress.weekPoint', {
            day: formatDay(week, language, today),
            value: text(volumeKg),
          }),
        })),
      },
    ],
  });
  return {
    chart,
    rows: weeks.toReversed().map(({ week, sets, volumeKg }) => ({
      week: formatDay(week, language, today),
      sets: String(sets),
      volume: formatNumber(weightInUnit(volumeKg, units.weight), language, 0),
    })),
  };
}

function volumeByWeek(work: readonly ExerciseWork[], startsOn: Viewer['weekStart'], today: LocalDate) {
  const totals = new Map<LocalDate, { sets: number; volumeKg: number }>();
  const weekOf = weekStarts(startsOn);
  for (const { date, sets, volumeKg } of work) {
    const week = weekOf(date);
    const total = totals.get(week) ?? { sets: 0, volumeKg: 0 };
    totals.set(week, { sets: total.sets + sets, volumeKg: total.volumeKg + volumeKg });
  }
  const first = [...totals.keys()].sort()[0];
  const weeks: { week: LocalDate; sets: number; volumeKg: number }[] = [];
  for (let week = first; week !== undefined && week <= today; week = addDays(week, 7)) {
    weeks.push({ week, ...(totals.get(week) ?? { sets: 0, volumeKg: 0 }) });
  }
  // The running week is not over: as a point it would look like a collapse.
  return weeks.length > 1 ? weeks.slice(0, -1) : weeks;
}
