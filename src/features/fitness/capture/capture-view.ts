import type { CaptureCandidate, CaptureChip } from '../../../http/capture.ts';
import type { Translate } from '../../../http/texts.ts';
import { localDate, localTime } from '../../../lib/dates.ts';
import { formatDuration, formatNumber } from '../../../lib/number-format.ts';
import { distanceInUnit } from '../../../lib/units.ts';
import type { DistanceUnit, WeightUnit } from '../../../lib/units.ts';
import { SET_TYPES } from '../set-schema.ts';
import type { SetGroup } from './interpret.ts';
import { BODY_WEIGHT } from '../body/measurement-schema.ts';
import type { CapturedMeasurement } from './measurement.ts';
import type { Captured, CapturedEntry, CapturedWorkout, KnownExercise } from './understand.ts';

interface ViewContext {
  t: Translate;
  language: string;
  timeZone: string;
  distanceUnit: DistanceUnit;
  weightUnit: WeightUnit;
}

/** Below this a distance reads better in metres: 400 m. */
const SHORT_M = 1000;

/** What was understood as chips that can be corrected. */
export function toCandidate(captured: Captured, rank: number, context: ViewContext): CaptureCandidate {
  const base =
    captured.kind === 'workout' ? workoutParts(captured, context) : measurementParts(captured, context);
  return { ...base, confidence: 0.9 - rank * 0.2, chips: [...base.chips, whenChip(captured.at, context)] };
}

type Parts = Omit<CaptureCandidate, 'confidence'>;

function workoutParts(workout: CapturedWorkout, context: ViewContext): Parts {
  const hidden: Record<string, string> = { kind: 'workout', said: workout.said ? 'yes' : 'no' };
  const chips: CaptureChip[] = [];
  workout.entries.forEach((entry, at) => {
    const isSole = workout.entries.length === 1 && entry.groups.length === 1;
    chips.push(exerciseChip(entry, `entries.${at}.exerciseId`, context));
    entry.groups.forEach((group, index) => {
      const name = `entries.${at}.groups.${index}`;
      Object.assign(hidden, unitsOf(group, name, context));
      chips.push(...groupChips(group, { name, exercise: entry.exercises[0]!, isSole }, context));
    });
  });
  if (workout.notes) {
    chips.push({ name: 'notes', label: context.t('capture.notes'), value: workout.notes });
  }
  return { kind: context.t('capture.workout'), summary: summaryOf(workout, context), chips, hidden };
}

function exerciseChip(entry: CapturedEntry, name: string, { t }: ViewContext): CaptureChip {
  return {
    name,
    label: t('capture.exercise'),
    value: entry.exercises[0]!.id,
    options: entry.exercises.map((exercise) => ({ value: exercise.id, label: exercise.name })),
  };
}

function unitsOf(group: SetGroup, name: string, context: ViewContext): Record<string, string> {
  return {
    [`${name}.weightUnit`]: group.weightUnit ?? context.weightUnit,
    ...(group.distanceM === undefined ? {} : { [`${name}.distanceUnit`]: distanceUnitOf(group, context) }),
  };
}

function distanceUnitOf({ distanceM }: SetGroup, { distanceUnit }: ViewContext): DistanceUnit | 'm' {
  return (distanceM ?? 0) < SHORT_M ? 'm' : distanceUnit;
}

interface GroupPlace {
  name: string;
  exercise: KnownExercise;
  isSole: boolean;
}

function groupChips(group: SetGroup, place: GroupPlace, context: ViewContext): CaptureChip[] {
  const { t } = context;
  const chip = (field: string, value: string, more: Partial<CaptureChip> = {}): CaptureChip => ({
    ...{ name: `${place.name}.${field}`, label: t(`capture.${field}`), value, inputmode: 'decimal' },
    ...more,
  });
  const plain = (['rir', 'rpe', 'avgHr', 'maxHr', 'calories'] as const).flatMap((field) =>
    group[field] === undefined ? [] : [chip(field, String(group[field]))],
  );
  const amounts = amountsOf(group, place, context).map(([field, value, more]) => chip(field, value, more));
  if (group.setType === 'normal') return [...amounts, ...plain];
  const options = SET_TYPES.map((value) => ({ value, label: t(`capture.setTypes.${value}`) }));
  return [...amounts, ...plain, chip('setType', group.setType, { options })];
}

