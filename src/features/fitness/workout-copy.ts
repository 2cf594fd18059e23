import { bareEntry, type LoggedSet, type PlanEntry } from './logging/plan.ts';

/** The plan for doing a workout again: its exercises in order, with as many sets and the same repetitions. */
export function copyPlan(sets: readonly LoggedSet[]): PlanEntry[] {
  const byExercise = Map.groupBy(sets, ({ exerciseId }) => exerciseId);
  return [...byExercise].map(([exerciseId, all]) => {
    const working = all.filter(({ setType }) => setType !== 'warmup');
    const reps = working.flatMap((set) => (set.reps === null ? [] : [set.reps]));
    const first = working[0] ?? all[0]!;
    return {
      ...bareEntry(exerciseId),
      superset: first.superset,
      setType: first.setType === 'warmup' ? 'normal' : first.setType,
      sets: working.length || null,
      repsMin: reps.length > 0 ? Math.min(...reps) : null,
      repsMax: reps.length > 0 ? Math.max(...reps) : null,
      durationS: reps.length > 0 ? null : first.durationS,
      distanceM: first.distanceM,
    };
  });
}
