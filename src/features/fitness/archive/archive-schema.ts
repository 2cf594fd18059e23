import * as z from 'zod';
import { problem } from '../../../lib/wording.ts';
import { isLocalDate } from '../../../lib/dates.ts';
import { instant, setLimits, SET_TYPES } from '../set-schema.ts';

/** The parts of an archive that hold rows, in the order in which they can be added. */
export const archiveParts = [
  'exercises',
  'routines',
  'workouts',
  'measurementTypes',
  'measurements',
  'goals',
  'photos',
] as const;
export type ArchivePart = (typeof archiveParts)[number];

export const archiveFormat = 'primary-assistant-export';
export const archiveVersion = 1;

/** Name of the JSON file of a part inside the ZIP. */
export function partFile(part: ArchivePart): string {
  return `data/${part.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.json`;
}

const id = z.uuid('must be a UUID').toLowerCase();
const text = (max: number) => z.string().max(max, `must have at most ${max} characters`);
const name = (max: number) => text(max).min(1, 'must not be empty');
const day = z.string().refine(isLocalDate, problem('fields.day', 'must be a date such as 2026-03-03'));
const count = (max: number) => z.int().min(0).max(max);
const externalId = text(300).nullable();
const createdAt = instant;

const exercise = z.strictObject({
  id,
  name: name(120),
  kind: z.enum(['strength', 'cardio', 'hold']),
  category: name(60),
  equipment: text(60).nullable(),
  force: z.enum(['push', 'pull', 'static']).nullable(),
  mechanic: z.enum(['compound', 'isolation']).nullable(),
  level: text(60).nullable(),
  primaryMuscles: z.array(text(60)).max(40),
  secondaryMuscles: z.array(text(60)).max(40),
  aliases: z.array(text(120)).max(100),
  isBodyweight: z.boolean(),
  restS: count(3600).nullable(),
  notes: text(10_000).nullable(),
  createdAt,
});

/** An exercise is named beside its id: so that a person can read it, and it can be found by name where the id is unknown. */
const exerciseRef = { exerciseId: id, exercise: name(120) };

const trackPoint = z.strictObject({ t: z.number(), d: z.number().optional(), hr: z.number().optional() });

const set = z.strictObject({
  id,
  ...exerciseRef,
  position: count(100_000),
  superset: setLimits.superset.nullable(),
  setType: z.enum(SET_TYPES),
  reps: setLimits.reps.nullable(),
  weightKg: setLimits.weightKg.nullable(),
  weightUnit: z.enum(['kg', 'lb']).nullable(),
  rir: setLimits.rir.nullable(),
  rpe: setLimits.rpe.nullable(),
  durationS: setLimits.durationS.nullable(),
  distanceM: setLimits.distanceM.nullable(),
  avgHr: setLimits.heartRate.nullable(),
  maxHr: setLimits.heartRate.nullable(),
  calories: setLimits.calories.nullable(),
  restS: setLimits.restS.nullable(),
  targetRepsMin: setLimits.reps.nullable(),
  targetRepsMax: setLimits.reps.nullable(),
  targetWeightKg: setLimits.weightKg.nullable(),
  notes: text(2000),
  completedAt: instant.nullable(),
  track: z.array(trackPoint).max(300).nullable(),
});

const workout = z.strictObject({
  id,
  title: text(200),
  notes: text(10_000),
  startedAt: instant,
  endedAt: instant.nullable(),
  localDate: day,
  timeZone: name(80),
  routineDayId: id.nullable(),
  sessionRpe: z.number().min(1).max(10).nullable(),
  calories: setLimits.calories.nullable(),
  source: z.enum(['web', 'api', 'capture', 'import', 'telegram', 'assistant']),
  externalId,
  createdAt,
  sets: z.array(set).max(5000),
});

const routineEntry = z.strictObject({
  id,
  ...exerciseRef,
  position: count(10_000),
  superset: setLimits.superset.nullable(),
  setType: z.enum(SET_TYPES),
  sets: z.int().min(1).max(50),
  repsMin: setLimits.reps.nullable(),
  repsMax: setLimits.reps.nullable(),
  weightKg: setLimits.weightKg.nullable(),
  rir: setLimits.rir.nullable(),
  durationS: count(86_400).nullable(),
  distanceM: setLimits.distanceM.nullable(),
  restS: count(3600).nullable(),
  incrementKg: z.number().min(0).max(100).nullable(),
});

const routine = z.strictObject({
  id,
  name: name(120),
  notes: text(10_000),
  isActive: z.boolean(),
  createdAt,
  days: z
    .array(
      z.strictObject({
        id,
        position: count(10_000),
        name: name(120),
        weekday: count(6).nullable(),
        entries: z.array(routineEntry).max(500),
      }),
    )
    .max(500),
});

const measurementType = z.strictObject({
  id,
  key: text(60).nullable(),
  name: name(80),
  unit: text(20),
  decimals: count(3),
  createdAt,
});

const measurement = z.strictObject({
  id,
  measurementTypeId: id,
  measuredAt: instant,
  localDate: day,
  value: z.number().min(-1_000_000).max(1_000_000),
  notes: text(2000),
  source: text(40),
  externalId,
  createdAt,
});

const goal = z.strictObject({
  id,
  exerciseId: id.nullable(),
  exercise: name(120).nullable(),
  measurementTypeId: id.nullable(),
  metric: z.enum(['one_rep_max', 'weight', 'reps', 'distance', 'measurement', 'workouts_per_week']),
  targetValue: z.number(),
  startValue: z.number().nullable(),
  dueOn: day.nullable(),
  achievedOn: day.nullable(),
  notes: text(2000),
  createdAt,
});

const photo = z.strictObject({
  id,
  takenOn: day,
  pose: z.enum(['front', 'side', 'back']).nullable(),
  notes: text(2000),
  externalId,
  createdAt,
});

/** The rows of each part, as they stand in its file. */
export const archiveSchemas = {
  exercises: z.array(exercise).max(20_000),
  routines: z.array(routine).max(5000),
  workouts: z.array(workout).max(200_000),
  measurementTypes: z.array(measurementType).max(2000),
  measurements: z.array(measurement).max(500_000),
  goals: z.array(goal).max(5000),
  photos: z.array(photo).max(20_000),
} as const;

export type ArchiveRows = { [Part in ArchivePart]: z.output<(typeof archiveSchemas)[Part]> };

/** What the ZIP says about itself, in export.json. */
export const manifestSchema = z.object({
  format: z.literal(archiveFormat),
  version: z
    .int()
    .refine(
      (version) => version === archiveVersion,
      problem('imports.problem.newer', 'is of a newer release: update this installation first'),
    ),
});
