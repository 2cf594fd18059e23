import type { Eater, MealType, PlanRecipe, WeekProblem } from './week-problem.ts';

/** What satisfies a diet besides its own name: who is vegan eats nothing that a vegetarian does not. */
const STRICTER: Readonly<Record<string, readonly string[]>> = {
  vegetarian: ['vegan'],
  pescatarian: ['vegetarian', 'vegan'],
};

/**
 * Whether this person can eat it at all. Allergies and diets are never broken: with an allergy, a recipe of which not
 * every line is a known food counts as unsafe, and an allergy may also be any word ("kiwi") that the recipe names.
 */
export function isSafeFor(recipe: PlanRecipe, { allergies, diets }: Eater): boolean {
  if (allergies.length > 0 && !recipe.isKnown) return false;
  if (allergies.some((allergy) => recipe.allergens.includes(allergy) || hasWord(recipe, allergy)))
    return false;
  return diets.every((diet) =>
    [diet, ...(STRICTER[diet] ?? [])].some((accepted) => recipe.diets.includes(accepted)),
  );
}

/** Whether the word begins a word of the recipe: "mushroom" finds "mushrooms", "ham" does not find "champignon". */
export function hasWord(recipe: PlanRecipe, word: string): boolean {
  const wanted = word.trim().toLowerCase();
  if (wanted === '') return false;
  for (let at = recipe.words.indexOf(wanted); at >= 0; at = recipe.words.indexOf(wanted, at + 1)) {
    if (at === 0 || !/[\p{L}\p{N}]/u.test(recipe.words[at - 1]!)) return true;
  }
  return false;
}

export function isForMeal(recipe: PlanRecipe, mealType: MealType): boolean {
  return recipe.mealTypes.length === 0
    ? mealType === 'lunch' || mealType === 'dinner'
    : recipe.mealTypes.includes(mealType);
}

/** Which recipes everybody at the table can eat, and how many were left out only because they are not known well enough. */
export function suitableRecipes(problem: WeekProblem): { recipes: PlanRecipe[]; unknown: number } {
  const usable = problem.recipes.filter(({ macros }) => macros.every(Number.isFinite) && macros[0]! > 0);
  const recipes = usable.filter((recipe) => problem.eaters.every((eater) => isSafeFor(recipe, eater)));
  const unknown = usable.filter(
    (recipe) =>
      !recipe.isKnown && !problem.eaters.every((eater) => isSafeFor(recipe, { ...eater, diets: [] })),
  );
  return { recipes, unknown: unknown.length };
}
