import * as z from 'zod';
import { typedNumber } from '../../../../http/typed-fields.ts';
import { isLocalDate } from '../../../../lib/dates.ts';
import { problem } from '../../../../lib/wording.ts';
import {
  entryTitle,
  gramsValue,
  mealType,
  ownNutrients,
  quantityValue,
  servingsValue,
} from '../diary-schema.ts';

/** What `datetime-local` sends: day and wall clock in the person's zone. */
const localMoment = z.string().transform((text, context) => {
  const found = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2})/.exec(text);
  if (
    !found ||
    !isLocalDate(found[1]!) ||
    found[2]! > '23:59' ||
    found[1]! < '1900-01-01' ||
    found[1]! > '2100-12-31'
  ) {
    context.addIssue({ code: 'custom', ...problem('fields.moment', 'must be a day and a time') });
    return z.NEVER;
  }
  return { date: found[1]!, time: found[2]! };
});

const shared = { text: z.string().optional(), source: z.string(), at: localMoment.optional(), mealType };
const nutrient = (limits: typeof ownNutrients.shape.kcal) => typedNumber(limits.unwrap().unwrap()).optional();

const dish = { recipeId: z.uuid(), servings: typedNumber(servingsValue).optional() };

const item = z
  .strictObject({
    foodId: z.uuid().optional(),
    quantity: typedNumber(quantityValue).optional(),
    unit: z.string().trim().max(60).optional(),
    grams: typedNumber(gramsValue).optional(),
    /** What was shown: who changes the grams means the grams, who changes the rest means that. */
    shown: z.string().max(200).default(''),
    recipeId: dish.recipeId.optional(),
    servings: dish.servings,
  })
  .refine(({ foodId, recipeId }) => (foodId === undefined) !== (recipeId === undefined), {
    path: ['foodId'],
    ...problem('diary.whatMissing', 'give a food or a recipe'),
  });
export type ItemFields = z.output<typeof item>;

/** The corrected chips of a line about food. */
export const diaryFields = z.discriminatedUnion('kind', [
  z.strictObject({
    ...shared,
    kind: z.literal('foods'),
    items: z.array(item).min(1).max(8),
  }),
  z.strictObject({ ...shared, kind: z.literal('recipe'), ...dish }),
  z.strictObject({
    ...shared,
    kind: z.literal('own'),
    title: entryTitle,
    kcal: nutrient(ownNutrients.shape.kcal),
    proteinG: nutrient(ownNutrients.shape.proteinG),
    carbG: nutrient(ownNutrients.shape.carbG),
    fatG: nutrient(ownNutrients.shape.fatG),
  }),
]);
export type DiaryFields = z.output<typeof diaryFields>;
