import * as z from 'zod';
import { lineOfText } from '../../../lib/text.ts';
import { exerciseId, SET_TYPES, setLimits } from '../set-schema.ts';

const MAX_DAYS = 14;
const MAX_ENTRIES = 40;

const entryLimits = {
  sets: z.int('must be a whole number').min(1, 'must be at least 1').max(50, 'must be at most 50'),
  restS: z.int('must be a whole number').min(0, 'must be at least 0').max(3600, 'must be at most 3600'),
  durationS: z.int().min(0).max(86_400, 'must be a day at most'),
  incrementKg: z.number().min(0, 'must be at least 0').max(100, 'must be at most 100'),
};
export { entryLimits };

const entry = z
  .strictObject({
    id: z.uuid().toLowerCase().optional(),
    exerciseId,
    superset: setLimits.superset.nullish().describe('entries of one number are done in turn'),
    setType: z.enum(SET_TYPES).default('normal'),
    sets: entryLimits.sets.default(3),
    repsMin: setLimits.reps.nullish(),
    repsMax: setLimits.reps.nullish(),
    weightKg: setLimits.weightKg.nullish(),
    rir: setLimits.rir.nullish(),
    durationS: entryLimits.durationS.nullish(),
    distanceM: setLimits.distanceM.nullish(),
    restS: entryLimits.restS.nullish(),
    incrementKg: entryLimits.incrementKg.nullish().describe('added when every set reached repsMax'),
  })
  .refine(({ repsMin, repsMax }) => repsMin == null || repsMax == null || repsMin <= repsMax, {
    path: ['repsMax'],
    message: 'must not be below the lower end',
  });
export type NewEntry = z.output<typeof entry>;
export { entry as newEntrySchema };

const day = z.strictObject({
  id: z.uuid().toLowerCase().optional().describe('of a day that is there: it stays, with its history'),
  name: lineOfText(120),
  weekday: z.int().min(0).max(6).nullish().describe('0 = Sunday'),
  entries: z.array(entry).max(MAX_ENTRIES, `must be at most ${MAX_ENTRIES} exercises`).default([]),
});
export type NewDay = z.output<typeof day>;
export { day as newDaySchema };

const days = z.array(day).max(MAX_DAYS, `must be at most ${MAX_DAYS} days`);
const notes = z.string('must be text').max(10_000, 'must have at most 10000 characters');

export const newRoutineSchema = z.strictObject({
  name: lineOfText(120),
  notes: notes.default(''),
  isActive: z.boolean().default(true),
  days: days.default([]),
});
export type NewRoutine = z.output<typeof newRoutineSchema>;

/** Changes of a routine; absent stays. `days` replaces all of them. */
export const routinePatchSchema = z
  .strictObject({
    name: lineOfText(120).optional(),
    notes: notes.optional(),
    isActive: z.boolean().optional(),
    days: days.optional(),
  })
  .refine((patch) => Object.keys(patch).length > 0, 'must have something to change');
export type RoutinePatch = z.output<typeof routinePatchSchema>;

export const routineAnswer = z
  .object({
    id: z.uuid(),
    name: z.string(),
    notes: z.string(),
    isActive: z.boolean(),
    version: z.number(),
    days: z.array(
      z.object({
        id: z.uuid(),
        name: z.string(),
        weekday: z.number().nullable(),
        entries: z.array(
          z.object({
            id: z.uuid(),
            exerciseId: z.uuid(),
            exerciseName: z.string(),
            exerciseKind: z.enum(['strength', 'cardio', 'hold']),
            superset: z.number().nullable(),
            setType: z.enum(SET_TYPES),
            sets: z.number(),
            repsMin: z.number().nullable(),
            repsMax: z.number().nullable(),
            weightKg: z.number().nullable(),
            rir: z.number().nullable(),
            durationS: z.number().nullable(),
            distanceM: z.number().nullable(),
            restS: z.number().nullable(),
            incrementKg: z.number().nullable(),
          }),
        ),
      }),
    ),
  })
  .meta({ id: 'Routine' });
export type Routine = z.output<typeof routineAnswer>;
export type RoutineDay = Routine['days'][number];
export type RoutineEntry = RoutineDay['entries'][number];
