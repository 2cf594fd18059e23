import * as z from 'zod';
import { typedNumber, wallClock } from '../../../http/typed-fields.ts';
import {
  diaryDay,
  entryNotes,
  entryTitle,
  gramsValue,
  mealType,
  ownNutrients,
  quantityValue,
  servingsValue,
} from './diary-schema.ts';

const id = z.uuid('must be an id').toLowerCase();
const of = ownNutrients.shape;
const nutrientField = (limits: typeof of.kcal) => typedNumber(limits.unwrap().unwrap()).optional();
const nutrientFields = {
  kcal: nutrientField(of.kcal),
  proteinG: nutrientField(of.proteinG),
  carbG: nutrientField(of.carbG),
  sugarG: nutrientField(of.sugarG),
  fatG: nutrientField(of.fatG),
  saturatedFatG: nutrientField(of.saturatedFatG),
  fiberG: nutrientField(of.fiberG),
  sodiumMg: nutrientField(of.sodiumMg),
};

/** What was eaten, from the page where it is looked for. */
export const newEntryForm = z.strictObject({
  date: diaryDay.optional(),
  mealType: mealType.optional(),
  recipeId: id.optional(),
  servings: typedNumber(servingsValue).optional(),
  foodId: id.optional(),
  quantity: typedNumber(quantityValue).optional(),
  unit: z.string().trim().max(60).optional(),
});

/** What was eaten, in numbers. */
export const ownEntryForm = z.strictObject({
  date: diaryDay.optional(),
  mealType: mealType.optional(),
  title: entryTitle,
  ...nutrientFields,
});

/** A planned meal that was eaten; `next` is the page to go back to. */
export const eatenForm = z.strictObject({
  servings: typedNumber(servingsValue).optional(),
  next: z.string().max(300).optional(),
});

/** An entry as it is changed. */
export const entryForm = z.strictObject({
  title: entryTitle,
  servings: typedNumber(servingsValue).optional(),
  grams: typedNumber(gramsValue).optional(),
  date: diaryDay,
  time: wallClock.optional(),
  mealType,
  notes: entryNotes.default(''),
  version: z.coerce.number().int().positive(),
  ...nutrientFields,
});
export type EntryForm = z.output<typeof entryForm>;

/** A meal of one day to be eaten again on another. */
export const copyForm = z.strictObject({ from: diaryDay, to: diaryDay, mealType: mealType.optional() });

/** A line typed on the page of a day. */
export const lineForm = z.strictObject({
  text: z.string().trim().min(1).max(500),
  date: diaryDay.optional(),
  mealType: mealType.optional(),
});
