import { formatDay } from '../../../lib/date-format.ts';
import { formatDistance, formatDuration } from '../../../lib/number-format.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { bestBefore, exerciseDays } from './exercise-days.ts';
import { drawLine, statsOf, valueText } from './exercise-view.ts';
import type { ExerciseDayRow, ExerciseSetRow, TrainingRows } from './progress-queries.ts';

/** The pace of the cardio exercise that is done most, by day; undefined when there is none with distances. */
export function paceProgress({ days, exercises, firstTimes }: TrainingRows, viewer: Viewer) {
  const first = days[0]?.date ?? viewer.today;
  const cardio = exercises
    .filter(({ kind }) => kind === 'cardio')
    .map((exercise) => {
      const earlier = firstTimes.filter((row) => row.exercise_id === exercise.id);
      const best = bestBefore(earlier, 'pace', first);
      return { exercise, days: exerciseDays(toSets(days, exercise.id), 'pace', best) };
    })
    .sort((a, b) => b.days.length - a.days.length)[0];
  if (!cardio || cardio.days.length === 0) return undefined;
  const { t, units, language, today } = viewer;
  return {
    exerciseId: cardio.exercise.id,
    question: t('progress.question.pace', { exercise: cardio.exercise.name }),
    chart: drawLine({ id: 'pace-chart', metric: 'pace', ...cardio }, viewer),
    stats: statsOf(cardio.days, 'pace', viewer),
    rows: cardio.days
      .map(({ date, distanceM, durationS, value }) => [
        formatDay(date, language, today),
        formatDistance(distanceM, units.distance, language),
        formatDuration(durationS),
        valueText(value, 'pace', viewer),
      ])
      .toReversed(),
  };
}

/** A day's whole distance and time as one set. */
function toSets(days: readonly ExerciseDayRow[], exerciseId: string): ExerciseSetRow[] {
  return days
    .filter((day) => day.exercise_id === exerciseId)
    .map(({ date, duration_s, distance_m }) => ({
      ...{ date, duration_s, distance_m },
      ...{ workout_id: '', weight_kg: null, reps: null, avg_hr: null },
    }));
}
