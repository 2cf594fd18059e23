import type { Aisle } from '../../../src/features/meals/food-terms.ts';
import type { NeededLine } from '../../../src/features/meals/shopping/need.ts';

/** Foods of these tests, made up: how they are weighed and where a shop keeps them. */
const FOODS = {
  onion: { aisle: 'produce', density: null, portions: [{ unit: 'medium', amount: 1, grams: 110 }] },
  flour: { aisle: 'baking', density: null, portions: [{ unit: 'cup', amount: 1, grams: 120 }] },
  milk: { aisle: 'dairy', density: 1.03, portions: [] },
  egg: { aisle: 'eggs', density: null, portions: [{ unit: 'large', amount: 1, grams: 50 }] },
  garlic: { aisle: 'produce', density: null, portions: [{ unit: 'clove', amount: 1, grams: 3 }] },
  parsley: { aisle: 'produce', density: null, portions: [{ unit: 'tbsp', amount: 1, grams: 4 }] },
  cumin: { aisle: 'spices', density: 0.45, portions: [] },
  rice: { aisle: 'grains', density: 0.85, portions: [] },
  tomato: { aisle: 'canned', density: null, portions: [] },
} as const satisfies Record<
  string,
  {
    aisle: Aisle;
    density: number | null;
    portions: readonly { unit: string; amount: number; grams: number }[];
  }
>;

export type FoodName = keyof typeof FOODS;

/** A line such as `line('2 cup flour')`: amount, unit (or none) and a food above, or any other words. */
export function line(text: string, entryId = 'monday'): NeededLine {
  const [, amount, unit, name] =
    /^(?:([\d.]+) )?(?:(g|kg|ml|l|tsp|tbsp|cup|clove|can|large|bunch|pinch) )?(.+)$/.exec(text)!;
  const food = FOODS[name as FoodName] as (typeof FOODS)[FoodName] | undefined;
  return {
    foodId: food ? `id-of-${name}` : null,
    name: name!,
    aisle: food?.aisle ?? 'other',
    quantity: amount === undefined ? null : Number(amount),
    unit: unit ?? null,
    grams: null,
    measures: food ? { densityGPerMl: food.density, portions: food.portions } : null,
    meal: { entryId, title: `Meal of ${entryId}`, onDate: '2026-03-03' },
  };
}
