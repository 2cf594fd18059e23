import type { LocalDate } from '../../lib/dates.ts';
import { estimateOneRepMax } from './one-rep-max.ts';

/** A set as records look at it; warm-up sets are left out by the caller. */
export interface RecordSet {
  date: LocalDate;
  weightKg: number | null;
  reps: number | null;
  durationS: number | null;
  distanceM: number | null;
}

export type RecordKind = 'oneRepMax' | 'heaviest' | 'mostReps' | 'longest' | 'farthest' | 'fastestPace';

/** `value` in kg (oneRepMax, heaviest), repetitions, seconds, metres, or seconds per km (fastestPace). */
export interface PersonalRecord<Set extends RecordSet = RecordSet> {
  kind: RecordKind;
  value: number;
  /** The day it was first reached. */
  date: LocalDate;
  set: Set;
}

/** Below one kilometre a pace is a sprint, not a run. */
const PACE_FROM_M = 1000;

const MEASURES: Record<RecordKind, (set: RecordSet) => number | undefined> = {
  oneRepMax: (set) => estimateOneRepMax(set.weightKg, set.reps)?.epleyKg,
  heaviest: (set) => ((set.reps ?? 0) >= 1 ? positive(set.weightKg) : undefined),
  mostReps: (set) => (positive(set.weightKg) === undefined ? positive(set.reps) : undefined),
  longest: (set) => (positive(set.distanceM) === undefined ? positive(set.durationS) : undefined),
  farthest: (set) => positive(set.distanceM),
  fastestPace: (set) =>
    (set.distanceM ?? 0) >= PACE_FROM_M && positive(set.durationS)
      ? set.durationS! / (set.distanceM! / 1000)
      : undefined,
};

/** The best of each kind in the sets of one exercise; the earlier day wins a tie. */
export function findRecords<Set extends RecordSet>(sets: readonly Set[]): PersonalRecord<Set>[] {
  const byDate = [...sets].sort((a, b) => a.date.localeCompare(b.date));
  const records: PersonalRecord<Set>[] = [];
  for (const kind of Object.keys(MEASURES) as RecordKind[]) {
    let best: PersonalRecord<Set> | undefined;
    for (const set of byDate) {
      const value = MEASURES[kind](set);
      if (value !== undefined && (!best || isBetter(kind, value, best.value))) {
        best = { kind, value, date: set.date, set };
      }
    }
    if (best) records.push(best);
  }
  return records;
}

/** Which values in a series stood above everything before them; the first one sets the mark and is none. */
export function markRecords(values: readonly number[]): boolean[] {
  let best: number | undefined;
  return values.map((value) => {
    const broken = best !== undefined && value > best;
    best = best === undefined || value > best ? value : best;
    return broken;
  });
}

function isBetter(kind: RecordKind, value: number, best: number): boolean {
  return kind === 'fastestPace' ? value < best : value > best;
}

function positive(value: number | null): number | undefined {
  return value !== null && value > 0 ? value : undefined;
}
