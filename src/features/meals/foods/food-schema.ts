import * as z from 'zod';
import { listQuery } from '../../../http/lists.ts';
import { lineOfText } from '../../../lib/text.ts';
import { problem } from '../../../lib/wording.ts';
import { AISLES, ALLERGENS, DIETS } from '../food-terms.ts';

const grams = z.number().min(0).max(100, 'must be at most 100 g').nullable();
const portion = z.strictObject({
  unit: lineOfText(60),
  amount: z.number().positive().max(1000).default(1),
  grams: z.number().positive().max(100_000),
  note: lineOfText(60).optional(),
});
const portionList = z.array(portion).max(30, 'must be at most 30 measures');

const fields = {
  name: lineOfText(160),
  plural: lineOfText(160).nullable(),
  aliases: z.array(lineOfText(80)).max(30, 'must be at most 30 names'),
  description: z.string().trim().max(2000),
  aisle: z.enum(AISLES),
  densityGPerMl: z.number().positive().max(25).nullable(),
  kcal: z.number().min(0).max(1000, 'must be at most 1000 kcal').nullable(),
  proteinG: grams,
  carbG: grams,
  sugarG: grams,
  fatG: grams,
  saturatedFatG: grams,
  fiberG: grams,
  sodiumMg: z.number().min(0).max(100_000).nullable(),
  allergens: z.array(z.enum(ALLERGENS)).max(ALLERGENS.length),
  diets: z.array(z.enum(DIETS)).max(DIETS.length),
  portions: portionList,
};

type Macros = { [K in 'proteinG' | 'carbG' | 'fatG']?: number | null | undefined };
/** 100 g of a food cannot hold more than 100 g; labels round. */
export function weighTooMuch({ proteinG, carbG, fatG }: Macros): boolean {
  return (proteinG ?? 0) + (carbG ?? 0) + (fatG ?? 0) > 105;
}
export const macroSum = problem(
  'foods.form.macroSum',
  'protein, carbohydrate and fat together must not weigh more than the 100 g they are in',
);

/** A food of the household's own; nutrients per 100 g, null for what nobody knows. */
export const newFoodSchema = z
  .strictObject({
    ...fields,
    plural: fields.plural.default(null),
    aliases: fields.aliases.default([]),
    description: fields.description.default(''),
    aisle: fields.aisle.default('other'),
    densityGPerMl: fields.densityGPerMl.default(null),
    kcal: fields.kcal.default(null),
    proteinG: grams.default(null),
    carbG: grams.default(null),
    sugarG: grams.default(null),
    fatG: grams.default(null),
    saturatedFatG: grams.default(null),
    fiberG: grams.default(null),
    sodiumMg: fields.sodiumMg.default(null),
    allergens: fields.allergens.default([]),
    diets: fields.diets.default([]),
    portions: portionList.default([]),
  })
  .refine((food) => !weighTooMuch(food), { ...macroSum, path: ['carbG'] });
export type NewFood = z.output<typeof newFoodSchema>;

export const foodPatchSchema = z
  .strictObject(fields)
  .partial()
  .refine((patch) => Object.keys(patch).length > 0, 'must have something to change')
  .refine((food) => !weighTooMuch(food), { ...macroSum, path: ['carbG'] });
export type FoodPatch = z.output<typeof foodPatchSchema>;

export const foodListQuery = listQuery.extend({
  q: z.string().trim().max(200).optional().describe('words of the name; forgives typing errors'),
  aisle: z.enum(AISLES).optional(),
  own: z.stringbool().optional().describe("only the household's own foods, or only the product's table"),
});

export const householdPortionSchema = z.strictObject({
  unit: lineOfText(60).describe('a unit such as slice, cup, piece'),
  grams: z.number().positive().max(100_000).nullable().describe('null forgets it'),
});

export const lookUpSchema = z.strictObject({ q: lineOfText(200) });

const number = z.number().nullable();
export const foodAnswer = z
  .object({
    id: z.uuid(),
    name: z.string(),
    plural: z.string().nullable(),
    aliases: z.array(z.string()),
    description: z.string(),
    aisle: z.string(),
    source: z.enum(['usda', 'own', 'edamam']),
    sourceId: z.string().nullable(),
    confidence: z.enum(['measured', 'derived', 'estimated']),
    densityGPerMl: number,
    kcal: number.describe('per 100 g, like all nutrients'),
    proteinG: number,
    carbG: number,
    sugarG: number,
    fatG: number,
    saturatedFatG: number,
    fiberG: number,
    sodiumMg: number,
    allergens: z.array(z.string()),
    diets: z.array(z.string()),
    portions: z.array(
      z.object({ unit: z.string(), amount: z.number(), grams: z.number(), note: z.string().optional() }),
    ),
    isOwn: z.boolean(),
    version: z.number(),
  })
  .meta({ id: 'Food' });
export type Food = z.output<typeof foodAnswer>;
