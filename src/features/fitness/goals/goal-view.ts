import { formatDay } from '../../../lib/date-format.ts';
import { formatDistance, formatNumber, formatWeight } from '../../../lib/number-format.ts';
import { distanceInUnit, distanceToMetres, weightInUnit, weightToKg } from '../../../lib/units.ts';
import { displayOf } from '../body/measure-display.ts';
import type { TypeRow } from '../body/measurement-queries.ts';
import type { TrainedExerciseRow } from '../progress/progress-queries.ts';
import type { Viewer } from '../../../http/viewer.ts';
import type { GoalMetric } from './goal-schema.ts';
import type { GoalStanding } from './goals.ts';

interface Unit {
  unit: string;
  text: (stored: number) => string;
  shown: (stored: number) => number;
  stored: (typed: number) => number;
}

/** How the target of a metric is shown and typed. */
export function unitOf(
  metric: GoalMetric,
  type: { key: string | null; unit: string } | undefined,
  viewer: Viewer,
): Unit {
  const { units, language } = viewer;
  if (metric === 'measurement' && type) return displayOf({ ...type, decimals: 1 }, viewer);
  if (metric === 'one_rep_max' || metric === 'weight') {
    return {
      unit: units.weight,
      // An estimate is no load on a bar, so it has no quarters.
      text: (kg) =>
        metric === 'weight'
          ? formatWeight(kg, units.weight, language)
          : `${formatNumber(weightInUnit(kg, units.weight), language)} ${units.weight}`,
      shown: (kg) => weightInUnit(kg, units.weight),
      stored: (typed) => weightToKg(typed, units.weight),
    };
  }
  if (metric === 'distance') {
    return {
      unit: units.distance,
      text: (metres) => formatDistance(metres, units.distance, language),
      shown: (metres) => distanceInUnit(metres, units.distance),
      stored: (typed) => distanceToMetres(typed, units.distance),
    };
  }
  const same = (value: number) => value;
  return { unit: '', text: (value) => formatNumber(value, language), shown: same, stored: same };
}

/** A goal as a line: what, how far, by when. */
export function goalLine({ goal, current, share, reachedOn }: GoalStanding, viewer: Viewer) {
  const { t, language, today } = viewer;
  const type = goal.type_name === null ? undefined : { key: goal.type_key, unit: goal.type_unit ?? '' };
  const unit = unitOf(goal.metric, type, viewer);
  const target = unit.text(goal.target_value);
  const due = goal.due_on ? t('body.goal.due', { day: formatDay(goal.due_on, language, today) }) : '';
  return {
    id: goal.id,
    name: t(`body.goal.metric.${goal.metric}`, { name: goal.exercise_name ?? goal.type_name ?? '' }),
    text:
      current === null
        ? t('body.goal.none', { target })
        : t(goal.metric === 'measurement' ? 'body.goal.now' : 'body.goal.progress', {
            current: unit.text(current),
            target,
          }),
    percent: Math.floor(share * 100),
    isReached: reachedOn !== null,
    note: reachedOn ? t('body.goal.reached', { day: formatDay(reachedOn, language, today) }) : due,
    unit: unit.unit,
    target: String(Math.round(unit.shown(goal.target_value) * 100) / 100),
    dueOn: goal.due_on ?? '',
  };
}

const EXERCISE_METRICS: Record<TrainedExerciseRow['kind'], GoalMetric[]> = {
  strength: ['one_rep_max', 'weight', 'reps'],
  hold: ['reps'],
  cardio: ['distance'],
};

/** What a new goal can be about: the calendar, body values, and the exercises this person does. */
export function goalChoices(
  types: readonly TypeRow[],
  exercises: readonly TrainedExerciseRow[],
  { t }: Viewer,
): { value: string; label: string }[] {
  return [
    { value: 'workouts_per_week', label: t('body.goal.metric.workouts_per_week') },
    ...types.map(({ id, name }) => ({
      value: `measurement:${id}`,
      label: t('body.goal.metric.measurement', { name }),
    })),
    ...exercises.flatMap(({ id, name, kind }) =>
      EXERCISE_METRICS[kind].map((metric) => ({
        value: `${metric}:${id}`,
        label: t(`body.goal.metric.${metric}`, { name }),
      })),
    ),
  ];
}
