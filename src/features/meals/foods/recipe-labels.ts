import type { FoodMatch } from './match-food.ts';

/** What a recipe contains and which diets it certainly fits, by its lines. */
export interface RecipeLabels {
  /** milk, eggs, gluten … of any line. */
  allergens: string[];
  /** vegan, vegetarian, pescatarian: only where every line's food is known to fit. */
  diets: string[];
}

/** A line whose food was not found says nothing about diets, so then the recipe does not either. */
export function labelsOf(lines: readonly Pick<FoodMatch, 'food' | 'allergens' | 'diets'>[]): RecipeLabels {
  const allergens = [...new Set(lines.flatMap((line) => line.allergens))].sort();
  const [first, ...others] = lines;
  const diets = (first?.diets ?? []).filter((diet) =>
    others.every((line) => line.food !== null && line.diets.includes(diet)),
  );
  return { allergens, diets: first?.food ? diets : [] };
}
