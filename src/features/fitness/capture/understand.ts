import type { Units } from '../../../lib/units.ts';
import { readFacts } from './facts.ts';
import type { Facts } from './facts.ts';
import { findAbsurd, interpret } from './interpret.ts';
import type { ExerciseKind, SetGroup } from './interpret.ts';
import { readMeasurement } from './measurement.ts';
import type { CapturedMeasurement, KnownMeasurement } from './measurement.ts';
import { readMoment } from '../../../lib/moment.ts';
import { tokenize } from './tokens.ts';
import type { Token } from './tokens.ts';

export interface KnownExercise {
  id: string;
  name: string;
  kind: ExerciseKind;
  isBodyweight: boolean;
  /** Whether the words surely mean it, rather than come near. */
  isCertain: boolean;
}

/** What a captured line is read with. Nothing here is looked up while reading. */
export interface FitnessCaptureContext {
  now: Date;
  timeZone: string;
  units: Units;
  /** Exercises a name may mean, best first; empty when none comes near. */
  findExercises: (name: string) => readonly KnownExercise[];
  measurements: readonly KnownMeasurement[];
}

export interface CapturedEntry {
  /** What the words may mean, the likeliest first; never empty. */
  exercises: readonly KnownExercise[];
  groups: SetGroup[];
}

export interface CapturedWorkout {
  kind: 'workout';
  at: Date;
  /** Whether the line named the time; otherwise it is now. */
  said: boolean;
  entries: CapturedEntry[];
  notes: string;
}

export type Captured = CapturedWorkout | CapturedMeasurement;

/** Why a line was not understood: a key below `fitness.capture.problem` and what was understood. */
export interface CaptureProblem {
  key: 'empty' | 'noExercise' | 'unknownExercise' | 'noNumbers' | 'outOfRange' | 'future';
  vars: Record<string, string | number>;
}

export interface Understanding {
  /** The likeliest first; several when a line can be read in more than one way. */
  candidates: Captured[];
  problem?: CaptureProblem;
}

const PACE = /@?\s*(\d{1,2}):(\d{2})\s*(?:min)?\s*(?:\/|per\s+)\s*(km|mi|miles?)\b/i;

/** Reads a line such as "squat 5x5 100kg", "run 5 km 27:30" or "weight 81.4 yesterday". */
export function understandFitness(text: string, context: FitnessCaptureContext): Understanding {
  const line = text
    .normalize('NFKC')
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\bwarm[ -]up\b/gi, 'warmup')
    .trim();
  const moment = readMoment(line, context);
  if (moment.rest === '') return failed('empty', {});
  if (moment.at > context.now) return failed('future', {});
  const pace = PACE.exec(moment.rest);
  const parts = splitParts(tokenize(pace ? moment.rest.replace(pace[0], ' ') : moment.rest)).map(readFacts);
  const when = { at: moment.at, said: moment.said };
  const measurement = parts.length === 1 ? readMeasurement(parts[0]!, context) : undefined;
  if (measurement) return { candidates: [{ ...measurement, ...when }] };
  if (pace) applyPace(parts, pace);
  return readWorkout(parts, context, when);
}

function splitParts(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.is === 'comma') parts.push([]);
    else parts.at(-1)!.push(token);
  }
  return parts.filter((part) => part.length > 0);
}

/** A pace with a distance gives the time, with a time the distance. */
function applyPace(parts: readonly Facts[], [, minutes, seconds, unit]: RegExpExecArray): void {
  const perMetre =
    (Number(minutes) * 60 + Number(seconds)) / (unit!.toLowerCase() === 'km' ? 1000 : 1609.344);
  for (const facts of parts) {
    if (facts.distanceM !== undefined) facts.durationS ??= Math.round(facts.distanceM * perMetre);
    else if (facts.durationS !== undefined) facts.distanceM = Math.round(facts.durationS / perMetre);
  }
}

interface Draft {
  entries: { exercises: readonly KnownExercise[]; readings: SetGroup[][] }[];
  notes: string[];
}

function readWorkout(
  parts: readonly Facts[],
  context: FitnessCaptureContext,
  when: { at: Date; said: boolean },
): Understanding {
  const draft: Draft = { entries: [], notes: [] };
  for (const facts of parts) {
    const problem = facts.phrase === '' ? addToLast(draft, facts, context) : addPart(draft, facts, context);
    if (problem) return { candidates: [], problem };
  }
  const problem = firstProblem(draft);
  if (problem) return { candidates: [], problem };
  const count = Math.max(...draft.entries.map(({ readings }) => readings.length));
  const candidates = Array.from({ length: count }, (_, index): CapturedWorkout => {
    const entries = draft.entries.map(({ exercises, readings }) => ({
      exercises,
      groups: readings[Math.min(index, readings.length - 1)]!,
    }));
    return { kind: 'workout', ...when, entries, notes: draft.notes.join(' ') };
  });
  return { candidates };
}

