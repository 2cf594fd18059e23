import { formatDay } from '../../../lib/date-format.ts';
import { addDays } from '../../../lib/dates.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { lineChart } from '../../../lib/charts/line-chart.ts';
import {
  formatChange,
  formatDistance,
  formatDuration,
  formatNumber,
  formatWeight,
} from '../../../lib/number-format.ts';
import { weightInUnit } from '../../../lib/units.ts';
import { brzycki, MAX_REPS_FOR_ESTIMATE } from '../one-rep-max.ts';
import { formatPace, paceSeconds } from '../pace.ts';
import { statOf } from '../stat.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { bestBefore, exerciseDays, metricOf } from './exercise-days.ts';
import type { ExerciseDay, ExerciseMetric } from './exercise-days.ts';
import type { ExerciseSetRow, FirstTimeRow, TrainedExerciseRow } from './progress-queries.ts';

const COMPARED_DAYS = 84;

/** The sets of the shown period, and when each kind of set was done first in all time. */
export interface ExerciseHistory {
  exercise: TrainedExerciseRow;
  sets: readonly ExerciseSetRow[];
  firstTimes: readonly FirstTimeRow[];
  from: LocalDate;
}

/** The line of one exercise with its numbers and table, as texts; without a `chart`, `noChart` says why. */
export function exerciseProgress({ exercise, sets, firstTimes, from }: ExerciseHistory, viewer: Viewer) {
  const metric = metricOf(exercise.kind, sets);
  const days = exerciseDays(sets, metric, bestBefore(firstTimes, metric, from));
  const { t } = viewer;
  return {
    question: t(`progress.question.${metric}`, { exercise: exercise.name }),
    chart: drawLine({ id: 'exercise-chart', exercise, days, metric }, viewer),
    noChart: t(days.length === 1 ? 'progress.oneDay' : 'progress.noLine'),
    stats: statsOf(days, metric, viewer),
    note: metric === 'oneRepMax' ? t('progress.oneRepMaxNote', { reps: MAX_REPS_FOR_ESTIMATE }) : '',
    valueHeading: t(`progress.metric.${metric}`),
    rows: days.toReversed().map((day) => tableRow(day, metric, viewer)),
    isStrength: metric === 'oneRepMax' || metric === 'heaviest',
  };
}

export interface ExerciseLine {
  id: string;
  exercise: { name: string };
  days: readonly ExerciseDay[];
  metric: ExerciseMetric;
}

/** The line of an exercise; empty with fewer than two days: a single point is no line. */
export function drawLine({ id, exercise, days, metric }: ExerciseLine, viewer: Viewer): string {
  if (days.length < 2) return '';
  const { t, language } = viewer;
  const scale = scaleOf(metric, viewer);
  return lineChart({
    id,
    title: t(`progress.question.${metric}`, { exercise: exercise.name }),
    description: t('progress.lineDescription', {
      metric: t(`progress.metric.${metric}`),
      count: days.length,
    }),
    locale: language,
    weekStart: viewer.weekStart,
    lowIsGood: metric === 'pace',
    isTime: metric === 'pace' || metric === 'duration',
    formatTick: scale.format,
    series: [
      {
        name: exercise.name,
        style: 'line',
        points: days.map((day) => ({
          date: day.date,
          value: scale.value(day.value),
          record: day.isRecord,
          label: t(day.isRecord ? 'progress.recordPoint' : 'progress.point', {
            day: formatDay(day.date, language, viewer.today),
            value: valueText(day.value, metric, viewer),
            set: setText(day.best, viewer),
          }),
        })),
      },
    ],
  });
}

/** How a stored value is drawn: in the user's unit, and how an axis writes it. */
function scaleOf(metric: ExerciseMetric, { units, language }: Viewer) {
  if (metric === 'oneRepMax' || metric === 'heaviest') {
    return {
      value: (kg: number) => weightInUnit(kg, units.weight),
      format: (value: number) => `${formatNumber(value, language)} ${units.weight}`,
    };
  }
  if (metric === 'pace') {
    return {
      value: (perKm: number) => paceSeconds(1000, perKm, units.distance)!,
      format: (value: number) => formatPace(value, units.distance),
    };
  }
  const format = metric === 'duration' ? formatDuration : (value: number) => formatNumber(value, language);
  return { value: (value: number) => value, format };
}

export function valueText(value: number, metric: ExerciseMetric, viewer: Viewer): string {
  const scale = scaleOf(metric, viewer);
  if (metric === 'reps') return viewer.t('progress.reps', { count: value });
  return scale.format(metric === 'pace' ? Math.round(scale.value(value)) : scale.value(value));
}

/** "5 × 100 kg", "1:00", "5 km in 27:30". */
export function setText(
  set: Pick<ExerciseSetRow, 'weight_kg' | 'reps' | 'duration_s' | 'distance_m'>,
  { units, language, t }: Viewer,
): string {
  const weight = set.weight_kg ? formatWeight(set.weight_kg, units.weight, language) : '';
  if (set.reps !== null) {
    return weight ? `${set.reps} × ${weight}` : t('progress.reps', { count: set.reps });
  }
  const distance = set.distance_m ? formatDistance(set.distance_m, units.distance, language) : '';
  const duration = set.duration_s ? formatDuration(set.duration_s) : '';
  if (distance && duration) return t('progress.distanceIn', { distance, duration });
  return [distance || duration, weight].filter(Boolean).join(' × ') || '–';
}

/** Best, latest and change over twelve weeks. */
export function statsOf(days: readonly ExerciseDay[], metric: ExerciseMetric, viewer: Viewer) {
  const last = days.at(-1);
  if (!last) return [];
  const { t, language, today } = viewer;
  const better = (a: ExerciseDay, b: ExerciseDay) => ((metric === 'pace') === b.value < a.value ? b : a);
  const best = days.reduce(better);
  const stats = [
    statOf(t('progress.best'), valueText(best.value, metric, viewer), formatDay(best.date, language, today)),
    statOf(
      t('progress.latest'),
      valueText(last.value, metric, viewer),
      formatDay(last.date, language, today),
    ),
  ];
  const start = days.find(({ date }) => date >= addDays(last.date, -COMPARED_DAYS))!;
  if (start !== last) {
    stats.push(
      statOf(
        t('progress.change'),
        changeText(last.value, start.value, metric, viewer),
        t('progress.since', { day: formatDay(start.date, language, today) }),
      ),
    );
  }
  return stats;
}

function changeText(now: number, before: number, metric: ExerciseMetric, viewer: Viewer): string {
  const scale = scaleOf(metric, viewer);
  const change = scale.value(now) - scale.value(before);
  if (metric !== 'pace' && metric !== 'duration') {
    const unit = metric === 'reps' ? '' : ` ${viewer.units.weight}`;
    return `${formatChange(change, viewer.language)}${unit}`;
  }
  const sign = Math.round(change) === 0 ? '' : change < 0 ? '−' : '+';
  return `${sign}${scale.format(Math.abs(change))}`;
}

function tableRow(day: ExerciseDay, metric: ExerciseMetric, viewer: Viewer) {
  const { language, units, today } = viewer;
  const { weight_kg: kg, reps } = day.best;
  return {
    day: formatDay(day.date, language, today),
    href: `/fitness/workouts/${day.workoutId}`,
    set: setText(day.best, viewer),
    value: valueText(day.value, metric, viewer),
    other: metric === 'oneRepMax' ? formatWeight(brzycki(kg!, reps!), units.weight, language) : '',
    sets: String(day.sets),
    volume: formatNumber(weightInUnit(day.volumeKg, units.weight), language, 0),
    isRecord: day.isRecord,
  };
}
