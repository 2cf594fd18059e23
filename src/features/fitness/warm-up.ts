import { roundToLoadable } from '../../lib/units.ts';
import type { WeightUnit } from '../../lib/units.ts';

export interface WarmUpSet {
  weightKg: number;
  reps: number;
}

/** Share of the working weight and repetitions: the load rises while the repetitions fall, so that it does not tire. */
const RAMP: readonly [share: number, reps: number][] = [
  [0.4, 5],
  [0.6, 3],
  [0.8, 2],
];
const SINGLE_ABOVE_KG = 100;

/** Warm-up sets towards a working weight, from the empty bar; empty when the bar is already most of the work. */
export function warmUpRamp(workingKg: number, barKg: number, unit: WeightUnit): WarmUpSet[] {
  if (workingKg < barKg * 1.5) return [];
  const steps = workingKg >= SINGLE_ABOVE_KG ? [...RAMP, [0.9, 1] as const] : RAMP;
  const sets: WarmUpSet[] = [{ weightKg: barKg, reps: 10 }];
  for (const [share, reps] of steps) {
    const weightKg = roundToLoadable(workingKg * share, unit);
    if (weightKg > sets.at(-1)!.weightKg && weightKg < workingKg) sets.push({ weightKg, reps });
  }
  return sets;
}
