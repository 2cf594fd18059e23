import * as z from 'zod';
import { listQuery } from '../../../http/lists.ts';
import { isLocalDate } from '../../../lib/dates.ts';
import { problem } from '../../../lib/wording.ts';
import { MEAL_TYPES } from '../meal-types.ts';

/** A day in the calendar between 1900 and 2100. */
export const diaryDay = z
  .string('must be a day')
  .refine(isLocalDate, problem('fields.day', 'must be a day such as 2026-03-03'))
  .refine(
    (text) => text >= '1900-01-01' && text <= '2100-12-31',
    problem('fields.years', 'must be between 1900 and 2100'),
  );

export const mealType = z.enum(MEAL_TYPES, 'must be breakfast, lunch, dinner or snack');
const id = (what: string) => z.uuid(`must be the id of ${what}`).toLowerCase();
const amount = (max: number) =>
  z.number('must be a number').gt(0, 'must be more than 0').max(max, `must be at most ${max}`);
export const gramsValue = amount(100_000);
export const servingsValue = amount(100);
export const quantityValue = amount(100_000);
const nutrient = (max: number) =>
  z.number('must be a number').min(0, 'must be at least 0').max(max, `must be at most ${max}`).nullish();
const unit = z.string('must be text').trim().min(1, 'must not be empty').max(60);
export const entryTitle = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(300, 'must have at most 300 characters');
export const entryNotes = z.string('must be text').max(2000, 'must have at most 2000 characters');
const version = z.int().positive().describe('the version that was read; a newer one is answered with 409');

const instant = z.iso
  .datetime({ offset: true, error: 'must be a time such as 2026-03-03T17:30:00Z', abort: true })
  .transform((text) => new Date(text))
  .refine((date) => date.getUTCFullYear() >= 1900 && date.getUTCFullYear() <= 2100, {
    error: 'must be between 1900 and 2100',
  });

/** What was eaten, in numbers, where neither a food nor a recipe says so. */
export const ownNutrients = z
  .strictObject({
    kcal: nutrient(50_000),
    proteinG: nutrient(5000),
    carbG: nutrient(5000),
    sugarG: nutrient(5000),
    fatG: nutrient(5000),
    saturatedFatG: nutrient(5000),
    fiberG: nutrient(5000),
    sodiumMg: nutrient(1_000_000),
  })
  .describe('of all that was eaten: kcal, g, and mg of sodium');
export type OwnNutrients = z.output<typeof ownNutrients>;

/** Which of the ways to say what was eaten a body may take, one at a time. */
const WAYS = ['planEntryId', 'recipeId', 'foodId', 'nutrients'] as const;

export const newEntrySchema = z
  .strictObject({
    planEntryId: id('a planned meal').optional().describe('a meal of the plan that is eaten now'),
    recipeId: id('a recipe').optional(),
    servings: servingsValue.optional().describe('of a recipe or a planned meal; 1 when absent'),
    foodId: id('a food').optional(),
    grams: gramsValue.optional().describe('of a food; or quantity and unit'),
    quantity: quantityValue.optional(),
    unit: unit.optional().describe('cup, slice, ml …; pieces when absent'),
    title: entryTitle.optional().describe('needed beside nutrients'),
    nutrients: ownNutrients.optional(),
    date: diaryDay.optional().describe('today when absent'),
    at: instant.optional().describe('now when absent'),
    mealType: mealType.optional().describe('told by the time of day when absent'),
    notes: entryNotes.default(''),
  })
  .superRefine((given, context) => {
    const ways = WAYS.filter((way) => given[way] !== undefined);
    const add = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (ways.length !== 1) add('recipeId', `give one of ${WAYS.join(', ')}`);
    if (given.nutrients && given.title === undefined) add('title', 'is missing');
    if (given.foodId !== undefined && given.grams === undefined && given.quantity === undefined)
      add('grams', 'give grams, or quantity and unit');
  });
export type NewEntry = z.output<typeof newEntrySchema>;

export const entryPatchSchema = z.strictObject({
  servings: servingsValue.optional(),
  grams: gramsValue.optional(),
  title: entryTitle.optional(),
  nutrients: ownNutrients.optional().describe('only of an entry without a recipe and a food'),
  date: diaryDay.optional(),
  at: instant.optional(),
  mealType: mealType.optional(),
  notes: entryNotes.optional(),
  version: version.optional(),
});
export type EntryPatch = z.output<typeof entryPatchSchema>;

export const entryListQuery = listQuery.extend({ from: diaryDay.optional(), to: diaryDay.optional() });

const known = z.number().nullable();
export const nutrientsAnswer = z
  .object({
    kcal: known,
    proteinG: known,
    carbG: known,
    sugarG: known,
    fatG: known,
    saturatedFatG: known,
    fiberG: known,
    sodiumMg: known,
    complete: z.boolean().describe('false where something that was eaten is not known'),
  })
  .meta({ id: 'DiaryNutrients' });

export const entryAnswer = z
  .object({
    id: z.string(),
    date: z.string(),
    at: z.string(),
    mealType: z.enum(MEAL_TYPES),
    title: z.string(),
    recipeId: z.string().nullable(),
    foodId: z.string().nullable(),
    planEntryId: z.string().nullable(),
    quantity: known,
    unit: z.string().nullable(),
    grams: known,
    servings: known,
    nutrients: nutrientsAnswer,
    notes: z.string(),
    source: z.string(),
    version: z.number(),
  })
  .meta({ id: 'DiaryEntry' });
