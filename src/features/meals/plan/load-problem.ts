import type { Db, Scope } from '../../../db/index.ts';
import { addDays, weekdayOf, type LocalDate } from '../../../lib/dates.ts';
import type { MealSettings } from '../targets/preference-schema.ts';
import { findMealSettings } from '../targets/preferences.ts';
import type { Target } from '../targets/target-schema.ts';
import { targetsOfDays } from '../targets/targets.ts';
import * as queries from './problem-queries.ts';
import { mealsOfDay, wantedDishes, wishedMinutes, wishesForMeal } from './meal-wishes.ts';
import {
  MACROS,
  type KeptMeal,
  type PlanDay,
  type PlanRecipe,
  type WeekProblem,
} from './solver/week-problem.ts';
import type { Wish, Wishes } from './wish-schema.ts';

/** Which days are planned, and what is asked of the plan. */
export interface PlanRequest {
  startsOn: LocalDate;
  days: number;
  /** Days before it are over: nothing is planned there. */
  today: LocalDate;
  wishes: Wishes;
  seed: number;
  /** Recipes of plans that were not liked. */
  passed: readonly string[];
  /** For one meal's place: everything but this meal stays. */
  allBut?: string;
}

/** Everything that a week is planned from, as the solver reads it. */
export async function loadProblem(db: Db, scope: Scope, request: PlanRequest): Promise<WeekProblem> {
  const dates = Array.from({ length: request.days }, (_, day) => addDays(request.startsOn, day));
  const [settings, rows, members, kept] = await Promise.all([
    findMealSettings(db, scope),
    queries.listRecipesToPlan(db, scope),
    queries.listMembersToFeed(db, scope),
    queries.listKeptMeals(db, scope, {
      from: dates[0]!,
      to: dates.at(-1)!,
      allBut: request.allBut ?? null,
    }),
  ]);
  const targets = await Promise.all(
    members.map(({ id }) => targetsOfDays(db, { ...scope, userId: id }, { dates, today: request.today })),
  );
  const { wishes, usePantry } = request.wishes;
  const recipes = rows.map((row) => planRecipe(row, usePantry));
  return {
    days: dates.map((date, at) => ({
      date,
      minutes: minutesOf(date, settings, wishes),
      targets: targets.map((ofDays) => figuresOf(ofDays[at] ?? null)),
      slots:
        date < request.today
          ? []
          : slotsOf(
              { date, settings, wishes, recipes },
              kept.filter(({ on_date }) => on_date === date),
              members,
            ),
    })),
    recipes,
    eaters: members,
    maxRepeats: request.wishes.maxRepeats ?? settings.maxRepeats,
    useLeftovers: request.wishes.useLeftovers ?? settings.useLeftovers,
    wanted: wantedDishes(wishes),
    passed: request.passed,
    seed: request.seed,
  };
}

function planRecipe(row: queries.RecipeToPlan, usePantry: boolean): PlanRecipe {
  return {
    id: row.id,
    title: row.title,
    mealTypes: row.meal_types,
    // A recipe without figures has no energy, and is left out for it.
    macros: MACROS.map((macro) => row.nutrition?.[macro] ?? 0),
    isComplete: row.nutrition?.complete ?? false,
    minutes: row.minutes,
    allergens: row.allergens,
    isKnown: row.is_known,
    diets: row.diets,
    words: row.words,
    pantryShare: usePantry ? row.pantry_share : 0,
    rating: row.rating,
  };
}

function minutesOf(date: LocalDate, settings: MealSettings, wishes: readonly Wish[]): number | null {
  const usual = settings.minutes[(weekdayOf(date) + 6) % 7] ?? null;
  const wished = wishedMinutes(wishes, date);
  return usual === null || wished === null ? (usual ?? wished) : Math.min(usual, wished);
}

function figuresOf(target: Target | null): (number | null)[] | null {
  return target && MACROS.map((macro) => target[macro]);
}

interface SlotGround {
  date: LocalDate;
  settings: MealSettings;
  wishes: readonly Wish[];
  recipes: readonly PlanRecipe[];
}

function slotsOf(
  { date, settings, wishes, recipes }: SlotGround,
  kept: readonly queries.KeptRow[],
  members: readonly queries.MemberToFeed[],
): PlanDay['slots'] {
  const types = mealsOfDay(settings.mealTypes, wishes, {
    date,
    kept: new Set(kept.map(({ meal_type }) => meal_type)),
  });
  return types.map((mealType) => ({
    mealType,
    kept: kept.filter(({ meal_type }) => meal_type === mealType).map((row) => keptMeal(row, members)),
    ...wishesForMeal(wishes, { date, mealType, types }, recipes),
  }));
}

function keptMeal(row: queries.KeptRow, members: readonly queries.MemberToFeed[]): KeptMeal {
  return {
    recipeId: row.recipe_id,
    minutes: row.minutes,
    macros: members.map(({ id }) => {
      const servings = row.portions[id];
      if (row.nutrition && servings !== undefined)
        return MACROS.map((macro) => (row.nutrition?.[macro] ?? 0) * servings);
      if (row.food && row.grams !== null)
        return MACROS.map((macro) => ((row.food?.[macro] ?? 0) * row.grams!) / 100 / members.length);
      return null;
    }),
  };
}
