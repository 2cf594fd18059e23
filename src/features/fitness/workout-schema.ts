import * as z from 'zod';
import { isLocalDate } from '../../lib/dates.ts';
import { listQuery } from '../../http/lists.ts';
import { instant, newSetSchema, setAnswer, setLimits, SET_TYPES } from './set-schema.ts';

const LONGEST_WORKOUT_MS = 7 * 86_400_000;
export const MAX_SETS = 500;

const title = z
  .string('must be text')
  .trim()
  .max(200, 'must have at most 200 characters')
  .refine((text) => !/[\r\n]/.test(text), 'must be one line');
const notes = z.string('must be text').max(10_000, 'must have at most 10000 characters');
const sessionRpe = setLimits.rpe.describe('how hard the whole workout was, 1 to 10');

function isInOrder({ startedAt, endedAt }: { startedAt: Date; endedAt?: Date | null | undefined }): boolean {
  const lasted = endedAt ? endedAt.getTime() - startedAt.getTime() : 0;
  return lasted >= 0 && lasted <= LONGEST_WORKOUT_MS;
}

/** A workout as a client sends it, with its sets in order; without `endedAt` it is still going on. */
export const newWorkoutSchema = z
  .strictObject({
    title: title.default(''),
    notes: notes.default(''),
    startedAt: instant,
    endedAt: instant.nullish(),
    sessionRpe: sessionRpe.nullish(),
    calories: setLimits.calories.nullish(),
    routineDayId: z.uuid('must be the id of a day of a routine').nullish(),
    sets: z.array(newSetSchema).max(MAX_SETS, `must be at most ${MAX_SETS} sets`).default([]),
  })
  .refine(isInOrder, { path: ['endedAt'], message: 'must be after the start, by a week at most' });
export type NewWorkout = z.output<typeof newWorkoutSchema>;

/** Changes of a workout; absent stays. `sets` replaces all of them. */
export const workoutPatchSchema = z
  .strictObject({
    title: title.optional(),
    notes: notes.optional(),
    startedAt: instant.optional(),
    endedAt: instant.nullable().optional(),
    sessionRpe: sessionRpe.nullable().optional(),
    calories: setLimits.calories.nullable().optional(),
    sets: z.array(newSetSchema).max(MAX_SETS, `must be at most ${MAX_SETS} sets`).optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'must have something to change');
export type WorkoutPatch = z.output<typeof workoutPatchSchema>;

/** Whether start and end fit together; for changes, after what is stored was filled in. */
export { isInOrder as isWorkoutInOrder };

const date = z
  .string('must be a date')
  .refine(isLocalDate, 'must be a date such as 2026-03-03')
  .refine((text) => text >= '1900-01-01' && text <= '2100-12-31', 'must be between 1900 and 2100');

export const workoutListQuery = listQuery.extend({
  from: date.optional().describe('first day, in the time zone of the workout'),
  to: date.optional().describe('last day, included'),
});

/** A workout as the API answers it. */
export const workoutAnswer = z
  .object({
    id: z.uuid(),
    title: z.string(),
    notes: z.string(),
    startedAt: z.string(),
    endedAt: z.string().nullable(),
    localDate: z.string(),
    timeZone: z.string(),
    sessionRpe: z.number().nullable(),
    calories: z.number().nullable(),
    routineDayId: z.uuid().nullable(),
    source: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    version: z.number(),
    sets: z.array(setAnswer),
  })
  .meta({ id: 'Workout' });

/** A workout in a list: what is not set is left out, and so are the ids of its sets. */
export const workoutListItem = z
  .object({
    id: z.uuid(),
    title: z.string(),
    startedAt: z.string(),
    endedAt: z.string().optional(),
    localDate: z.string(),
    notes: z.string().optional(),
    sessionRpe: z.number().optional(),
    calories: z.number().optional(),
    version: z.number(),
    sets: z.array(
      z.object({
        exerciseId: z.uuid(),
        exerciseName: z.string(),
        setType: z.enum(SET_TYPES).optional().describe('left out for a normal set'),
        superset: z.number().optional(),
        reps: z.number().optional(),
        weightKg: z.number().optional(),
        rir: z.number().optional(),
        rpe: z.number().optional(),
        durationS: z.number().optional(),
        distanceM: z.number().optional(),
        avgHr: z.number().optional(),
        maxHr: z.number().optional(),
        calories: z.number().optional(),
        notes: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'WorkoutListItem' });
