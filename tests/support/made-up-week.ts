import type { MealType } from '../../src/features/meals/meal-types.ts';
import type { WeekProblem } from '../../src/features/meals/plan/solver/week-problem.ts';
import { madeUpRecipes } from './made-up-recipes.ts';

export interface MadeUpWeek {
  recipes: number;
  seed?: number;
  meals?: readonly MealType[];
  people?: number;
  /** Each person wants macros in a ratio of their own, instead of less of the same. */
  hasOwnRatios?: boolean;
}

/** What each person wants for each gram (or kcal) of the first: energy, protein, carbohydrate, fat, fibre. */
const RATIOS = [
  [1, 1, 1, 1, 1],
  [0.83, 0.95, 0.72, 0.92, 0.85],
  [1.18, 1.1, 1.3, 1.05, 1.15],
  [0.75, 0.86, 0.68, 0.8, 0.8],
] as const;

/** A week with a target for each macro, training days with more, for one person or several, out of made-up recipes. */
export function madeUpWeek({
  recipes,
  seed = 1,
  meals = ['breakfast', 'lunch', 'dinner', 'snack'],
  people = 1,
  hasOwnRatios = false,
}: MadeUpWeek): WeekProblem {
  const rest = [2200, 135, 245, 74, 33];
  const training = [2500, 145, 305, 76, 36];
  return {
    days: Array.from({ length: 7 }, (_, day) => ({
      date: `2026-03-0${day + 2}`,
      minutes: day < 5 ? 75 : null,
      targets: Array.from({ length: people }, (__, person) =>
        (day % 2 === 0 ? training : rest).map((each, macro) =>
          Math.round(each * (hasOwnRatios ? RATIOS[person % 4]![macro]! : 1 - 0.15 * person)),
        ),
      ),
      slots: meals.map((mealType) => ({ mealType, kept: [], wanted: [], avoided: [], minutes: null })),
    })),
    recipes: madeUpRecipes(recipes, seed),
    eaters: Array.from({ length: people }, (_, person) => ({
      id: `person-${person}`,
      portion: null,
      allergies: [],
      diets: [],
      dislikes: person === 0 ? ['mushrooms'] : [],
    })),
    maxRepeats: 2,
    useLeftovers: true,
    wanted: [],
    passed: [],
    seed: 1,
  };
}
