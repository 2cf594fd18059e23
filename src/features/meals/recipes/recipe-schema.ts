import * as z from 'zod';
import { listQuery } from '../../../http/lists.ts';
import { numberText } from '../../../http/number-text.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import { lineOfText, longText } from '../../../lib/text.ts';
import { pictureAnswer } from '../../../storage/picture-answer.ts';

/** How a recipe came to be. */
export const RECIPE_SOURCES = ['web', 'api', 'capture', 'import', 'model', 'telegram', 'assistant'] as const;
export type RecipeSource = (typeof RECIPE_SOURCES)[number];

/** The most that a recipe may hold; what is read from pages and files is cut to it (`fitDraft`). */
export const RECIPE_LIMITS = {
  title: 200,
  text: 10_000,
  line: 500,
  lines: 200,
  step: 5000,
  steps: 100,
  section: 200,
  tag: 40,
  tags: 50,
  minutes: 20_160,
  servings: 1000,
} as const;

const L = RECIPE_LIMITS;
const minutes = (max: number) =>
  z.int('must be a whole number').min(0, 'must be at least 0').max(max, `must be at most ${max} minutes`);
const section = lineOfText(L.section).nullish();

/** How many people a recipe feeds; half portions count. */
export const servings = z
  .number('must be a number')
  .gt(0, 'must be more than 0')
  .max(L.servings, `must be at most ${L.servings}`);
export const rating = z.int('must be a whole number').min(1, 'must be 1 to 5').max(5, 'must be 1 to 5');
export const tags = z
  .array(lineOfText(L.tag))
  .max(L.tags, `must be at most ${L.tags} tags`)
  .transform((list) => [...new Map(list.map((tag) => [tag.toLowerCase(), tag])).values()]);
const mealTypes = z
  .array(z.enum(MEAL_TYPES))
  .max(4)
  .transform((list) => MEAL_TYPES.filter((type) => list.includes(type)));

const ingredient = z.strictObject({
  text: lineOfText(L.line).describe('as it is written in the recipe: "200 g rice, rinsed"'),
  section,
});
const step = z.strictObject({
  text: longText(L.step).refine((text) => text.trim() !== '', 'is missing'),
  section,
  timerS: z.int().min(1).max(604_800).nullish().describe('default: what its text says'),
  leadMin: z.int().min(1).max(L.minutes).nullish().describe('must start so many minutes before the meal'),
});

const fields = {
  title: lineOfText(L.title),
  description: longText(L.text),
  sourceUrl: z
    .url({ protocol: /^https?$/, error: 'must be an address of the web' })
    .max(2000)
    .nullable(),
  sourceName: lineOfText(200).nullable(),
  yieldsServings: servings,
  yieldText: lineOfText(200).nullable(),
  prepMin: minutes(L.minutes).nullable(),
  cookMin: minutes(L.minutes).nullable(),
  totalMin: minutes(2 * L.minutes)
    .nullable()
    .describe('default: preparation and cooking together'),
  cuisine: lineOfText(80).nullable(),
  course: lineOfText(80).nullable(),
  tags,
  mealTypes,
  rating: rating.nullable(),
  notes: longText(L.text),
  language: z
    .string()
    .regex(/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, 'must be a language such as en or pt-BR')
    .max(20)
    .nullable(),
  ingredients: z.array(ingredient).max(L.lines, `must be at most ${L.lines} lines`),
  steps: z.array(step).max(L.steps, `must be at most ${L.steps} steps`),
};

/** A recipe as a client sends it. */
export const newRecipeSchema = z.strictObject({
  ...fields,
  description: fields.description.default(''),
  sourceUrl: fields.sourceUrl.default(null),
  sourceName: fields.sourceName.default(null),
  yieldText: fields.yieldText.default(null),
  prepMin: fields.prepMin.default(null),
  cookMin: fields.cookMin.default(null),
  totalMin: fields.totalMin.default(null),
  cuisine: fields.cuisine.default(null),
  course: fields.course.default(null),
  tags: fields.tags.default([]),
  mealTypes: fields.mealTypes.default([]),
  rating: fields.rating.default(null),
  notes: fields.notes.default(''),
  language: fields.language.default(null),
  ingredients: fields.ingredients.default([]),
  steps: fields.steps.default([]),
});
export type NewRecipe = z.output<typeof newRecipeSchema>;

