import { daysBetween, type LocalDate } from '../../../lib/dates.ts';
import type { WeightUnit } from '../../../lib/units.ts';
import { suggestNextLoad, type LoadTarget, type NextLoad, type PastSession } from '../next-load.ts';
import type { EarlierSetRow } from './log-queries.ts';
import { workingSets, type WorkoutExercise } from './plan.ts';

/** One earlier time an exercise was done. */
export interface EarlierSession {
  workoutId: string;
  date: LocalDate;
  sets: EarlierSetRow[];
}

/** What the form of the next set begins with, in kg, seconds and repetitions. */
export interface Prefill {
  weightKg: number | null;
  reps: number | null;
  seconds: number | null;
  /** Why this load; absent when it is just that of the set before. */
  suggestion: NextLoad | undefined;
}

/** The earlier sets (newest workout first) as sessions. */
export function sessionsOf(rows: readonly EarlierSetRow[]): EarlierSession[] {
  const sessions: EarlierSession[] = [];
  for (const row of rows) {
    const last = sessions.at(-1);
    if (last?.workoutId === row.workout_id) last.sets.push(row);
    else sessions.push({ workoutId: row.workout_id, date: row.date, sets: [row] });
  }
  return sessions;
}

/** The same set of the last time: the second for the second. The last one there was, when it had fewer. */
export function lastTimeSet(sessions: readonly EarlierSession[], done: number): EarlierSetRow | undefined {
  const working = sessions
    .map((session) => session.sets.filter((set) => set.set_type !== 'warmup'))
    .find((sets) => sets.length > 0);
  return working?.[Math.min(done, working.length - 1)];
}

/** The numbers to begin with: the suggestion for the first set, then what was done in the set before. */
export function prefillFor(
  exercise: WorkoutExercise,
  sessions: readonly EarlierSession[],
  context: { today: LocalDate; unit: WeightUnit },
): Prefill {
  const suggestion = suggestNextLoad(
    sessions.map((session) => pastSession(session, context.today)),
    context.unit,
    loadTarget(exercise),
  );
  const before = workingSets(exercise).at(-1);
  if (before) {
    const isSame = suggestion !== undefined && before.weightKg === suggestion.weightKg;
    return {
      weightKg: before.weightKg,
      reps: isSame ? suggestion.reps : before.reps,
      seconds: before.durationS,
      suggestion: undefined,
    };
  }
  return { ...firstNumbers(exercise, sessions), ...(suggestion && pick(suggestion)), suggestion };
}

function pick({ weightKg, reps }: NextLoad) {
  return { weightKg, reps };
}

/** Without a suggestion: what is planned, else what was done last time. */
function firstNumbers({ target }: WorkoutExercise, sessions: readonly EarlierSession[]) {
  const last = lastTimeSet(sessions, 0);
  return {
    weightKg: target.weightKg ?? last?.weight_kg ?? null,
    reps: target.repsMin ?? target.repsMax,
    seconds: target.durationS ?? last?.duration_s ?? null,
  };
}

function pastSession({ date, sets }: EarlierSession, today: LocalDate): PastSession {
  return {
    daysAgo: Math.max(0, daysBetween(date, today)),
    sets: sets
      .filter((set) => set.set_type === 'normal' || set.set_type === 'failure')
      .map((set) => ({ weightKg: set.weight_kg, reps: set.reps, rir: set.rir, rpe: set.rpe })),
  };
}

function loadTarget({ target }: WorkoutExercise): LoadTarget | undefined {
  const repsMin = target.repsMin ?? target.repsMax;
  const repsMax = target.repsMax ?? target.repsMin;
  if (repsMin === null || repsMax === null || repsMax < 1) return undefined;
  return { repsMin, repsMax, sets: target.sets, rir: target.rir, stepKg: target.incrementKg || null };
}
