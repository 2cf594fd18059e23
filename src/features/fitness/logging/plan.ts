import type { SetType } from '../set-schema.ts';
import type { ExerciseKind } from '../exercise-schema.ts';

/** One exercise that a workout is going to have; copied, so that changing the routine leaves the workout alone. */
export interface PlanEntry {
  exerciseId: string;
  superset: number | null;
  setType: SetType;
  sets: number | null;
  repsMin: number | null;
  repsMax: number | null;
  weightKg: number | null;
  rir: number | null;
  durationS: number | null;
  distanceM: number | null;
  restS: number | null;
  incrementKg: number | null;
}

/** What a plan says about an exercise that was only added by name. */
export function bareEntry(exerciseId: string): PlanEntry {
  return {
    exerciseId,
    superset: null,
    setType: 'normal',
    sets: null,
    repsMin: null,
    repsMax: null,
    weightKg: null,
    rir: null,
    durationS: null,
    distanceM: null,
    restS: null,
    incrementKg: null,
  };
}

/** A set as it was done. */
export interface LoggedSet {
  id: string;
  exerciseId: string;
  exerciseName: string;
  superset: number | null;
  setType: SetType;
  reps: number | null;
  weightKg: number | null;
  rir: number | null;
  rpe: number | null;
  durationS: number | null;
  distanceM: number | null;
  avgHr: number | null;
  maxHr: number | null;
  calories: number | null;
  restS: number | null;
  notes: string;
  completedAt: string | null;
}

export interface ExerciseFacts {
  id: string;
  name: string;
  kind: ExerciseKind;
  equipment: string | null;
  is_bodyweight: boolean;
  rest_s: number | null;
}

/** An exercise of a workout: what was planned, and what is done. */
export interface WorkoutExercise {
  facts: ExerciseFacts;
  target: PlanEntry;
  sets: LoggedSet[];
}

/**
 * The exercises of a workout in their order: the planned ones, then those that were done without a plan.
 * An exercise planned twice is one here, with the targets of its first place.
 */
export function exercisesOf(
  plan: readonly PlanEntry[],
  sets: readonly LoggedSet[],
  facts: readonly ExerciseFacts[],
): WorkoutExercise[] {
  const known = new Map(facts.map((exercise) => [exercise.id, exercise]));
  const exercises = new Map<string, WorkoutExercise>();
  const add = (target: PlanEntry) => {
    const found = known.get(target.exerciseId);
    if (found && !exercises.has(found.id)) exercises.set(found.id, { facts: found, target, sets: [] });
  };
  plan.forEach(add);
  for (const set of sets) {
    add({ ...bareEntry(set.exerciseId), superset: set.superset });
    exercises.get(set.exerciseId)?.sets.push(set);
  }
  return [...exercises.values()];
}

/** Sets that count towards the plan: warm-ups come on top. */
export function workingSets(exercise: WorkoutExercise): LoggedSet[] {
  return exercise.sets.filter(({ setType }) => setType !== 'warmup');
}

function isDone(exercise: WorkoutExercise): boolean {
  return exercise.target.sets !== null && workingSets(exercise).length >= exercise.target.sets;
}

/** What to do after a set of `exerciseId`: the partner of a superset, the same again, or the next that is not done. */
export function nextExercise(
  exercises: readonly WorkoutExercise[],
  exerciseId: string,
): WorkoutExercise | undefined {
  const at = exercises.findIndex(({ facts }) => facts.id === exerciseId);
  const current = exercises[at];
  if (!current) return firstOpen(exercises);
  const { superset } = current.target;
  const round = [...exercises.slice(at + 1), ...exercises.slice(0, at)];
  if (superset !== null) {
    const done = workingSets(current).length;
    const partner = round.find(
      (other) => other.target.superset === superset && !isDone(other) && workingSets(other).length < done,
    );
    if (partner) return partner;
    const first = exercises.find((other) => other.target.superset === superset && !isDone(other));
    if (first) return first;
  }
  return isDone(current) ? (round.find((other) => !isDone(other)) ?? current) : current;
}

/** Where a workout stands: after the set that was done last, or at its first exercise. */
export function currentExercise(exercises: readonly WorkoutExercise[]): WorkoutExercise | undefined {
  const sets = exercises.flatMap((exercise) => exercise.sets);
  const last = sets.reduce<LoggedSet | undefined>(
    (latest, set) => (!latest || (set.completedAt ?? '') >= (latest.completedAt ?? '') ? set : latest),
    undefined,
  );
  return last ? nextExercise(exercises, last.exerciseId) : firstOpen(exercises);
}

function firstOpen(exercises: readonly WorkoutExercise[]): WorkoutExercise | undefined {
  return exercises.find((exercise) => !isDone(exercise)) ?? exercises[0];
}
