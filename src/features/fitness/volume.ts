import { weekStarts } from '../../lib/dates.ts';
import type { LocalDate, Weekday } from '../../lib/dates.ts';

/** Working sets of one exercise on one day, with the muscles it trains. */
export interface ExerciseWork {
  date: LocalDate;
  sets: number;
  volumeKg: number;
  primaryMuscles: readonly string[];
  secondaryMuscles: readonly string[];
}

export interface MuscleVolume {
  muscle: string;
  sets: number;
  volumeKg: number;
}

/**
 * A muscle that only helps counts half: with such "fractional" sets the dose explains growth best
 * (Pelland et al., "The Resistance Training Dose Response", 2024).
 */
const SECONDARY_SHARE = 0.5;

/** Sets and Σ repetitions × kg for each muscle, most sets first. */
export function volumePerMuscle(work: readonly ExerciseWork[]): MuscleVolume[] {
  const totals = new Map<string, MuscleVolume>();
  const add = (muscle: string, { sets, volumeKg }: ExerciseWork, share: number) => {
    const total = totals.get(muscle) ?? { muscle, sets: 0, volumeKg: 0 };
    total.sets += sets * share;
    total.volumeKg += volumeKg * share;
    totals.set(muscle, total);
  };
  for (const item of work) {
    for (const muscle of item.primaryMuscles) add(muscle, item, 1);
    for (const muscle of item.secondaryMuscles) {
      if (!item.primaryMuscles.includes(muscle)) add(muscle, item, SECONDARY_SHARE);
    }
  }
  return [...totals.values()].sort((a, b) => b.sets - a.sets || a.muscle.localeCompare(b.muscle));
}

/** The same per week, for weeks that begin on `startsOn`, oldest first; weeks without training are left out. */
export function volumePerWeek(
  work: readonly ExerciseWork[],
  startsOn: Weekday,
): { week: LocalDate; muscles: MuscleVolume[] }[] {
  const weekOf = weekStarts(startsOn);
  const weeks = Map.groupBy(work, (item) => weekOf(item.date));
  return [...weeks]
    .map(([week, items]) => ({ week, muscles: volumePerMuscle(items) }))
    .sort((a, b) => a.week.localeCompare(b.week));
}
