import * as z from 'zod';
import { typedNumber } from '../../../../http/typed-fields.ts';
import { problem } from '../../../../lib/wording.ts';
import { diaryDay, entryAnswer, gramsValue, mealType, nutrientsAnswer } from '../diary-schema.ts';
import { MEAL_TYPES } from '../../meal-types.ts';
import { MAX_FOODS } from './read-plate.ts';

/** Day and meal of a photo, beside the picture itself. */
export const plateDetails = z.strictObject({ date: diaryDay.optional(), mealType: mealType.optional() });

const foodId = z.uuid(problem('plates.goneFood', 'must be the id of a food')).toLowerCase();

/** What was on the plate, as it is sent from its page; only what is ticked was eaten. */
export const plateForm = z.strictObject({
  date: diaryDay,
  mealType,
  items: z
    .array(
      z.strictObject({
        foodId,
        grams: typedNumber(gramsValue).optional(),
        isEaten: z.literal('on').optional(),
      }),
    )
    .max(MAX_FOODS)
    .default([]),
});

export const eatenPlateBody = z.strictObject({
  date: diaryDay.optional().describe('the day of the photo when absent'),
  mealType: mealType.optional(),
  items: z
    .array(z.strictObject({ foodId, grams: gramsValue }))
    .min(1, 'must name a food')
    .max(MAX_FOODS),
});

const foodAnswer = z.object({ id: z.string(), name: z.string() });

export const plateAnswer = z
  .object({
    id: z.uuid(),
    date: z.string(),
    mealType: z.enum(MEAL_TYPES),
    state: z.enum(['reading', 'read', 'failed']),
    problem: z.string().nullable().describe('why nothing was seen, as a key of the catalogue'),
    items: z
      .array(
        z.object({
          name: z.string().describe('as the model calls it'),
          grams: z.number().describe('as the model estimates it'),
          isSure: z.boolean().describe('whether the likeliest food is no mere guess'),
          foods: z.array(foodAnswer).describe('foods it may be, the likeliest first'),
          nutrients: nutrientsAnswer.nullable().describe('of so much of the likeliest food'),
        }),
      )
      .describe('correct them, and send them to …/entries: nothing is in the diary yet'),
    entryIds: z.array(z.string()).describe('what stands in the diary because of it'),
  })
  .meta({ id: 'PlatePhoto' });

export const plateEntriesAnswer = z.object({ items: z.array(entryAnswer) });
