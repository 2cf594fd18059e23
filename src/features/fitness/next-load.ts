import { loadableStep, roundToLoadable, weightToKg } from '../../lib/units.ts';
import type { WeightUnit } from '../../lib/units.ts';

/** A working set as done; warm-up sets are left out by the caller. */
export interface DoneSet {
  weightKg: number | null;
  reps: number | null;
  rir: number | null;
  rpe: number | null;
}

/** One earlier session of the exercise. */
export interface PastSession {
  /** Whole days from that session to today. */
  daysAgo: number;
  sets: readonly DoneSet[];
}

/** What a routine asks for; absent in free training. */
export interface LoadTarget {
  repsMin: number;
  repsMax: number;
  sets?: number | null;
  rir?: number | null;
  /** How much to add when all sets are hit; the usual plate step when absent. */
  stepKg?: number | null;
}

export interface NextLoad {
  weightKg: number | null;
  reps: number;
  /** Catalogue key below `fitness.nextLoad` and its raw values (kg, repetitions, days). */
  reason: { key: NextLoadReason; vars: Record<string, number> };
}

export type NextLoadReason =
  | 'allSetsHit'
  | 'easy'
  | 'moreReps'
  | 'tooHard'
  | 'missedReps'
  | 'deload'
  | 'longBreak'
  | 'bodyweightMoreReps';

/** Three misses in a row at one load ask for a lighter week (the rule of Starting Strength and 5×5 programmes). */
const MISSES_BEFORE_DELOAD = 3;
const DELOAD = 0.9;
/** Strength holds for about three weeks without training; after that begin lighter. */
const LONG_BREAK_DAYS = 28;
const BODYWEIGHT_REPS_LIMIT = 30;

/**
 * The load and repetitions to try next, with the reason, or undefined for an exercise without history.
 * Double progression: fill the repetition range first, then add weight and return to its lower end.
 * `history` is newest first; repetitions in reserve are read from RPE as 10 − RPE (Zourdos et al., 2016).
 */
export function suggestNextLoad(
  history: readonly PastSession[],
  unit: WeightUnit,
  target?: LoadTarget,
): NextLoad | undefined {
  const sessions = history.map(summarise).filter((session) => session !== undefined);
  const last = sessions[0];
  if (!last) return undefined;
  const range = target ?? freeRange(last);
  if (last.weightKg === null) return nextBodyweight(last, range, target);
  if (last.daysAgo >= LONG_BREAK_DAYS) {
    return suggestion(lighter(last.weightKg, unit), range.repsMin, 'longBreak', { days: last.daysAgo });
  }
  if (last.lowestReps < range.repsMin) return afterMiss(sessions, last, range, unit);
  if (isTooHard(last, target))
    return suggestion(last.weightKg, last.lowestReps, 'tooHard', { rir: last.rir! });
  const allSets = !target?.sets || last.setCount >= target.sets;
  if (allSets && last.lowestReps >= range.repsMax) return afterHit(last, range, unit, target);
  const reps = Math.min(last.lowestReps + 1, range.repsMax);
  return suggestion(last.weightKg, reps, 'moreReps', { reps, repsMax: range.repsMax });
}

interface Summary {
  daysAgo: number;
  weightKg: number | null;
  /** Repetitions of the first set, and the fewest of the sets at this load. */
  firstReps: number;
  lowestReps: number;
  setCount: number;
  /** Of the last set, the hardest one; null when it was not written down. */
  rir: number | null;
}

/** The sets at the session's heaviest load decide; lighter back-off sets do not count as misses. */
function summarise({ daysAgo, sets }: PastSession): Summary | undefined {
  const counted = sets.filter((set) => set.reps !== null && set.reps > 0);
  if (counted.length === 0) return undefined;
  const heaviest = Math.max(...counted.map((set) => set.weightKg ?? 0));
  const top = counted.filter((set) => (set.weightKg ?? 0) === heaviest);
  const final = top.at(-1)!;
  return {
    daysAgo,
    weightKg: heaviest > 0 ? heaviest : null,
    firstReps: top[0]!.reps!,
    lowestReps: Math.min(...top.map((set) => set.reps!)),
    setCount: top.length,
    rir: final.rir ?? (final.rpe === null ? null : 10 - final.rpe),
  };
}

/** Without a plan the first set shows what was meant: 5, 5, 5, 4 was meant as fives. */
function freeRange(last: Summary): LoadTarget {
  return { repsMin: last.firstReps, repsMax: last.firstReps };
}

function afterHit(last: Summary, range: LoadTarget, unit: WeightUnit, target?: LoadTarget): NextLoad {
  const stepKg = target?.stepKg ?? weightToKg(loadableStep(unit), unit);
  const spare = (last.rir ?? 0) - (target?.rir ?? 1);
  const steps = last.rir !== null && spare >= 2 ? 2 : 1;
  const deltaKg = stepKg * steps;
  const key = steps === 2 ? 'easy' : 'allSetsHit';
  return suggestion(last.weightKg! + deltaKg, range.repsMin, key, {
    deltaKg,
    reps: last.lowestReps,
    ...(last.rir === null ? {} : { rir: last.rir }),
  });
}

function afterMiss(
  sessions: readonly Summary[],
  last: Summary,
  range: LoadTarget,
  unit: WeightUnit,
): NextLoad {
  const firstOther = sessions.findIndex(
    (session) => session.weightKg !== last.weightKg || session.lowestReps >= range.repsMin,
  );
  const misses = firstOther === -1 ? sessions.length : firstOther;
  if (misses >= MISSES_BEFORE_DELOAD) {
    return suggestion(lighter(last.weightKg!, unit), range.repsMin, 'deload', { misses });
  }
  return suggestion(last.weightKg, range.repsMin, 'missedReps', {
    reps: last.lowestReps,
    repsMin: range.repsMin,
  });
}

function isTooHard(last: Summary, target?: LoadTarget): boolean {
  return typeof target?.rir === 'number' && last.rir !== null && last.rir < target.rir - 1;
}

function nextBodyweight(last: Summary, range: LoadTarget, target?: LoadTarget): NextLoad {
  const limit = target ? range.repsMax : BODYWEIGHT_REPS_LIMIT;
  const reps = Math.max(last.lowestReps, Math.min(last.lowestReps + 1, limit));
  return suggestion(null, reps, 'bodyweightMoreReps', { reps: last.lowestReps });
}

/** A tenth less, on a weight that can be loaded and is really less. */
function lighter(weightKg: number, unit: WeightUnit): number {
  const rounded = roundToLoadable(weightKg * DELOAD, unit);
  return rounded > 0 && rounded < weightKg ? rounded : weightKg;
}

function suggestion(
  weightKg: number | null,
  reps: number,
  key: NextLoadReason,
  vars: Record<string, number>,
): NextLoad {
  return { weightKg, reps, reason: { key, vars } };
}
