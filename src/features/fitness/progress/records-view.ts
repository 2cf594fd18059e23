import { formatDay } from '../../../lib/date-format.ts';
import { formatDistance, formatDuration, formatWeight } from '../../../lib/number-format.ts';
import { formatPace, paceSeconds } from '../pace.ts';
import type { PersonalRecord, RecordKind } from '../records.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { recordsOf } from './exercise-days.ts';
import { setText, valueText } from './exercise-view.ts';
import type { TrainingRows } from './progress-queries.ts';

export interface ExerciseRecord extends PersonalRecord {
  exerciseId: string;
  exerciseName: string;
}

/** All personal records of all exercises, the latest first. */
export function allRecords({
  exercises,
  firstTimes,
}: Pick<TrainingRows, 'exercises' | 'firstTimes'>): ExerciseRecord[] {
  const byExercise = Map.groupBy(firstTimes, (row) => row.exercise_id);
  return exercises
    .flatMap(({ id, name }) =>
      recordsOf(byExercise.get(id) ?? []).map((record) => ({
        ...record,
        exerciseId: id,
        exerciseName: name,
      })),
    )
    .sort((a, b) => b.date.localeCompare(a.date) || a.exerciseName.localeCompare(b.exerciseName));
}

/** A record as a line: what, how much, by which set, when. */
export function recordLine(record: ExerciseRecord, viewer: Viewer) {
  const { weightKg, reps, durationS, distanceM } = record.set;
  return {
    href: `/fitness/progress?exercise=${record.exerciseId}`,
    exercise: record.exerciseName,
    kind: viewer.t(`progress.record.${record.kind}`),
    value: recordValue(record, viewer),
    set: setText({ weight_kg: weightKg, reps, duration_s: durationS, distance_m: distanceM }, viewer),
    day: formatDay(record.date, viewer.language, viewer.today),
  };
}

function recordValue({ kind, value }: PersonalRecord, viewer: Viewer): string {
  const { units, language, t } = viewer;
  const texts: Record<RecordKind, () => string> = {
    oneRepMax: () => valueText(value, 'oneRepMax', viewer),
    heaviest: () => formatWeight(value, units.weight, language),
    mostReps: () => t('progress.reps', { count: value }),
    longest: () => formatDuration(value),
    farthest: () => formatDistance(value, units.distance, language),
    fastestPace: () => formatPace(paceSeconds(1000, value, units.distance)!, units.distance),
  };
  return texts[kind]();
}
