import * as z from 'zod';
import { typedNumber } from '../../../http/typed-fields.ts';
import { lineOfText, longText } from '../../../lib/text.ts';
import { problem } from '../../../lib/wording.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import { quantityProblem } from './ingredient-lines.ts';
import { RECIPE_LIMITS as L, servings, tags, type Recipe } from './recipe-schema.ts';
import { readWrittenLines, writeLines } from './written-lines.ts';

const MAX_FIELD = 100_000;
const minutes = typedNumber(z.int().min(0).max(L.minutes)).optional();

const ingredients = z.string().max(MAX_FIELD).default('').transform(ingredientsOf);
const steps = z.string().max(MAX_FIELD).default('').transform(stepsOf);
const tagList = z
  .string()
  .max(2000)
  .default('')
  .transform((text) => text.split(',').flatMap((tag) => tag.trim().replace(/^#/, '') || []))
  .pipe(tags);
const mealTypes = z
  .preprocess((given) => (typeof given === 'string' ? [given] : given), z.array(z.enum(MEAL_TYPES)).max(4))
  .default([]);

/** A recipe as its form sends it: what is left empty is empty. */
export const recipeForm = z
  .strictObject({
    title: lineOfText(L.title),
    description: longText(L.text).default(''),
    yieldsServings: typedNumber(servings),
    prepMin: minutes,
    cookMin: minutes,
    totalMin: minutes,
    mealTypes,
    tags: tagList,
    ingredients,
    steps,
    notes: longText(L.text).default(''),
    sourceUrl: z
      .url({ protocol: /^https?$/ })
      .max(2000)
      .optional(),
    version: typedNumber(z.int().min(1)).optional(),
  })
  .transform(({ version, ...form }) => ({
    version,
    recipe: {
      ...form,
      prepMin: form.prepMin ?? null,
      cookMin: form.cookMin ?? null,
      totalMin: form.totalMin ?? null,
      sourceUrl: form.sourceUrl ?? null,
    },
  }));

/** What the form of a stored recipe shows. */
export function recipeValues(recipe: Recipe): Record<string, unknown> {
  const text = (value: number | null) => (value === null ? '' : String(value));
  const { prepMin, cookMin, totalMin } = recipe;
  const isSum = totalMin === (prepMin ?? 0) + (cookMin ?? 0);
  return {
    title: recipe.title,
    description: recipe.description,
    yieldsServings: String(recipe.yieldsServings),
    prepMin: text(prepMin),
    cookMin: text(cookMin),
    totalMin: isSum ? '' : text(totalMin),
    mealTypes: recipe.mealTypes,
    tags: recipe.tags.join(', '),
    ingredients: writeLines(recipe.ingredients),
    steps: writeLines(recipe.steps),
    notes: recipe.notes,
    sourceUrl: recipe.sourceUrl ?? '',
    version: recipe.version,
  };
}

function ingredientsOf(text: string, context: z.RefinementCtx) {
  const lines = readWrittenLines(text);
  if (lines.length > L.lines) return refuse(context, 'recipes.tooManyLines', { count: L.lines });
  const long = lines.find((line) => line.text.length > L.line);
  if (long) return refuse(context, 'recipes.longLine', { line: `${long.text.slice(0, 40)}…`, count: L.line });
  for (const line of lines) {
    const wrong = quantityProblem(line.text);
    if (wrong) return refuse(context, `recipes.quantity.${wrong}`, { line: line.text.slice(0, 60) });
  }
  return lines;
}

function stepsOf(text: string, context: z.RefinementCtx) {
  const lines = readWrittenLines(text, { numbered: true });
  if (lines.length > L.steps) return refuse(context, 'recipes.tooManySteps', { count: L.steps });
  const long = lines.find((line) => line.text.length > L.step);
  if (long) return refuse(context, 'recipes.longLine', { line: `${long.text.slice(0, 40)}…`, count: L.step });
  return lines;
}

function refuse(context: z.RefinementCtx, text: string, vars: Record<string, string | number>): never {
  context.addIssue({ code: 'custom', ...problem(text, 'is not valid', vars) });
  return z.NEVER;
}
