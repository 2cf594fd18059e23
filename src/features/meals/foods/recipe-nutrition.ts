import type { FoodMatch } from './match-food.ts';

/** What one serving holds; computed from foods, never taken from a page. */
export interface RecipeNutrition {
  kcal: number;
  proteinG: number;
  carbG: number;
  sugarG: number;
  fatG: number;
  saturatedFatG: number;
  fiberG: number;
  sodiumMg: number;
  /** False where lines are missing in the sum. */
  complete: boolean;
  /** How many lines are missing: no food, no weight, or a food without values. */
  missing: number;
}

/** Columns of a food and the nutrient each is summed up as. */
const NUTRIENTS = {
  kcal: 'kcal',
  protein_g: 'proteinG',
  carb_g: 'carbG',
  sugar_g: 'sugarG',
  fat_g: 'fatG',
  saturated_fat_g: 'saturatedFatG',
  fiber_g: 'fiberG',
  sodium_mg: 'sodiumMg',
} as const;

/** The part of a match that its nutrients follow from. */
export type NutritionLine = Pick<FoodMatch, 'food' | 'grams' | 'isNegligible'>;

/**
 * Sums a recipe's lines up per serving. Lines without food or weight are counted as missing unless they weigh nothing
 * (salt to taste). Null where not one line could be summed.
 */
export function nutritionOf(lines: readonly NutritionLine[], servings: number): RecipeNutrition | null {
  const counted = lines.filter(isCounted);
  const missing = lines.filter((line) => !isCounted(line) && !line.isNegligible).length;
  if (counted.length === 0 || !(servings > 0)) return null;
  const sums = Object.entries(NUTRIENTS).map(([column, nutrient]) => {
    const total = counted.reduce(
      (sum, { food, grams }) => sum + ((food![column as keyof typeof NUTRIENTS] ?? 0) * grams!) / 100,
      0,
    );
    return [nutrient, Math.round((total / servings) * 100) / 100];
  });
  return {
    ...(Object.fromEntries(sums) as Omit<RecipeNutrition, 'complete' | 'missing'>),
    complete: missing === 0,
    missing,
  };
}

function isCounted({ food, grams }: NutritionLine): boolean {
  return food !== null && food.kcal !== null && grams !== null;
}
