import type { LocalDate } from '../../../lib/dates.ts';
import type { ExerciseKind } from '../capture/interpret.ts';
import { estimateOneRepMax } from '../one-rep-max.ts';
import { findRecords, markRecords } from '../records.ts';
import type { PersonalRecord, RecordSet } from '../records.ts';
import type { ExerciseSetRow } from './progress-queries.ts';

/** What the line of an exercise counts: kg, kg, repetitions, seconds, or seconds per kilometre. */
export type ExerciseMetric = 'oneRepMax' | 'heaviest' | 'reps' | 'duration' | 'pace';

/** One training day of an exercise: its best set by the metric, and how much was done. */
export interface ExerciseDay {
  date: LocalDate;
  workoutId: string;
  value: number;
  best: ExerciseSetRow;
  sets: number;
  volumeKg: number;
  durationS: number;
  distanceM: number;
  isRecord: boolean;
}

const PACE_FROM_M = 1000;

const VALUES: Record<ExerciseMetric, (set: StoredSet) => number | undefined> = {
  oneRepMax: (set) => estimateOneRepMax(set.weight_kg, set.reps)?.epleyKg,
  heaviest: (set) => (set.reps ? (set.weight_kg ?? undefined) : undefined),
  reps: (set) => set.reps ?? undefined,
  duration: (set) => set.duration_s ?? undefined,
  pace: ({ distance_m: metres, duration_s: seconds }) =>
    (metres ?? 0) >= PACE_FROM_M && seconds ? seconds / (metres! / 1000) : undefined,
};

/** What tells most about an exercise: the first metric that at least half of its sets have. */
export function metricOf(kind: ExerciseKind, sets: readonly ExerciseSetRow[]): ExerciseMetric {
  const wanted: Record<ExerciseKind, ExerciseMetric[]> = {
    strength: ['oneRepMax', 'heaviest', 'reps', 'duration'],
    hold: ['duration', 'reps'],
    cardio: ['pace', 'duration'],
  };
  const has = (metric: ExerciseMetric) => sets.filter((set) => VALUES[metric](set) !== undefined).length;
  return wanted[kind].find((metric) => has(metric) * 2 >= sets.length) ?? wanted[kind][0]!;
}

/** The best value that sets before a day reached; undefined when none has the metric. */
export function bestBefore(
  sets: readonly StoredSet[],
  metric: ExerciseMetric,
  day: LocalDate,
): number | undefined {
  const values = sets
    .filter(({ date }) => date < day)
    .map((set) => VALUES[metric](set))
    .filter((value) => value !== undefined);
  if (values.length === 0) return undefined;
  return metric === 'pace' ? Math.min(...values) : Math.max(...values);
}

/**
 * One entry a day that has the metric, ascending; a record is better than every day before it and than `before`,
 * the best of all earlier time.
 */
export function exerciseDays(
  sets: readonly ExerciseSetRow[],
  metric: ExerciseMetric,
  before?: number,
): ExerciseDay[] {
  const lowIsGood = metric === 'pace';
  const days = [...Map.groupBy(sets, ({ date }) => date)].flatMap(([date, ofDay]) => {
    const valued = ofDay
      .map((set) => ({ set, value: VALUES[metric](set) }))
      .filter((item): item is { set: ExerciseSetRow; value: number } => item.value !== undefined);
    if (valued.length === 0) return [];
    const best = valued.reduce((a, b) => ((lowIsGood ? b.value < a.value : b.value > a.value) ? b : a));
    return [{ date, workoutId: best.set.workout_id, value: best.value, best: best.set, ...totals(ofDay) }];
  });
  const values =
    before === undefined ? days.map(({ value }) => value) : [before, ...days.map(({ value }) => value)];
  const marks = markRecords(values.map((value) => (lowIsGood ? -value : value))).slice(-days.length);
  return days.map((day, index) => ({ ...day, isRecord: marks[index]! }));
}

function totals(sets: readonly ExerciseSetRow[]) {
  const sum = (amount: (set: ExerciseSetRow) => number) =>
    sets.reduce((total, set) => total + amount(set), 0);
  return {
    sets: sets.length,
    volumeKg: sum((set) => (set.weight_kg ?? 0) * (set.reps ?? 0)),
    durationS: sum((set) => set.duration_s ?? 0),
    distanceM: sum((set) => set.distance_m ?? 0),
  };
}

interface StoredSet {
  date: LocalDate;
  weight_kg: number | null;
  reps: number | null;
  duration_s: number | null;
  distance_m: number | null;
}

/** The personal records in stored sets of one exercise. */
export function recordsOf(sets: readonly StoredSet[]): PersonalRecord[] {
  return findRecords(
    sets.map(({ date, weight_kg, reps, duration_s, distance_m }): RecordSet => ({
      date,
      weightKg: weight_kg,
      reps,
      durationS: duration_s,
      distanceM: distance_m,
    })),
  );
}
