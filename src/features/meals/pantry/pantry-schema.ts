import * as z from 'zod';
import { typedNumber } from '../../../http/typed-fields.ts';
import { isLocalDate } from '../../../lib/dates.ts';
import { problem } from '../../../lib/wording.ts';
import { AISLES } from '../food-terms.ts';
import { aisle, quantity, unit } from '../shopping/shopping-schema.ts';
import { LOCATIONS } from './keeping.ts';

const name = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters');
const location = z.enum(LOCATIONS, `must be one of ${LOCATIONS.join(', ')}`);
const day = z
  .string('must be a day')
  .refine(isLocalDate, problem('fields.day', 'must be a day such as 2026-03-03'))
  .refine(
    (text) => text >= '1900-01-01' && text <= '2100-12-31',
    problem('fields.years', 'must be between 1900 and 2100'),
  );
const version = z.int().positive().describe('the version that was read; a newer one is answered with 409');

export const newPantryItemSchema = z.strictObject({
  name: name.describe('as typed: "500 g rice" is read unless quantity is given'),
  quantity: quantity.nullable().optional().describe('null: some of it, nobody counted'),
  unit: unit.nullable().optional(),
  aisle: aisle.optional(),
  location: location.optional().describe('default: where things of its aisle are kept'),
  expiresOn: day.nullable().optional().describe('default: a guess by aisle'),
});
export type NewPantryItem = z.output<typeof newPantryItemSchema>;

export const pantryPatchSchema = newPantryItemSchema.partial().extend({ version: version.optional() });

export const pantryForm = z.strictObject({
  name,
  quantity: typedNumber(quantity).optional(),
  unit: unit.optional(),
  location,
  expiresOn: day.optional(),
});

export const stepForm = z.strictObject({ by: typedNumber(z.number().min(-100_000).max(100_000)) });

export const pantryAnswer = z
  .object({
    id: z.string(),
    foodId: z.string().nullable(),
    name: z.string(),
    quantity: z.number().nullable(),
    unit: z.string().nullable(),
    aisle: z.enum(AISLES),
    location: z.enum(LOCATIONS),
    expiresOn: z.string().nullable(),
    version: z.number(),
  })
  .meta({ id: 'PantryItem' });
