import * as z from 'zod';
import { listQuery } from '../../../http/lists.ts';
import { numberText } from '../../../http/number-text.ts';
import { typedNumber } from '../../../http/typed-fields.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { unitOf } from '../ingredients/units.ts';
import { AISLES } from '../food-terms.ts';

const uuid = (what: string) => z.uuid(`must be the id of ${what}`).toLowerCase();
const instant = z.iso.datetime({ offset: true, error: 'must be a time such as 2026-03-03T17:30:00Z' });
const name = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(80, 'must have at most 80 characters');
const text = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(200, 'must have at most 200 characters');
export const quantity = z
  .number('must be a number')
  .gt(0, 'must be more than 0')
  .max(1_000_000, 'must be at most 1000000')
  .transform((value) => Math.round(value * 1000) / 1000)
  .pipe(z.number().gt(0, 'must be more than 0'));
/** Any spelling of a known unit becomes that unit; others stay as they are written. */
export const unit = z
  .string('must be text')
  .trim()
  .max(40, 'must have at most 40 characters')
  .transform((word) => unitOf(word) ?? (word === '' ? null : word));
export const aisle = z.enum(AISLES, `must be one of ${AISLES.join(', ')}`);
const changedAt = instant
  .optional()
  .describe(
    'when it was tapped, by the clock of the device; the latest tap wins, in whichever order they arrive',
  );
const version = z.int().positive().describe('the version that was read; a newer one is answered with 409');

export const newListSchema = z.strictObject({
  name,
  fillsPantry: z.boolean().optional().describe('ticked goods go to the pantry by themselves'),
  aisleOrder: z.array(aisle).max(AISLES.length).optional().describe('the way through this store'),
});
export const listPatchSchema = newListSchema.partial().extend({ version: version.optional() });

export const planSpanSchema = z.strictObject({
  from: z.iso.date('must be a day such as 2026-03-03').optional().describe('default: today'),
  days: z.int().min(1, 'must be 1 to 28').max(28, 'must be 1 to 28').default(7),
});

export const newItemSchema = z.strictObject({
  id: uuid('the new item').optional().describe('chosen by a device without a network'),
  listId: uuid('a list'),
  text: text.describe('as typed: "2 kg flour" is read unless quantity is given'),
  quantity: quantity.nullable().optional(),
  unit: unit.nullable().optional(),
  aisle: aisle.optional(),
  changedAt,
});
export type NewItem = z.output<typeof newItemSchema>;

export const itemPatchSchema = z.strictObject({
  isChecked: z.boolean().optional(),
  isDeleted: z.boolean().optional().describe('true: into the bin; false: out of it'),
  isStocked: z
    .boolean()
    .optional()
    .describe('true: bought, so into the pantry and off the list; false: back on the list'),
  text: text.optional(),
  quantity: quantity.nullable().optional(),
  unit: unit.nullable().optional(),
  aisle: aisle.optional(),
  changedAt,
});
export type ItemPatch = z.output<typeof itemPatchSchema>;

export const itemListQuery = listQuery.extend({ listId: uuid('a list').optional() });

/** The form of an item: an empty amount means none. */
export const itemForm = z.strictObject({
  text,
  quantity: typedNumber(quantity).optional(),
  unit: unit.optional(),
  aisle: aisle.optional(),
});

export const linesForm = z.strictObject({
  lines: z.string().trim().min(1).max(20_000),
});

export const listForm = z.strictObject({ name, fillsPantry: z.literal('on').optional() });

export const itemAnswer = z
  .object({
    id: z.string(),
    listId: z.string(),
    foodId: z.string().nullable(),
    text: z.string(),
    quantity: z.number().nullable(),
    unit: z.string().nullable().describe('canonical; null counts pieces'),
    needed: z.string().describe('what the meals need, where the shop sells another amount'),
    aisle: z.enum(AISLES),
    origin: z.enum(['hand', 'plan']),
    meals: z.array(z.object({ entryId: z.string(), title: z.string(), onDate: z.string() })),
    isChecked: z.boolean(),
    checkedAt: z.string().nullable(),
    checkedBy: z.string().nullable().describe('name of who ticked it'),
    isDeleted: z.boolean(),
    changedAt: z.string().describe('time of the last tap that counted'),
    version: z.number(),
  })
  .meta({ id: 'ShoppingItem' });

export const listAnswer = z
  .object({
    id: z.string(),
    name: z.string(),
    fillsPantry: z.boolean(),
    aisleOrder: z.array(z.enum(AISLES)),
    openCount: z.number(),
    tickedCount: z.number(),
    version: z.number(),
  })
  .meta({ id: 'ShoppingList' });

export const momentForm = z.strictObject({ at: instant });

/** From a day on, so many days. */
export const planForm = z.strictObject({
  from: z.iso.date().optional(),
  days: numberText(z.int().min(1).max(28)).default(7),
});

export const moveForm = z.strictObject({ aisle, by: z.enum(['-1', '1']) });

export const tickForm = z.strictObject({ isChecked: z.enum(['true', 'false']) });

/** Further items of a line that come back with it: ids with spaces between them. */
export const restoreForm = z.strictObject({
  others: z
    .string()
    .max(4000)
    .default('')
    .transform((ids) => ids.split(' ').filter(isUuid)),
});
