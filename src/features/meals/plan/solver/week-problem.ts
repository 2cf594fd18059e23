import type { MealType } from '../../meal-types.ts';

/** What a day is measured by, in the order of every `Macros`: kcal, then grams. */
export const MACROS = ['kcal', 'proteinG', 'carbG', 'fatG', 'fiberG'] as const;
/** A recipe that does not say how long it takes is assumed to take so long. */
export const ASSUMED_MINUTES = 30;
export type Macro = (typeof MACROS)[number];
/** One number for each of MACROS. */
export type Macros = readonly number[];

/** A recipe as the solver sees it; all its figures are of one serving. */
export interface PlanRecipe {
  id: string;
  title: string;
  /** Empty: nothing is said, so it counts as a main dish (lunch, dinner). */
  mealTypes: readonly MealType[];
  macros: Macros;
  /** False: of some lines nobody knows what they hold, so the figures are too low. */
  isComplete: boolean;
  /** Minutes to make it; null: not said. */
  minutes: number | null;
  allergens: readonly string[];
  /** False when a line of it is no known food: what it holds is not known then, so it is safe for nobody with an allergy. */
  isKnown: boolean;
  diets: readonly string[];
  /** Everything it can be found by, in lower case: title, foods, tags, cuisine. */
  words: string;
  /** Share of its foods that are in the pantry, 0–1. */
  pantryShare: number;
  /** 1–5. */
  rating: number | null;
}

/** Somebody who eats along. The dishes are shared, the portions are each person's own. */
export interface Eater {
  id: string;
  /** Usual portion in servings; null: worked out from the energy that the meals of a day must have. */
  portion: number | null;
  allergies: readonly string[];
  diets: readonly string[];
  dislikes: readonly string[];
}

/** A meal that is there already and stays: locked, added by hand, eaten. */
export interface KeptMeal {
  recipeId: string | null;
  /** What each eater has of it; null: nobody knows (a note, a meal elsewhere). */
  macros: readonly (Macros | null)[];
  minutes: number;
}

export interface PlanSlot {
  mealType: MealType;
  kept: readonly KeptMeal[];
  /** Only recipes with one of these words, where there are any. */
  wanted: readonly string[];
  /** Words of dishes that nobody wants there. */
  avoided: readonly string[];
  /** At most so many minutes to make it; null: no limit of its own. */
  minutes: number | null;
}

/** A dish that is wished for: on this day or any, for this meal or any. */
export interface WantedDish {
  word: string;
  date: string | null;
  mealType: MealType | null;
}

export interface PlanDay {
  /** YYYY-MM-DD */
  date: string;
  /** Minutes for cooking; null: no limit. */
  minutes: number | null;
  /** For each eater; null for a macro (or for all) without a target. */
  targets: readonly (readonly (number | null)[] | null)[];
  slots: readonly PlanSlot[];
}

/** Everything a week is planned from. Plain data: the same problem has the same plan, always. */
export interface WeekProblem {
  days: readonly PlanDay[];
  recipes: readonly PlanRecipe[];
  eaters: readonly Eater[];
  /** How often a dish may be cooked. */
  maxRepeats: number;
  useLeftovers: boolean;
  /** Each at least once. Those for a certain day stand at its meals, too. */
  wanted: readonly WantedDish[];
  /** Dishes that should not come again: those of a plan that was not liked. */
  passed: readonly string[];
  /** Another number, another plan. */
  seed: number;
}

/** A meal of the plan. */
export interface PlannedMeal {
  date: string;
  mealType: MealType;
  recipeId: string;
  /** Servings for each eater, in the order of the problem. */
  portions: readonly number[];
  /** Cooked with the dinner of the day before. */
  isLeftover: boolean;
}

/** How a day turned out for each eater. */
export interface PlannedDay {
  date: string;
  /** Eaten in all, kept meals included. */
  macros: readonly Macros[];
  /** What the planned meals aim at: the target's share of the meals that are planned. */
  aims: readonly (readonly (number | null)[] | null)[];
  /** Largest deviation from the aim, 0.05 for 5 %; 0 without a target. */
  worst: readonly number[];
}

/** A wish that the plan does not meet. */
export type Shortfall =
  | { kind: 'macro'; date: string; eater: string; macro: Macro; aim: number; planned: number }
  | { kind: 'minutes'; date: string; mealType?: MealType; limit: number; minutes: number }
  | { kind: 'disliked'; date: string; eater: string; word: string; title: string }
  /** `wanted`: the wish that it is there for all the same. */
  | { kind: 'avoided'; date: string; word: string; title: string; wanted?: string }
  | { kind: 'repeats'; title: string; times: number; limit: number }
  | { kind: 'empty'; date: string; mealType: MealType; reason: 'none' | 'ruled-out' }
  | ({ kind: 'wanted'; reason?: 'noRecipe' | 'noPlace' | 'gaveWay' } & WantedDish)
  | { kind: 'contradiction'; date: string; eater: string; kcal: number; fromMacros: number }
  | { kind: 'unknown'; count: number }
  | { kind: 'uncounted'; count: number };

export interface WeekPlan {
  meals: PlannedMeal[];
  days: PlannedDay[];
  shortfalls: Shortfall[];
}
