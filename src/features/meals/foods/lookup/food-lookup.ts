import type { Config } from '../../../../config.ts';
import { askEdamam } from './edamam.ts';

/** A food as a table outside describes it; nutrients per 100 g, null for what it does not say. */
export interface LookedUpFood {
  sourceId: string;
  name: string;
  kcal: number | null;
  proteinG: number | null;
  carbG: number | null;
  fatG: number | null;
  fiberG: number | null;
  portions: { unit: string; grams: number }[];
}

/** A food table outside. */
export interface FoodLookup {
  source: 'edamam';
  /** The food that fits these words best; undefined for none. Throws UnavailableError when it cannot be asked. */
  find(words: string): Promise<LookedUpFood | undefined>;
}

/** The table outside that the settings name; undefined for none. */
export function createFoodLookup({ foods: { edamam } }: Pick<Config, 'foods'>): FoodLookup | undefined {
  return edamam && { source: 'edamam', find: (words) => askEdamam(edamam, words) };
}