function addPart(draft: Draft, facts: Facts, context: FitnessCaptureContext): CaptureProblem | undefined {
  const exercises = findExercises(facts, context);
  const isNoted = draft.entries.length > 0 && !exercises[0]?.isCertain;
  if (isNoted && (facts.isPhraseLast || !hasAmounts(facts))) {
    // "squat 5x5 100, felt heavy" or "bench 100x8, 3 sets felt heavy": words that surely name no exercise are a note.
    const rest = { ...facts, phrase: '', spareWords: [facts.phrase, ...facts.spareWords] };
    return addToLast(draft, rest, context);
  }
  if (exercises.length === 0) return { key: 'unknownExercise', vars: { name: facts.phrase } };
  const [best] = exercises as [KnownExercise];
  draft.notes.push(...facts.spareWords);
  draft.entries.push({ exercises, readings: interpret(facts, best.kind, best.isBodyweight, context.units) });
  return undefined;
}

/** A part without a name goes on with the exercise before it: more sets, or more about the last ones. */
function addToLast(draft: Draft, facts: Facts, context: FitnessCaptureContext): CaptureProblem | undefined {
  const last = draft.entries.at(-1);
  if (!last) return { key: 'noExercise', vars: {} };
  const exercise = last.exercises[0]!;
  draft.notes.push(...facts.spareWords);
  const hasSets = facts.chain.length > 0 || facts.loose.length > 0 || facts.reps !== undefined;
  if (!hasAmounts(facts) && facts.spareWords.length > 0) return undefined;
  if (exercise.kind !== 'strength' || !hasSets) {
    for (const groups of last.readings) refine(groups, facts, exercise, context);
    return undefined;
  }
  const [more] = interpret(
    facts,
    exercise.kind,
    exercise.isBodyweight || facts.loose.length > 0,
    context.units,
  );
  for (const groups of last.readings) {
    const { weight, weightUnit } = groups.at(-1)!;
    groups.push(
      ...more!.map((group) => ({ ...(weight === undefined ? {} : { weight, weightUnit }), ...group })),
    );
  }
  return undefined;
}

/** "bench 100x8@9, 3 sets", "run 5 km, 27:30, hr 142": what is said later fills what was left open. */
function refine(
  groups: SetGroup[],
  facts: Facts,
  exercise: KnownExercise,
  context: FitnessCaptureContext,
): void {
  const [reading] = interpret(facts, exercise.kind, exercise.isBodyweight, context.units);
  const said = { ...reading![0]! };
  if (facts.sets === undefined && facts.chain.length === 0) delete (said as Partial<SetGroup>).sets;
  if (facts.setType === undefined) delete (said as Partial<SetGroup>).setType;
  groups.splice(groups.length - 1, 1, { ...groups.at(-1)!, ...said });
}

/** What people write after training, as the libraries name it. */
const PAST = new Map(
  Object.entries({
    ran: 'running',
    jogged: 'jogging',
    swam: 'swimming',
    biked: 'cycling',
    cycled: 'cycling',
    rode: 'cycling',
    walked: 'walking',
    hiked: 'hiking',
    rowed: 'rowing',
    climbed: 'climbing',
    squatted: 'squat',
    benched: 'bench',
    deadlifted: 'deadlift',
  }),
);

function findExercises(facts: Facts, context: FitnessCaptureContext): readonly KnownExercise[] {
  const present = (word: string) => PAST.get(word.toLowerCase()) ?? word;
  const found = context.findExercises(facts.phrase.split(' ').map(present).join(' '));
  const isCardio = ({ kind }: KnownExercise) => kind === 'cardio';
  // "row 2 km 8:00" is the rowing machine, not the barbell row.
  if (facts.distanceM === undefined || facts.weight || !found[0] || isCardio(found[0])) return found;
  const others = [...found, ...context.findExercises(`${facts.phrase}ing`)].filter(isCardio);
  return others.length > 0 ? others : found;
}

function hasAmounts({ chain, loose, ...facts }: Facts): boolean {
  const { weight, distanceM, durationS, reps, sets, rir, rpe, avgHr, calories } = facts;
  return (
    chain.length > 0 ||
    loose.length > 0 ||
    [weight, distanceM, durationS, reps, sets, rir, rpe, avgHr, calories].some((value) => value !== undefined)
  );
}

function firstProblem({ entries }: Draft): CaptureProblem | undefined {
  for (const { exercises, readings } of entries) {
    const exercise = exercises[0]!.name;
    for (const group of readings[0]!) {
      const { reps, durationS, distanceM, weight } = group;
      if ([reps, durationS, distanceM, weight].every((value) => value === undefined)) {
        return { key: 'noNumbers', vars: { exercise } };
      }
      const absurd = findAbsurd(group);
      if (absurd) return { key: 'outOfRange', vars: { exercise, ...absurd } };
    }
  }
  return undefined;
}

function failed(key: CaptureProblem['key'], vars: CaptureProblem['vars']): Understanding {
  return { candidates: [], problem: { key, vars } };
}
