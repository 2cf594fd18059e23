import { aimsOf, type Aims } from './portion-fit.ts';
import { hasWord, isForMeal } from './suitable-recipes.ts';
import type { MealType } from '../../meal-types.ts';
import {
  ASSUMED_MINUTES,
  MACROS,
  type Eater,
  type PlanDay,
  type PlanRecipe,
  type PlanSlot,
} from './week-problem.ts';

/** How much of a day's food a meal usually is. The three main meals make a whole day, a snack comes on top. */
const SHARES: Readonly<Record<MealType, number>> = { breakfast: 0.25, lunch: 0.35, dinner: 0.4, snack: 0.1 };
/** Portions range around a person's usual one. */
const SMALLEST = 0.7;
const LARGEST = 1.6;

/** A meal to be planned: indexes of the recipes that may be put there. */
export interface OpenSlot {
  mealType: MealType;
  candidates: readonly number[];
  /** Words of dishes that nobody wants there. */
  avoided: readonly string[];
}

/** A day made ready for the search: what is open, what each person aims at, and within which portions. */
export interface DayFrame {
  date: string;
  open: readonly OpenSlot[];
  /** Meals for which there is no recipe. */
  empty: readonly MealType[];
  /** For each eater: the aims as numbers and as a fit reads them, kept meals in sum, bounds of portions. */
  people: readonly PersonFrame[];
  /** Left for cooking; Infinity without a limit. */
  minutes: number;
  keptRecipes: ReadonlySet<string>;
}

export interface PersonFrame {
  aim: readonly (number | null)[] | null;
  aims: Aims;
  kept: readonly number[];
  low: number;
  high: number;
}

/** Makes a day ready; `recipes` are those that everybody can eat. */
export function dayFrame(day: PlanDay, recipes: readonly PlanRecipe[], eaters: readonly Eater[]): DayFrame {
  const open: OpenSlot[] = [];
  const empty: MealType[] = [];
  for (const slot of day.slots) {
    if (slot.kept.length > 0) continue;
    const { mealType, avoided } = slot;
    const candidates = candidatesFor(slot, recipes);
    if (candidates.length > 0) open.push({ mealType, candidates, avoided });
    else empty.push(mealType);
  }
  const keptMeals = day.slots.flatMap(({ kept }) => kept);
  const share = plannedShare(day, empty);
  return {
    date: day.date,
    open,
    empty,
    people: eaters.map((eater, at) => personFrame({ day, at, share, eater }, open, recipes)),
    minutes:
      day.minutes === null ? Infinity : day.minutes - keptMeals.reduce((sum, meal) => sum + meal.minutes, 0),
    keptRecipes: new Set(keptMeals.flatMap(({ recipeId }) => recipeId ?? [])),
  };
}

/** Recipes for a meal: those that are wished, where there are any, and of these the quick ones, where there are any. */
function candidatesFor(slot: PlanSlot, recipes: readonly PlanRecipe[]): number[] {
  const fitting = recipes.flatMap((recipe, index) => (isForMeal(recipe, slot.mealType) ? [index] : []));
  const wished = orAll(fitting, (index) => slot.wanted.some((word) => hasWord(recipes[index]!, word)));
  return orAll(wished, (index) => (recipes[index]!.minutes ?? ASSUMED_MINUTES) <= (slot.minutes ?? Infinity));
}

/** Those that fit, or all when none does. */
function orAll(indexes: number[], isFit: (index: number) => boolean): number[] {
  const fitting = indexes.filter(isFit);
  return fitting.length > 0 ? fitting : indexes;
}

/** The share of a whole day that planned meals and those with known figures make up. */
function plannedShare(day: PlanDay, empty: readonly MealType[]): number {
  const types = new Set(day.slots.map(({ mealType }) => mealType));
  const whole = types.has('snack') ? 1 + SHARES.snack : 1;
  let planned = 0;
  for (const { mealType, kept } of day.slots) {
    const isUnknown = kept.length > 0 && kept.every(({ macros }) => macros.every((each) => each === null));
    if (!isUnknown && !empty.includes(mealType)) planned += SHARES[mealType];
  }
  return Math.min(1, planned / whole);
}

function personFrame(
  { day, at, share, eater }: { day: PlanDay; at: number; share: number; eater: Eater },
  open: readonly OpenSlot[],
  recipes: readonly PlanRecipe[],
): PersonFrame {
  const aim = day.targets[at]?.map((target) => (target === null ? null : target * share)) ?? null;
  const kept = MACROS.map((_, macro) =>
    day.slots.flatMap((slot) => slot.kept).reduce((sum, meal) => sum + (meal.macros[at]?.[macro] ?? 0), 0),
  );
  const usual = eater.portion ?? usualPortion((aim?.[0] ?? 0) - kept[0]!, open, recipes);
  return { aim, aims: aimsOf(aim, kept), kept, low: SMALLEST * usual, high: LARGEST * usual };
}

/** Servings of usual dishes that bring the energy that is left for the open meals; 1 without an aim. */
function usualPortion(kcal: number, open: readonly OpenSlot[], recipes: readonly PlanRecipe[]): number {
  const typical = open.reduce((sum, { candidates }) => sum + medianKcal(candidates, recipes), 0);
  if (kcal <= 0 || typical <= 0) return 1;
  return Math.min(2.2, Math.max(0.5, kcal / typical));
}

function medianKcal(candidates: readonly number[], recipes: readonly PlanRecipe[]): number {
  const sorted = candidates.map((index) => recipes[index]!.macros[0]!).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