type Amount = [field: string, value: string, more: Partial<CaptureChip>];

/** Sets, repetitions and load; those that belong to the exercise but were not said stand empty. */
function amountsOf(group: SetGroup, place: GroupPlace, context: ViewContext): Amount[] {
  return [...liftAmounts(group, place, context), ...cardioAmounts(group, context)];
}

function liftAmounts(group: SetGroup, { exercise, isSole }: GroupPlace, context: ViewContext): Amount[] {
  const isLift = exercise.kind === 'strength' && group.durationS === undefined;
  const wantsWeight = isLift && isSole && !exercise.isBodyweight;
  const amounts: [...Amount, isShown: boolean][] = [
    ['sets', String(group.sets), { inputmode: 'numeric' }, exercise.kind !== 'cardio' || group.sets > 1],
    ['reps', String(group.reps ?? ''), { inputmode: 'numeric' }, isLift || group.reps !== undefined],
    [
      'weight',
      String(group.weight ?? ''),
      { unit: group.weightUnit ?? context.weightUnit },
      wantsWeight || group.weight !== undefined,
    ],
  ];
  return amounts.filter(([, , , isShown]) => isShown).map(([field, value, more]) => [field, value, more]);
}

function cardioAmounts(group: SetGroup, context: ViewContext): Amount[] {
  const amounts: Amount[] = [];
  if (group.distanceM !== undefined) {
    const unit = distanceUnitOf(group, context);
    const shown =
      unit === 'm' ? group.distanceM : Math.round(distanceInUnit(group.distanceM, unit) * 1000) / 1000;
    amounts.push(['distance', String(shown), { unit }]);
  }
  if (group.durationS !== undefined) {
    const more = { inputmode: 'text' as const };
    amounts.push(['duration', formatDuration(group.durationS), more]);
  }
  return amounts;
}

function summaryOf({ entries }: CapturedWorkout, context: ViewContext): string {
  return entries
    .map(({ exercises, groups }) =>
      [exercises[0]!.name, ...groups.map((group) => groupText(group, context))].join(' · '),
    )
    .join('; ');
}

function groupText(group: SetGroup, context: ViewContext): string {
  const { language } = context;
  const unit = distanceUnitOf(group, context);
  const times =
    group.reps === undefined ? '' : group.sets > 1 ? `${group.sets} × ${group.reps}` : String(group.reps);
  const weight =
    group.weight === undefined ? '' : `${formatNumber(group.weight, language, 2)} ${group.weightUnit}`;
  const metres = group.distanceM ?? 0;
  const distance =
    metres === 0
      ? ''
      : `${formatNumber(unit === 'm' ? metres : distanceInUnit(metres, unit), language, 2)} ${unit}`;
  const duration = group.durationS === undefined ? '' : formatDuration(group.durationS);
  return [times, weight, distance, duration].filter(Boolean).join(' · ');
}

function measurementParts(captured: CapturedMeasurement, { t, language }: ViewContext): Parts {
  const { type, value, unit } = captured;
  return {
    kind: t('capture.measurement'),
    summary: `${type.name} · ${formatNumber(value, language, 2)} ${unit}`,
    chips: [{ name: 'value', label: type.name, value: String(value), unit, inputmode: 'decimal' }],
    hidden: { kind: 'measurement', type: type.isBodyWeight ? BODY_WEIGHT : (type.id ?? type.name), unit },
  };
}

function whenChip(at: Date, { t, timeZone }: ViewContext): CaptureChip {
  return {
    name: 'at',
    label: t('capture.when'),
    type: 'datetime-local',
    value: `${localDate(at, timeZone)}T${localTime(at, timeZone)}`,
  };
}
