import type { Viewer } from '../../../http/viewer.ts';
import { barChart, type Bar } from '../../../lib/charts/bar-chart.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import {
  ALLERGENS,
  DIETS,
  isPartOfAnother,
  NUTRIENTS,
  unitOfNutrient,
  type Nutrient,
} from '../food-terms.ts';
import type { Target } from '../targets/target-schema.ts';
import type { Recipe, RecipeIngredient } from './recipe-schema.ts';

/** Energy of one gram, in kcal (Atwater's general factors). */
const ENERGY = { proteinG: 4, carbG: 4, fatG: 9 } as const;
/** Nutrients that a day can have a target of, in the order they are shown. */
const AIMED = ['kcal', 'proteinG', 'carbG', 'fatG', 'fiberG'] as const;
const isNamed = (names: readonly string[]) => (id: string) => names.includes(id);

type Reader = Pick<Viewer, 't' | 'language'>;
type Known = NonNullable<Recipe['nutrition']>;

/**
 * What one serving holds: how much of the reader's own target of the day that is as bars, or, without one, where its
 * energy comes from; all of it as a table, and the lines that are missing. `target` is nobody else's.
 */
export function nutritionView(recipe: Recipe, target: Target | null, reader: Reader) {
  const { t, language } = reader;
  const { nutrition } = recipe;
  const missing = recipe.ingredients.filter(isMissing);
  const lines = { missing: linesOf(recipe, missing), counted: countedLines(recipe, reader) };
  if (!nutrition || nutrition.kcal <= 0) return { isKnown: false as const, ...lines };
  const ofDay = target ? sharesOfDay(nutrition, target, reader) : [];
  const isOfDay = ofDay.length > 0;
  const row = (name: Nutrient) => ({
    label: t(`foods.nutrient.${name}`),
    value: amountOf(nutrition[name], language),
    all: amountOf(nutrition[name] * recipe.yieldsServings, language),
    unit: unitOfNutrient(name),
    isPart: isPartOfAnother(name),
  });
  return {
    isKnown: true as const,
    kcal: formatNumber(nutrition.kcal, language, 0),
    isOfDay,
    chart: barChart({
      id: 'serving',
      title: t(isOfDay ? 'recipes.nutrition.dayChart' : 'recipes.nutrition.chart'),
      description: t(isOfDay ? 'recipes.nutrition.dayChartText' : 'recipes.nutrition.chartText'),
      whole: 1,
      bars: isOfDay ? ofDay : sharesOfEnergy(nutrition, reader),
    }),
    whole: t('recipes.nutrition.whole', { count: recipe.yieldsServings }),
    rows: NUTRIENTS.map(row),
    incomplete: nutrition.complete ? '' : t('recipes.nutrition.incomplete', { count: nutrition.missing }),
    ...lines,
    allergens: recipe.allergens.filter(isNamed(ALLERGENS)).map((id) => t(`foods.allergen.${id}`)),
    diets: recipe.diets.filter(isNamed(DIETS)).map((id) => t(`foods.diet.${id}`)),
  };
}

function amountOf(value: number, language: string): string {
  return formatNumber(value, language, value < 10 ? 1 : 0);
}

/** "640 kcal · 29 % of 2,200": a bar for each figure that the day has a target of; more than the day fills the bar. */
function sharesOfDay(nutrition: Known, target: Target, { t, language }: Reader): Bar[] {
  return AIMED.flatMap((name) => {
    const goal = target[name];
    if (goal === null || goal <= 0) return [];
    const share = nutrition[name] / goal;
    const words = { value: amountOf(nutrition[name], language), target: formatNumber(goal, language, 0) };
    const percent = Math.round(100 * share);
    return {
      label: t(`foods.nutrient.${name}`),
      value: Math.min(1, share),
      valueText: t('recipes.nutrition.ofDay', { ...words, unit: unitOfNutrient(name), percent }),
    };
  });
}

function sharesOfEnergy(nutrition: Known, { t, language }: Reader): Bar[] {
  const energies = Object.entries(ENERGY).map(([name, kcalPerG]) => {
    const grams = nutrition[name as keyof typeof ENERGY];
    return { name, grams, kcal: grams * kcalPerG };
  });
  const sum = energies.reduce((total, { kcal }) => total + kcal, 0) || 1;
  return energies.map(({ name, grams, kcal }) => ({
    label: t(`foods.nutrient.${name}`),
    value: kcal / sum,
    valueText: t('recipes.nutrition.share', {
      grams: amountOf(grams, language),
      percent: Math.round((100 * kcal) / sum),
    }),
  }));
}

function isMissing({ isNegligible, grams, foodId }: RecipeIngredient): boolean {
  return !isNegligible && (foodId === null || grams === null);
}

function linesOf(recipe: Recipe, lines: readonly RecipeIngredient[]) {
  return lines.map(({ id, text }) => ({ text, href: `/meals/recipes/${recipe.id}/ingredients/${id}` }));
}

/** Lines that found their food, with what was taken for it: so that it can be put right. */
function countedLines(recipe: Recipe, { language }: Reader) {
  return recipe.ingredients
    .filter((line) => line.foodId !== null && !isMissing(line))
    .map(({ id, text, foodTitle, grams }) => ({
      text,
      food: foodTitle ?? '',
      grams: grams === null ? '' : `${formatNumber(grams, language, grams < 10 ? 1 : 0)} g`,
      href: `/meals/recipes/${recipe.id}/ingredients/${id}`,
    }));
}
