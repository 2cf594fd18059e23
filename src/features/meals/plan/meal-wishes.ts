import type { LocalDate } from '../../../lib/dates.ts';
import { MEAL_TYPES, type MealType } from '../meal-types.ts';
import { hasWord, isForMeal } from './solver/suitable-recipes.ts';
import type { PlanRecipe, PlanSlot, WantedDish } from './solver/week-problem.ts';
import type { Wish } from './wish-schema.ts';

/** Where a wish for a date without a meal is put first. */
const WISHED_MEALS: readonly MealType[] = ['dinner', 'lunch', 'breakfast', 'snack'];

/** The dishes that are wished for, each for a day and a meal or for any. */
export function wantedDishes(wishes: readonly Wish[]): WantedDish[] {
  return wishes.flatMap(({ kind, words, date, mealType }) =>
    kind === 'want' && words ? [{ word: words, date: date ?? null, mealType: mealType ?? null }] : [],
  );
}

function isSkipped(wishes: readonly Wish[], date: LocalDate, mealType: MealType): boolean {
  return wishes.some((wish) => wish.kind === 'skip' && isAbout(wish, date, mealType));
}

/** The shortest time that wishes leave for cooking on a day, all its meals together; null without one. */
export function wishedMinutes(wishes: readonly Wish[], date: LocalDate): number | null {
  return shortest(wishes.filter((wish) => !wish.mealType && isAbout(wish, date)));
}

/** What wishes ask of one meal; `types` are the meals of its day. */
export function wishesForMeal(
  wishes: readonly Wish[],
  { date, mealType, types }: { date: LocalDate; mealType: MealType; types: readonly MealType[] },
  recipes: readonly PlanRecipe[],
): Pick<PlanSlot, 'wanted' | 'avoided' | 'minutes'> {
  return {
    wanted: wantedDishes(wishes)
      .filter((wish) => wish.date === date)
      .filter((wish) => (wish.mealType ?? mealFor(wish.word, types, recipes)) === mealType)
      .map(({ word }) => word),
    avoided: wishes
      .filter((wish) => wish.kind === 'avoid' && isAbout(wish, date, mealType))
      .flatMap(({ words }) => words ?? []),
    minutes: shortest(wishes.filter((wish) => wish.mealType === mealType && isAbout(wish, date))),
  };
}

function isAbout(wish: Wish, date: LocalDate, mealType?: MealType): boolean {
  const isOfDay = !wish.date || wish.date === date;
  return isOfDay && (mealType === undefined || !wish.mealType || wish.mealType === mealType);
}

function shortest(wishes: readonly Wish[]): number | null {
  const limits = wishes.flatMap(({ kind, minutes }) => (kind === 'minutes' && minutes ? [minutes] : []));
  return limits.length === 0 ? null : Math.min(...limits);
}

/** The meal that a wish for a day is put to: the first for which there is such a recipe. */
function mealFor(
  word: string,
  types: readonly MealType[],
  recipes: readonly PlanRecipe[],
): MealType | undefined {
  const open = WISHED_MEALS.filter((type) => types.includes(type));
  return (
    open.find((type) => recipes.some((recipe) => isForMeal(recipe, type) && hasWord(recipe, word))) ?? open[0]
  );
}

/** The meals of a day in their order: those that are there already, and those of `planned` that nobody skips. */
export function mealsOfDay(
  planned: readonly MealType[],
  wishes: readonly Wish[],
  { date, kept }: { date: LocalDate; kept: ReadonlySet<MealType> },
): MealType[] {
  return MEAL_TYPES.filter(
    (type) => kept.has(type) || (planned.includes(type) && !isSkipped(wishes, date, type)),
  );
}
