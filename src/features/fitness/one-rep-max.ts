/** Above twelve repetitions both formulas drift apart: no estimate is shown. */
export const MAX_REPS_FOR_ESTIMATE = 12;

/**
 * Estimated one-repetition maximum in the unit of `weight`: w(1 + r/30). One repetition is the maximum itself.
 * Source: B. Epley, "Poundage Chart", Boyd Epley Workout, 1985.
 */
export function epley(weight: number, reps: number): number {
  return reps === 1 ? weight : weight * (1 + reps / 30);
}

/**
 * Estimated one-repetition maximum in the unit of `weight`: w · 36/(37 − r), defined for r < 37.
 * Source: M. Brzycki, "Strength Testing", JOPERD 64(1), 1993.
 */
export function brzycki(weight: number, reps: number): number {
  if (reps >= 37) throw new RangeError('Brzycki is defined below 37 repetitions');
  return (weight * 36) / (37 - reps);
}

export interface OneRepMax {
  epleyKg: number;
  brzyckiKg: number;
}

/** Both estimates of a set, or undefined where they say nothing: no load, no repetition, or more than twelve. */
export function estimateOneRepMax(weightKg: number | null, reps: number | null): OneRepMax | undefined {
  if (weightKg === null || reps === null || weightKg <= 0 || reps < 1 || reps > MAX_REPS_FOR_ESTIMATE) {
    return undefined;
  }
  return { epleyKg: epley(weightKg, reps), brzyckiKg: brzycki(weightKg, reps) };
}
