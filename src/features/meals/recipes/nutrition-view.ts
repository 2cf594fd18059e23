import type { Viewer } from '../../../http/viewer.ts';
import { barChart } from '../../../lib/charts/bar-chart.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import { ALLERGENS, DIETS } from '../food-terms.ts';
import type { Recipe, RecipeIngredient } from './recipe-schema.ts';

/** Energy of one gram, in kcal (Atwater's general factors). */
const ENERGY = { proteinG: 4, carbG: 4, fatG: 9 } as const;
const ROWS = [
  ['kcal', 'kcal'],
  ['proteinG', 'g'],
  ['carbG', 'g'],
  ['sugarG', 'g'],
  ['fatG', 'g'],
  ['saturatedFatG', 'g'],
  ['fiberG', 'g'],
  ['sodiumMg', 'mg'],
] as const;

const isNamed = (names: readonly string[]) => (id: string) => names.includes(id);

/** What one serving holds: where its energy comes from as bars, all of it as a table, and the lines that are missing. */
export function nutritionView(recipe: Recipe, viewer: Pick<Viewer, 't' | 'language'>) {
  const { t, language } = viewer;
  const { nutrition } = recipe;
  const missing = recipe.ingredients.filter(isMissing);
  const lines = { missing: linesOf(recipe, missing), counted: countedLines(recipe, viewer) };
  if (!nutrition || nutrition.kcal <= 0) return { isKnown: false as const, ...lines };
  const number = (value: number) => formatNumber(value, language, value < 10 ? 1 : 0);
  const energies = Object.entries(ENERGY).map(([name, kcalPerG]) => ({
    name,
    grams: nutrition[name as keyof typeof ENERGY],
    kcal: nutrition[name as keyof typeof ENERGY] * kcalPerG,
  }));
  const sum = energies.reduce((total, { kcal }) => total + kcal, 0) || 1;
  return {
    isKnown: true as const,
    kcal: formatNumber(nutrition.kcal, language, 0),
    chart: barChart({
      id: 'energy',
      title: t('recipes.nutrition.chart'),
      description: t('recipes.nutrition.chartText'),
      whole: 1,
      bars: energies.map(({ name, grams, kcal }) => ({
        label: t(`recipes.nutrition.${name}`),
        value: kcal / sum,
        valueText: t('recipes.nutrition.share', {
          grams: number(grams),
          percent: Math.round((100 * kcal) / sum),
        }),
      })),
    }),
    rows: ROWS.map(([name, unit]) => ({
      label: t(`recipes.nutrition.${name}`),
      value: number(nutrition[name]),
      all: number(nutrition[name] * recipe.yieldsServings),
      unit,
    })),
    incomplete: nutrition.complete ? '' : t('recipes.nutrition.incomplete', { count: nutrition.missing }),
    ...lines,
    allergens: recipe.allergens.filter(isNamed(ALLERGENS)).map((id) => t(`foods.allergen.${id}`)),
    diets: recipe.diets.filter(isNamed(DIETS)).map((id) => t(`foods.diet.${id}`)),
  };
}

function isMissing({ isNegligible, grams, foodId }: RecipeIngredient): boolean {
  return !isNegligible && (foodId === null || grams === null);
}

function linesOf(recipe: Recipe, lines: readonly RecipeIngredient[]) {
  return lines.map(({ id, text }) => ({ text, href: `/meals/recipes/${recipe.id}/ingredients/${id}` }));
}

/** Lines that found their food, with what was taken for it: so that it can be put right. */
function countedLines(recipe: Recipe, { language }: Pick<Viewer, 'language'>) {
  return recipe.ingredients
    .filter((line) => line.foodId !== null && !isMissing(line))
    .map(({ id, text, foodTitle, grams }) => ({
      text,
      food: foodTitle ?? '',
      grams: grams === null ? '' : `${formatNumber(grams, language, grams < 10 ? 1 : 0)} g`,
      href: `/meals/recipes/${recipe.id}/ingredients/${id}`,
    }));
}
