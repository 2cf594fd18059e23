import { MEAL_TYPES, type MealType } from '../meal-types.ts';

/** What of a household's recipes is looked at. */
interface KnownRecipe {
  meal_types: readonly MealType[];
  minutes: number | null;
  diets: readonly string[];
}

/** Where a household has few recipes. */
export type Gap = { kind: 'meal'; mealType: MealType } | { kind: 'quick' } | { kind: 'diet'; diet: string };

const FEW = 5;
const QUICK_MINUTES = 30;

/** Gaps that new recipes could fill: meals, quick dishes, and the diets of those who eat along. */
export function recipeGaps(recipes: readonly KnownRecipe[], diets: readonly string[]): Gap[] {
  const isFew = (fits: (recipe: KnownRecipe) => boolean) => recipes.filter(fits).length < FEW;
  return [
    ...MEAL_TYPES.filter((meal) => isFew(({ meal_types }) => meal_types.includes(meal))).map(
      (mealType): Gap => ({ kind: 'meal', mealType }),
    ),
    ...(isFew(({ minutes }) => minutes !== null && minutes <= QUICK_MINUTES)
      ? [{ kind: 'quick' as const }]
      : []),
    ...[...new Set(diets)]
      .filter((diet) => isFew((recipe) => recipe.diets.includes(diet)))
      .map((diet): Gap => ({ kind: 'diet', diet })),
  ];
}

/** A gap in words for a model. */
export function gapInEnglish(gap: Gap): string {
  if (gap.kind === 'meal') return `There are few recipes for ${gap.mealType}.`;
  return gap.kind === 'quick'
    ? `There are few recipes of ${QUICK_MINUTES} minutes or less.`
    : `There are few ${gap.diet} recipes.`;
}