/**
 * A recipe before it is stored, however it came: written, read from a page, sent by a client, proposed by a model.
 * `externalId` is what its origin calls it, so that the same import does not bring it twice.
 */
export type RecipeDraft = z.input<typeof newRecipeSchema> & {
  imageUrl?: string | null | undefined;
  source?: RecipeSource | undefined;
  externalId?: string | null | undefined;
  /** The one it had where it was exported; must be free. Default: a new one. */
  id?: string | undefined;
};

/** Changes of a recipe; absent stays. `ingredients` and `steps` replace all of them. */
export const recipePatchSchema = z
  .strictObject(fields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must have something to change');
export type RecipePatch = z.output<typeof recipePatchSchema>;

export const recipeListQuery = listQuery.extend({
  q: z
    .string()
    .max(200)
    .optional()
    .describe('words of title, tags or ingredients; typing errors are forgiven'),
  tag: z.string().max(L.tag).optional(),
  mealType: z.enum(MEAL_TYPES).optional(),
  maxMinutes: numberText(z.number().int().min(1).max(40_320)).optional(),
  minRating: numberText(z.number().int().min(1).max(5)).optional(),
});

/** What one serving holds; `missing` lines found no food or no weight, so that the truth is more. */
const nutritionAnswer = z.object({
  kcal: z.number(),
  proteinG: z.number(),
  carbG: z.number(),
  sugarG: z.number(),
  fatG: z.number(),
  saturatedFatG: z.number(),
  fiberG: z.number(),
  sodiumMg: z.number(),
  complete: z.boolean(),
  missing: z.number(),
});

export const imageAnswer = z.object(pictureAnswer);

/** A recipe in a list. */
export const recipeListItem = z
  .object({
    id: z.uuid(),
    title: z.string(),
    yieldsServings: z.number(),
    totalMin: z.number().nullable(),
    tags: z.array(z.string()),
    mealTypes: z.array(z.enum(MEAL_TYPES)),
    rating: z.number().nullable(),
    nutrition: nutritionAnswer.nullable().describe('per serving'),
    allergens: z.array(z.string()),
    diets: z.array(z.string()),
    image: imageAnswer.nullable(),
    createdAt: z.string(),
    version: z.number(),
  })
  .meta({ id: 'RecipeListItem' });
export type RecipeSummary = z.output<typeof recipeListItem>;

/** A recipe as the API answers it. */
export const recipeAnswer = z
  .object({
    ...recipeListItem.shape,
    description: z.string(),
    sourceUrl: z.string().nullable(),
    sourceName: z.string().nullable(),
    yieldText: z.string().nullable(),
    prepMin: z.number().nullable(),
    cookMin: z.number().nullable(),
    cuisine: z.string().nullable(),
    course: z.string().nullable(),
    notes: z.string(),
    language: z.string().nullable(),
    source: z.enum(RECIPE_SOURCES),
    updatedAt: z.string(),
    ingredients: z.array(
      z.object({
        id: z.uuid(),
        section: z.string().nullable(),
        text: z.string(),
        quantity: z.number().nullable(),
        quantityMax: z.number().nullable(),
        unit: z.string().nullable(),
        foodName: z.string(),
        note: z.string().nullable(),
        isOptional: z.boolean(),
        isNegligible: z.boolean().describe('without weight, and none is missed: salt to taste'),
        foodId: z.uuid().nullable(),
        foodTitle: z.string().nullable().describe('the food of the table that its nutrients are taken from'),
        grams: z.number().nullable(),
      }),
    ),
    steps: z.array(
      z.object({
        id: z.uuid(),
        section: z.string().nullable(),
        text: z.string(),
        timerS: z.number().nullable(),
        leadMin: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'Recipe' });
export type Recipe = z.output<typeof recipeAnswer>;
export type RecipeIngredient = Recipe['ingredients'][number];
export type RecipeStep = Recipe['steps'][number];
