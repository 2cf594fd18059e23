import * as z from 'zod';

export const SET_TYPES = ['normal', 'warmup', 'drop', 'myo', 'failure'] as const;
export type SetType = (typeof SET_TYPES)[number];

const whole = (min: number, max: number) =>
  z.int('must be a whole number').min(min, `must be at least ${min}`).max(max, `must be at most ${max}`);
const decimal = (min: number, max: number) =>
  z.number('must be a number').min(min, `must be at least ${min}`).max(max, `must be at most ${max}`);

/** The limits of what one set can be; the table has the same as check constraints. */
export const setLimits = {
  reps: whole(0, 1000),
  weightKg: decimal(0, 2000),
  rir: decimal(0, 10),
  rpe: decimal(1, 10),
  durationS: decimal(0, 604_800),
  distanceM: decimal(0, 2_000_000),
  heartRate: decimal(20, 260),
  calories: whole(0, 50_000),
  restS: whole(0, 36_000),
  superset: whole(1, 20),
};

/** An instant with its offset, kept as a Date; years 1900 to 2100. */
export const instant = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-03-03T17:30:00Z', abort: true })
  .transform((text) => new Date(text))
  .refine((date) => date.getUTCFullYear() >= 1900 && date.getUTCFullYear() <= 2100, {
    error: 'must be between 1900 and 2100',
    abort: true,
  });

export const exerciseId = z.uuid('must be the id of an exercise').toLowerCase();

/** One set as a client sends it; what is not given is unknown, not zero. */
export const newSetSchema = z.strictObject({
  exerciseId,
  setType: z.enum(SET_TYPES, 'must be normal, warmup, drop, myo or failure').default('normal'),
  superset: setLimits.superset.nullish(),
  reps: setLimits.reps.nullish(),
  weightKg: setLimits.weightKg.nullish(),
  weightUnit: z.enum(['kg', 'lb']).nullish().describe('the unit it was typed in'),
  rir: setLimits.rir.nullish().describe('repetitions in reserve'),
  rpe: setLimits.rpe.nullish().describe('rate of perceived exertion, 1 to 10'),
  durationS: setLimits.durationS.nullish(),
  distanceM: setLimits.distanceM.nullish(),
  avgHr: setLimits.heartRate.nullish(),
  maxHr: setLimits.heartRate.nullish(),
  calories: setLimits.calories.nullish(),
  restS: setLimits.restS.nullish(),
  targetRepsMin: setLimits.reps.nullish(),
  targetRepsMax: setLimits.reps.nullish(),
  targetWeightKg: setLimits.weightKg.nullish(),
  notes: z.string('must be text').trim().max(2000, 'must have at most 2000 characters').default(''),
  completedAt: instant.nullish().describe('when it was done; the start of the workout if not given'),
});
export type NewSet = z.output<typeof newSetSchema>;

/** What of a set can be changed; absent stays, null empties. */
export const setPatchSchema = newSetSchema
  .partial()
  .extend({ setType: z.enum(SET_TYPES).optional(), notes: z.string().trim().max(2000).optional() })
  .refine((patch) => Object.keys(patch).length > 0, 'must have something to change');
export type SetPatch = z.output<typeof setPatchSchema>;

/** One set as the API answers it. */
export const setAnswer = z
  .object({
    id: z.uuid(),
    exerciseId: z.uuid(),
    exerciseName: z.string(),
    position: z.number(),
    superset: z.number().nullable(),
    setType: z.enum(SET_TYPES),
    reps: z.number().nullable(),
    weightKg: z.number().nullable(),
    weightUnit: z.enum(['kg', 'lb']).nullable(),
    rir: z.number().nullable(),
    rpe: z.number().nullable(),
    durationS: z.number().nullable(),
    distanceM: z.number().nullable(),
    avgHr: z.number().nullable(),
    maxHr: z.number().nullable(),
    calories: z.number().nullable(),
    restS: z.number().nullable(),
    targetRepsMin: z.number().nullable(),
    targetRepsMax: z.number().nullable(),
    targetWeightKg: z.number().nullable(),
    notes: z.string(),
    completedAt: z.string().nullable(),
  })
  .meta({ id: 'WorkoutSet' });
