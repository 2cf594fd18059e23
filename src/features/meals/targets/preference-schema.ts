import * as z from 'zod';
import { typedNumber, wallClock } from '../../../http/typed-fields.ts';
import { DIETS } from '../food-terms.ts';
import { MEAL_TYPES } from '../meal-types.ts';

const word = z.string().trim().toLowerCase().min(1).max(60);
const words = z.array(word).max(60);

/** "mushrooms, blue cheese" → its words. */
const typedWords = z
  .string()
  .max(4000)
  .transform((text) => [...new Set(text.split(/[,;\n]/).map((each) => each.trim().toLowerCase()))])
  .transform((list) => list.filter((each) => each !== ''))
  .pipe(words);
/** A tick box alone comes as a text, several as a list. */
const ticked = <S extends z.ZodType>(schema: S) =>
  z.preprocess((value): unknown[] => (value === undefined ? [] : [value].flat()), schema);

const portion = z.number().min(0.3).max(3);

/** What one person eats and does not: private to them. */
export interface Preferences {
  dislikes: string[];
  allergies: string[];
  diets: string[];
  /** Servings of a recipe that they usually eat; null: worked out from their energy target. */
  portion: number | null;
}

export const preferencesForm = z.object({
  dislikes: typedWords.default([]),
  allergies: ticked(words).default([]),
  otherAllergies: typedWords.default([]),
  diets: ticked(z.array(z.enum(DIETS))).default([]),
  portion: typedNumber(portion).optional(),
});

export const preferencesPatch = z
  .strictObject({
    dislikes: words,
    allergies: words,
    diets: z.array(z.enum(DIETS)),
    portion: portion.nullable(),
  })
  .partial();

export const preferencesAnswer = z
  .object({
    dislikes: z.array(z.string()),
    allergies: z.array(z.string()),
    diets: z.array(z.string()),
    portion: z.number().nullable(),
    version: z.number(),
  })
  .meta({ id: 'FoodPreferences' });

/** How the household eats: shared by its members. */
export interface MealSettings {
  mealTypes: (typeof MEAL_TYPES)[number][];
  /** Minutes for cooking, Monday to Sunday; null: no limit. */
  minutes: (number | null)[];
  /** HH:MM of breakfast, lunch, dinner, snack. */
  mealTimes: string[];
  maxRepeats: number;
  useLeftovers: boolean;
  guests: number;
  version: number;
}

const minutesOfDay = z.int().min(5).max(600);
const sevenFields = ['1', '2', '3', '4', '5', '6', '7'] as const;

/** The form: `minutes1` Monday … `minutes7` Sunday, `timebreakfast` … */
export const mealSettingsForm = z.object({
  mealTypes: ticked(z.array(z.enum(MEAL_TYPES)).min(1)),
  minutes: z
    .object(Object.fromEntries(sevenFields.map((day) => [`day${day}`, typedNumber(minutesOfDay).optional()])))
    .default({}),
  times: z.object(Object.fromEntries(MEAL_TYPES.map((type) => [type, wallClock.optional()]))).default({}),
  maxRepeats: typedNumber(z.int().min(1).max(14)),
  useLeftovers: z.literal('on').optional(),
  guests: typedNumber(z.number().min(0).max(30)).default(0),
  version: z.coerce.number().int().min(0).optional(),
});

export const mealSettingsPatch = z
  .strictObject({
    mealTypes: z.array(z.enum(MEAL_TYPES)).min(1).max(4),
    minutes: z.array(minutesOfDay.nullable()).length(7),
    mealTimes: z.array(wallClock).length(4),
    maxRepeats: z.int().min(1).max(14),
    useLeftovers: z.boolean(),
    guests: z.number().min(0).max(30),
  })
  .partial();

export const mealSettingsAnswer = z
  .object({
    mealTypes: z.array(z.enum(MEAL_TYPES)),
    minutes: z.array(z.number().nullable()).describe('for cooking, Monday to Sunday; null: no limit'),
    mealTimes: z.array(z.string()).describe('of breakfast, lunch, dinner, snack'),
    maxRepeats: z.number(),
    useLeftovers: z.boolean(),
    guests: z.number().describe('portions for people without an account'),
    version: z.number(),
  })
  .meta({ id: 'MealSettings' });
