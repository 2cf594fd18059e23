import * as z from 'zod';
import { isLocalDate } from '../../../lib/dates.ts';
import { parseDecimal } from '../../../lib/decimal-text.ts';
import { problem } from '../../../lib/wording.ts';
import { SET_TYPES } from '../set-schema.ts';

const number = z.string().transform((text, context) => {
  const value = parseDecimal(text);
  if (value === undefined)
    context.addIssue({ code: 'custom', ...problem('fields.number', 'must be a number') });
  return value ?? 0;
});

/** "27:30", "1:02:03", or minutes as a plain number, in seconds. */
const duration = z.string().transform((text, context) => {
  const clock = /^(?:(\d{1,3}):)?(\d{1,3}):(\d{2})$/.exec(text.trim());
  if (clock) return Number(clock[1] ?? 0) * 3600 + Number(clock[2]) * 60 + Number(clock[3]);
  const minutes = parseDecimal(text);
  if (minutes === undefined) {
    context.addIssue({ code: 'custom', ...problem('fields.duration', 'must be a time such as 27:30') });
  }
  return (minutes ?? 0) * 60;
});

/** What `datetime-local` sends: day and wall clock in the person's zone. */
const localMoment = z.string().transform((text, context) => {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(text);
  if (!found || !isLocalDate(found[1]!) || found[2]! > '23:59') {
    context.addIssue({ code: 'custom', ...problem('fields.moment', 'must be a day and a time') });
    return { date: '2000-01-01', time: '00:00' };
  }
  return { date: found[1]!, time: found[2]! };
});

const group = z.strictObject({
  sets: number
    .pipe(z.int('must be a whole number').min(1, 'must be at least 1').max(50, 'must be at most 50'))
    .optional(),
  setType: z.enum(SET_TYPES).default('normal'),
  reps: number.optional(),
  weight: number.optional(),
  weightUnit: z.enum(['kg', 'lb']).default('kg'),
  rir: number.optional(),
  rpe: number.optional(),
  duration: duration.optional(),
  distance: number.optional(),
  distanceUnit: z.enum(['km', 'mi', 'm']).default('km'),
  avgHr: number.optional(),
  maxHr: number.optional(),
  calories: number.optional(),
});
export type GroupFields = z.output<typeof group>;

const shared = { text: z.string().optional(), source: z.string(), at: localMoment.optional() };

/** The corrected chips of a workout. */
export const workoutFields = z.strictObject({
  ...shared,
  kind: z.literal('workout'),
  /** Whether the line named its time: then it is the start, otherwise the end. */
  said: z.enum(['yes', 'no']).default('no'),
  entries: z
    .array(z.strictObject({ exerciseId: z.uuid(), groups: z.array(group).min(1).max(50) }))
    .min(1)
    .max(20),
  notes: z.string().max(10_000).default(''),
});
export type WorkoutFields = z.output<typeof workoutFields>;

/** The corrected chips of a body value; `type` is an id, `body-weight`, or the name of a common one. */
export const measurementFields = z.strictObject({
  ...shared,
  kind: z.literal('measurement'),
  type: z.string().max(80),
  value: number,
  unit: z.string().max(20).default(''),
});
export type MeasurementFields = z.output<typeof measurementFields>;

export const captureFields = z.discriminatedUnion('kind', [workoutFields, measurementFields]);
