import * as z from 'zod';
import { listQuery } from '../../../http/lists.ts';
import { numberText } from '../../../http/number-text.ts';
import { isLocalDate } from '../../../lib/dates.ts';
import { problem } from '../../../lib/wording.ts';
import { typedNumber, wallClock } from '../../../http/typed-fields.ts';

export const BODY_WEIGHT = 'body-weight';
/** A body weight in kg that a person can have. */
export const BODY_WEIGHT_KG = { min: 1, max: 700 };

const name = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(80, 'must have at most 80 characters');
const unit = z.string('must be text').trim().max(20, 'must have at most 20 characters');
const decimals = numberText(
  z
    .number('must be a number')
    .int('must be a whole number')
    .min(0, 'must be 0 to 3')
    .max(3, 'must be 0 to 3'),
);
const notes = z.string('must be text').max(2000, 'must have at most 2000 characters');
const value = z
  .number('must be a number')
  .min(-1_000_000, 'must be at least -1000000')
  .max(1_000_000, 'must be at most 1000000');
const version = z.int().positive().describe('the version that was read; a newer one is answered with 409');

/** A day in the calendar between 1900 and 2100. */
export const day = z
  .string('must be a day')
  .refine(isLocalDate, problem('fields.day', 'must be a day such as 2026-03-03'))
  .refine(
    (text) => text >= '1900-01-01' && text <= '2100-12-31',
    problem('fields.years', 'must be between 1900 and 2100'),
  );

const instant = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-03-03T17:30:00Z', abort: true })
  .transform((text) => new Date(text))
  .refine((date) => date.getUTCFullYear() >= 1900 && date.getUTCFullYear() <= 2100, {
    error: 'must be between 1900 and 2100',
  });

export const newTypeSchema = z.strictObject({ name, unit: unit.default(''), decimals: decimals.default(1) });
export type NewType = z.output<typeof newTypeSchema>;

export const typePatchSchema = z.strictObject({
  name: name.optional(),
  unit: unit.optional(),
  decimals: decimals.optional(),
  version: version.optional(),
});
export type TypePatch = z.output<typeof typePatchSchema>;

/** One value as the API takes it; a body weight may name its type by key before its first value exists. */
export const newMeasurementSchema = z
  .strictObject({
    measurementTypeId: z.uuid('must be the id of a measurement type').toLowerCase().optional(),
    measurementType: z.literal(BODY_WEIGHT, 'must be body-weight').optional(),
    measuredAt: instant.optional().describe('now when absent'),
    value: value.describe('in the unit of the type; body weight in kg'),
    notes: notes.default(''),
  })
  .refine((given) => (given.measurementTypeId === undefined) !== (given.measurementType === undefined), {
    path: ['measurementTypeId'],
    message: 'give either measurementTypeId or measurementType',
  });

export const measurementPatchSchema = z.strictObject({
  measuredAt: instant.optional(),
  value: value.optional(),
  notes: notes.optional(),
  version: version.optional(),
});
export type MeasurementPatch = z.output<typeof measurementPatchSchema>;

export const measurementListQuery = listQuery.extend({
  measurementTypeId: z.uuid('must be the id of a measurement type').toLowerCase().optional(),
  from: day.optional(),
  to: day.optional(),
});

/** A value on a form: a decimal point or comma, a day, and a time if it matters. */
export const measurementForm = z.strictObject({
  value: typedNumber(value),
  day: day.optional(),
  time: wallClock.optional(),
  notes: notes.default(''),
});
export type MeasurementForm = z.output<typeof measurementForm>;

export const typeAnswer = z
  .object({
    id: z.string(),
    key: z.string().nullable(),
    name: z.string(),
    unit: z.string(),
    decimals: z.number(),
    version: z.number(),
    latest: z.object({ value: z.number(), date: z.string() }).nullable(),
  })
  .meta({ id: 'MeasurementType' });

export const measurementAnswer = z
  .object({
    id: z.string(),
    measurementTypeId: z.string(),
    measuredAt: z.string(),
    date: z.string(),
    value: z.number(),
    notes: z.string(),
    version: z.number(),
  })
  .meta({ id: 'Measurement' });
