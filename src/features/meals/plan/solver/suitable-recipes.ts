import type { MealType } from '../../meal-types.ts';
import type { Eater, PlanRecipe, WeekProblem } from './week-problem.ts';

/** What satisfies a diet besides its own name: who is vegan eats nothing that a vegetarian does not. */
const STRICTER: Readonly<Record<string, readonly string[]>> = {
  vegetarian: ['vegan'],
  pescatarian: ['vegetarian', 'vegan'],
};

/** Words of a recipe that give an allergen away even where its line was taken for another food. */
const GIVES_AWAY: Readonly<Record<string, readonly string[]>> = {
  milk: ['cheese', 'yogurt', 'yoghurt', 'buttermilk'],
  eggs: ['eggs'],
  gluten: ['wheat'],
  fish: ['fish', 'salmon', 'tuna', 'anchov'],
  crustaceans: ['shrimp', 'prawn', 'crab', 'lobster'],
  molluscs: ['mussel', 'clam', 'oyster', 'squid'],
  peanuts: ['peanut'],
  nuts: ['almond', 'hazelnut', 'walnut', 'cashew', 'pecan', 'pistachio', 'macadamia'],
  soy: ['soy', 'tofu'],
  sesame: ['sesame', 'tahini'],
  celery: ['celer'],
  mustard: ['mustard'],
  sulphites: ['wine'],
  lupin: ['lupin'],
};

/**
 * Whether this person can eat it at all. Allergies and diets are never broken: with an allergy, a recipe of which not
 * every line is a known food counts as unsafe, and an allergy may also be any word ("kiwi") that the recipe names.
 */
export function isSafeFor(recipe: PlanRecipe, { allergies, diets }: Eater): boolean {
  if (allergies.length > 0 && !recipe.isKnown) return false;
  if (allergies.some((allergy) => holds(recipe, allergy))) return false;
  return diets.every((diet) =>
    [diet, ...(STRICTER[diet] ?? [])].some((accepted) => recipe.diets.includes(accepted)),
  );
}

function holds(recipe: PlanRecipe, allergy: string): boolean {
  const words = GIVES_AWAY[allergy] ?? [allergy];
  return recipe.allergens.includes(allergy) || words.some((word) => hasWord(recipe, word));
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

export interface Suitable {
  /** What everybody at the table can eat. */
  recipes: PlanRecipe[];
  /** Left out only because somebody has an allergy and not all of a recipe's lines are known foods. */
  unknown: number;
  /** Left out because nothing is known of what they hold. */
  uncounted: number;
}

export function suitableRecipes({ recipes: all, eaters }: WeekProblem): Suitable {
  const counted = all.filter(({ macros }) => macros.every(Number.isFinite) && macros[0]! > 0);
  const isFit = (recipe: PlanRecipe) => eaters.every((eater) => isSafeFor(recipe, eater));
  const recipes = counted.filter(isFit);
  const unknown = counted.filter((recipe) => !recipe.isKnown && isFit({ ...recipe, isKnown: true }));
  return {
    recipes,
    unknown: unknown.length - recipes.filter(({ isKnown }) => !isKnown).length,
    uncounted: all.length - counted.length,
  };
}
