import * as z from 'zod';
import { typedNumber, wallClock } from '../../../http/typed-fields.ts';
import { problem } from '../../../lib/wording.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import { localDay } from './wish-schema.ts';

const mealType = z.enum(MEAL_TYPES, `must be one of ${MEAL_TYPES.join(', ')}`);
const servings = z.number().min(0.05).max(100);
const grams = z.number().min(0.1).max(100_000);
const note = z.string('must be text').trim().max(2000);
const uuid = (what: string) => z.uuid(`must be the id of ${what}`).toLowerCase();

interface What {
  recipeId?: string | undefined;
  foodId?: string | undefined;
  note?: string | undefined;
}

function checkWhat({ value, issues }: z.core.ParsePayload<What>): void {
  if (value.recipeId !== undefined && value.foodId !== undefined) {
    const words = problem('plan.entry.one', 'give a recipe or a food, not both');
    issues.push({ code: 'custom', path: ['foodId'], ...words, input: value });
  }
  if (value.recipeId === undefined && value.foodId === undefined && !value.note) {
    const words = problem('plan.entry.nothing', 'give a recipe, a food or a note');
    issues.push({ code: 'custom', path: ['recipeId'], ...words, input: value });
  }
}

export const newEntrySchema = z
  .strictObject({
    onDate: localDay,
    mealType,
    atTime: wallClock.optional(),
    recipeId: uuid('a recipe').optional(),
    foodId: uuid('a food').optional(),
    note: note.optional(),
    servings: servings
      .optional()
      .describe('for everybody together; without it, by the portions of the members'),
    grams: grams.optional().describe('of a food, for everybody together'),
    isLocked: z.boolean().optional(),
    leftoverOf: uuid('a planned meal').optional(),
  })
  .check(checkWhat);
export type NewEntry = z.output<typeof newEntrySchema>;

/** What can be changed of a planned meal; `recipeId` puts another dish in its place. */
export const entryPatchSchema = z
  .strictObject({
    onDate: localDay,
    mealType,
    atTime: wallClock.nullable(),
    recipeId: uuid('a recipe'),
    note,
    servings,
    myServings: servings.describe('what you eat of it; the sum changes along'),
    grams: grams.nullable(),
    isLocked: z.boolean(),
  })
  .partial();
export type EntryPatch = z.output<typeof entryPatchSchema>;

export const entryListQuery = z.strictObject({ from: localDay, to: localDay });

const macros = z.object({
  kcal: z.number(),
  proteinG: z.number(),
  carbG: z.number(),
  fatG: z.number(),
  fiberG: z.number(),
});

/** A planned meal as the API answers it, and as the pages read it. */
export const entryAnswer = z
  .object({
    id: z.uuid(),
    onDate: z.string(),
    mealType,
    atTime: z.string().describe('HH:MM: its own time, or that of this kind of meal in the household'),
    hasOwnTime: z.boolean(),
    recipeId: z.uuid().nullable(),
    foodId: z.uuid().nullable(),
    title: z.string(),
    recipeState: z
      .enum(['there', 'binned', 'gone', 'none'])
      .describe('binned or gone: the recipe was deleted while it was planned; its name stays'),
    note: z.string(),
    servings: z.number(),
    grams: z.number().nullable(),
    myServings: z.number().nullable(),
    mine: macros.nullable().describe('what your part of it has; null when nobody knows'),
    isComplete: z.boolean().describe('false: not every ingredient was found, so the figures are too low'),
    minutes: z.number().nullable(),
    leftoverOf: z.uuid().nullable(),
    isLocked: z.boolean(),
    isEaten: z.boolean(),
    origin: z.enum(['manual', 'solver', 'model']),
    planRunId: z.uuid().nullable(),
    version: z.number(),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .meta({ id: 'MealPlanEntry' });
export type PlanEntry = z.output<typeof entryAnswer>;

const version = z.coerce.number().int().positive();

/** The page of one meal: time, servings, note. */
export const entryForm = z.object({
  version: version.optional(),
  atTime: wallClock.optional(),
  servings: typedNumber(servings).optional(),
  myServings: typedNumber(servings).optional(),
  grams: typedNumber(grams).optional(),
  note: note.default(''),
});

export const moveForm = z.object({ onDate: localDay, mealType, version: version.optional() });
export const swapForm = z.object({ recipeId: uuid('a recipe'), version: version.optional() });
export const lockForm = z.object({ isLocked: z.enum(['true', 'false']), version: version.optional() });
export const leftoverForm = z.object({ onDate: localDay, mealType });

/** A meal by hand: a recipe from the list, a food by its name and weight, or a note. */
export const newEntryForm = z
  .object({
    onDate: localDay,
    mealType,
    recipeId: uuid('a recipe').optional(),
    foodId: uuid('a food').optional(),
    note: note.optional(),
    servings: typedNumber(servings).optional(),
    grams: typedNumber(grams).optional(),
  })
  .check(checkWhat);
