import { ValidationError } from '../../../errors.ts';
import type {
  CaptureContext,
  CaptureReading,
  CaptureSaved,
  CaptureSource,
  LiveChange,
} from '../../../http/capture.ts';
import { issuesOf } from '../../../http/issues.ts';
import { nestFields } from '../../../http/forms.ts';
import { BODY_WEIGHT } from '../body/measurement-schema.ts';
import { listTypes, markMeasurementDeleted } from '../body/measurement-queries.ts';
import { COMMON_TYPES } from '../body/measurements.ts';
import { createExerciseFinder, type ExerciseFinder } from '../exercise-finder.ts';
import type { ExerciseMatch } from '../exercise-matcher.ts';
import { markWorkoutDeleted } from '../workout-queries.ts';
import { deleteSetsBetween, listKnownExercises } from './capture-queries.ts';
import { captureFields } from './capture-schema.ts';
import { toCandidate } from './capture-view.ts';
import type { KnownMeasurement } from './measurement.ts';
import { keepMeasurement, keepWorkout, workoutChange } from './keep.ts';
import { understandFitness } from './understand.ts';
import type { FitnessCaptureContext, Understanding } from './understand.ts';

const GUESSES = 5;
const TOKEN = /^(workout|measurement|sets):([0-9a-f-]{36})(?::([0-9a-f-]{36}):([0-9a-f-]{36}))?$/;
/** Problems after something of training was recognised; the others may be about anything. */
const NEAR = new Set(['noNumbers', 'outOfRange', 'noExercise', 'future']);

/** Training, runs and body values in the capture box. */
export function fitnessCapture(): readonly CaptureSource[] {
  const finder = createExerciseFinder();
  const source = {
    name: 'fitness',
    understand: (text: string, context: CaptureContext) => understand(text, context, finder),
    save,
    undo,
  };
  return [source];
}

async function understand(
  text: string,
  context: CaptureContext,
  finder: ExerciseFinder,
): Promise<CaptureReading> {
  const { t, user } = context;
  const { candidates, problem } = await read(text, context, finder);
  const { language, timeZone, distanceUnit, weightUnit } = user;
  const view = { t, language, timeZone, distanceUnit, weightUnit };
  return {
    candidates: candidates.map((captured, rank) => toCandidate(captured, rank, view)),
    ...(problem && {
      problem: { text: problemText(problem, t), isNear: NEAR.has(problem.key) },
    }),
  };
}

function problemText({ key, vars }: NonNullable<Understanding['problem']>, t: CaptureContext['t']): string {
  const what = vars['what'] === undefined ? '' : t(`capture.what.${vars['what']}`);
  return t(`capture.problem.${key}`, { ...vars, what });
}

/**
 * Reads the line twice: first to learn which exercises its words may mean, then, with their kinds looked up in one
 * query, for good.
 */
async function read(text: string, context: CaptureContext, finder: ExerciseFinder): Promise<Understanding> {
  const { db, scope, user, now } = context;
  const [matcher, types] = await Promise.all([finder.for(db, scope), listTypes(db, scope)]);
  const common = COMMON_TYPES.filter(({ name }) => !types.some((type) => type.name === name));
  const measurements: KnownMeasurement[] = [
    { id: null, name: 'Body weight', unit: 'kg', isBodyWeight: true },
    ...types
      .filter(({ key }) => key !== BODY_WEIGHT)
      .map(({ id, name, unit }) => ({ id, name, unit, isBodyWeight: false })),
    ...common.map(({ name, unit }) => ({ id: null, name, unit, isBodyWeight: false })),
  ];
  const asked = new Map<string, ExerciseMatch[]>();
  const base: Omit<FitnessCaptureContext, 'findExercises'> = {
    now,
    timeZone: user.timeZone,
    units: { weight: user.weightUnit, distance: user.distanceUnit },
    measurements,
  };
  const first = understandFitness(text, {
    ...base,
    findExercises(name) {
      const found = matcher.suggest(name, GUESSES);
      asked.set(name, found);
      return found.map((match) => ({
        ...{ id: match.id, name: match.name, isCertain: isCertain(match) },
        ...{ kind: 'strength' as const, isBodyweight: false },
      }));
    },
  });
  if (asked.size === 0) return first;
  const known = new Map(
    (
      await listKnownExercises(
        db,
        scope,
        [...asked.values()].flat().map(({ id }) => id),
      )
    ).map((exercise) => [exercise.id, exercise]),
  );
  return understandFitness(text, {
    ...base,
    findExercises: (name) =>
      (asked.get(name) ?? []).flatMap((match) => {
        const exercise = known.get(match.id);
        return exercise ? [{ ...exercise, isCertain: isCertain(match) }] : [];
      }),
  });
}

function isCertain({ certainty }: ExerciseMatch): boolean {
  return certainty !== 'close';
}

async function save(fields: Record<string, string>, context: CaptureContext): Promise<CaptureSaved> {
  const parsed = captureFields.safeParse(nestFields(fields));
  if (!parsed.success) throw new ValidationError(issuesOf(parsed.error));
  return parsed.data.kind === 'workout'
    ? keepWorkout(parsed.data, context)
    : keepMeasurement(parsed.data, context);
}

async function undo(token: string, { db, scope, now }: CaptureContext): Promise<LiveChange | undefined> {
  const [, what, id, from, to] = TOKEN.exec(token) ?? [];
  if (id === undefined) throw new ValidationError([{ path: 'token', message: 'is not one of Fitness' }]);
  if (what === 'measurement') {
    await markMeasurementDeleted(db, scope, id, now);
    return undefined;
  }
  if (from !== undefined && to !== undefined) {
    await deleteSetsBetween(db, scope, { workoutId: id, from, to, now });
  } else await markWorkoutDeleted(db, scope, id, { isDeleted: true, now });
  return workoutChange(id);
}
