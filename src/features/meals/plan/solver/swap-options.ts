import type { MealType } from '../../meal-types.ts';
import { dayFrame } from './day-frame.ts';
import { MenuScore } from './menu-score.ts';
import { roundPortions } from './round-portions.ts';
import { suitableRecipes } from './suitable-recipes.ts';
import type { PlanRecipe, WeekProblem } from './week-problem.ts';

/** A dish that could be eaten instead. */
export interface SwapOption {
  recipe: PlanRecipe;
  /** Servings for each eater, in the order of the problem. */
  portions: number[];
  /** How far each eater's day is off then, 0.05 for 5 %; 0 without a target. */
  worst: number[];
}

const NOTHING_SPECIAL = { kept: [], wanted: [], avoided: [], minutes: null };

/**
 * The dishes that fit best in one meal's place when the rest of its day stays: those that hold the targets first.
 * `problem` has that one day, its other meals kept.
 */
export function swapOptions(problem: WeekProblem, mealType: MealType, count: number): SwapOption[] {
  const [day] = problem.days;
  if (!day) return [];
  const { recipes } = suitableRecipes(problem);
  const isOpen = day.slots.some((slot) => slot.mealType === mealType && slot.kept.length === 0);
  const slots = day.slots.filter((slot) => slot.mealType === mealType || slot.kept.length > 0);
  const frame = dayFrame(
    { ...day, slots: isOpen ? slots : [...slots, { mealType, ...NOTHING_SPECIAL }] },
    recipes,
    problem.eaters,
  );
  const score = new MenuScore(problem, recipes);
  const [open] = frame.open;
  if (!open) return [];
  return open.candidates
    .map((index) => ({ index, cost: score.cost(frame, [index]) }))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, count)
    .map(({ index }) => {
      const recipe = recipes[index]!;
      const fits = frame.people.map((person) => roundPortions([recipe.macros], person));
      return {
        recipe,
        portions: fits.map(({ portions }) => portions[0]!),
        worst: fits.map(({ worst }) => worst),
      };
    });
}
