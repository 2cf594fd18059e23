import type { Viewer } from '../../../http/viewer.ts';
import { ingredientLine } from './recipe-view.ts';
import type { Recipe, RecipeIngredient } from './recipe-schema.ts';
import { timersIn } from './step-times.ts';

/** A piece of a step's text; with `seconds` it names a time to wait. */
export interface StepPiece {
  text: string;
  seconds: number | null;
}

/** A step's text cut at the times that it names. */
export function stepPieces(text: string): StepPiece[] {
  const pieces: StepPiece[] = [];
  let at = 0;
  for (const { from, to, seconds } of timersIn(text)) {
    if (from > at) pieces.push({ text: text.slice(at, from), seconds: null });
    pieces.push({ text: text.slice(from, to), seconds });
    at = to;
  }
  if (at < text.length) pieces.push({ text: text.slice(at), seconds: null });
  return pieces;
}

/** The ingredient lines that a step speaks of, by the last words of their foods: "red onion" is meant by "the onions". */
export function ingredientsOfStep<L extends Pick<RecipeIngredient, 'foodName'>>(
  text: string,
  lines: readonly L[],
): L[] {
  const said = new Set(wordsOf(text));
  return lines.filter(({ foodName }) => {
    const words = wordsOf(foodName.split(/,| or /)[0]!);
    return words.slice(-2).some((word) => !TOO_COMMON.has(word) && said.has(word)) && said.has(headOf(words));
  });
}

/** Words that end many names of foods, and say little without what stands before them. */
const TOO_COMMON = new Set(['can', 'piece', 'fillet', 'leave', 'leaf', 'seed', 'water', 'juice', 'powder']);

function headOf(words: readonly string[]): string {
  const heads = words.filter((word) => !TOO_COMMON.has(word));
  return heads.at(-1) ?? '';
}

/** Words in small letters without their plural's end: tomatoes and tomato are one. */
function wordsOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}{3,}/gu) ?? [];
  return words.map((word) =>
    word
      .replace(/ies$/, 'y')
      .replace(/(?<=[osxh])es$/, '')
      .replace(/(?<=[^s])s$/, ''),
  );
}

/** The cook's screen: every step large, with what goes into it and the times in it. */
export function cookPage(recipe: Recipe, servings: number, { t, language }: Viewer) {
  const factor = servings / recipe.yieldsServings;
  const count = recipe.steps.length;
  const printed = (line: RecipeIngredient) => {
    const { amount, rest } = ingredientLine(line, factor, language);
    return { amount, rest };
  };
  return {
    id: recipe.id,
    servings: t('recipes.forServings', { count: servings }),
    backHref: `/meals/recipes/${recipe.id}${servings === recipe.yieldsServings ? '' : `?servings=${servings}`}`,
    ingredients: recipe.ingredients.map(printed),
    steps: recipe.steps.map((step, at) => ({
      number: at + 1,
      heading: t('recipes.cooking.stepOf', { number: at + 1, count }),
      section: step.section ?? '',
      pieces: stepPieces(step.text),
      ingredients: ingredientsOfStep(step.text, recipe.ingredients).map(printed),
    })),
  };
}
