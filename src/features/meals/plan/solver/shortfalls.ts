import type { DayFrame } from './day-frame.ts';
import { ASSUMED_MINUTES } from './menu-score.ts';
import { TOLERANCE } from './round-portions.ts';
import { hasWord, isForMeal } from './suitable-recipes.ts';
import { MACROS, type PlanRecipe, type Shortfall, type WeekPlan, type WeekProblem } from './week-problem.ts';

interface Ground {
  problem: WeekProblem;
  frames: readonly DayFrame[];
  /** Those that everybody can eat. */
  recipes: readonly PlanRecipe[];
  /** How many were left out because not all of their lines are known foods, or because they have no figures at all. */
  leftOut: { unknown: number; uncounted: number };
}
type Plan = Omit<WeekPlan, 'shortfalls'>;

/** Energy of a gram of protein, carbohydrate and fat (Atwater), kcal. */
const ATWATER = [4, 4, 9] as const;
/** Macros that add up to an energy so far from the energy target cannot both be met. */
const CONTRADICTION = 0.12;

/** Every wish that this plan does not meet, in the order in which it matters. */
export function shortfallsOf(ground: Ground, plan: Plan): Shortfall[] {
  const byId = new Map(ground.recipes.map((recipe) => [recipe.id, recipe]));
  return [
    ...contradictions(ground.problem),
    ...emptyMeals(ground),
    ...missedMacros(ground.problem, plan),
    ...overTime(ground, plan, byId),
    ...unwanted(ground.problem, plan, byId),
    ...tooOften(ground.problem, plan, byId),
    ...unmetWishes(ground, plan, byId),
    ...leftOut(ground),
  ];
}

function leftOut({ leftOut: { unknown, uncounted } }: Ground): Shortfall[] {
  return [
    ...(unknown > 0 ? [{ kind: 'unknown' as const, count: unknown }] : []),
    ...(uncounted > 0 ? [{ kind: 'uncounted' as const, count: uncounted }] : []),
  ];
}

function contradictions({ days, eaters }: WeekProblem): Shortfall[] {
  const told = new Set<string>();
  return days.flatMap(({ date, targets }) =>
    targets.flatMap((target, at): Shortfall[] => {
      const [kcal, ...grams] = target ?? [];
      const main = grams.slice(0, 3);
      if (!kcal || main.length < 3 || main.some((each) => each === null)) return [];
      const fromMacros = main.reduce<number>((sum, each, macro) => sum + (each ?? 0) * ATWATER[macro]!, 0);
      const key = `${eaters[at]!.id} ${kcal} ${fromMacros}`;
      if (Math.abs(fromMacros / kcal - 1) <= CONTRADICTION || told.has(key)) return [];
      told.add(key);
      return [{ kind: 'contradiction', date, eater: eaters[at]!.id, kcal, fromMacros }];
    }),
  );
}

function emptyMeals({ problem, frames }: Ground): Shortfall[] {
  return frames.flatMap(({ date, empty }) =>
    empty.map((mealType): Shortfall => ({
      kind: 'empty',
      date,
      mealType,
      reason: problem.recipes.some((recipe) => isForMeal(recipe, mealType)) ? 'ruled-out' : 'none',
    })),
  );
}

function missedMacros({ eaters }: WeekProblem, { days }: Plan): Shortfall[] {
  return days.flatMap(({ date, aims, macros }) =>
    aims.flatMap((aim, person) =>
      MACROS.flatMap((macro, at): Shortfall[] => {
        const wanted = aim?.[at] ?? 0;
        const planned = macros[person]![at]!;
        // Compared as a share, with room for the rounding of sums.
        if (!wanted || Math.abs(planned / wanted - 1) <= TOLERANCE + 1e-6) return [];
        return [{ kind: 'macro', date, eater: eaters[person]!.id, macro, aim: wanted, planned }];
      }),
    ),
  );
}

function overTime({ problem, frames }: Ground, { meals }: Plan, byId: Recipes): Shortfall[] {
  return frames.flatMap(({ date, minutes: left }, at): Shortfall[] => {
    const limit = problem.days[at]!.minutes;
    const minutes = meals
      .filter((meal) => meal.date === date && !meal.isLeftover)
      .reduce((sum, { recipeId }) => sum + (byId.get(recipeId)?.minutes ?? ASSUMED_MINUTES), 0);
    if (limit === null || minutes <= left || minutes === 0) return [];
    return [{ kind: 'minutes', date, limit, minutes: minutes + limit - left }];
  });
}

function unwanted({ eaters, days }: WeekProblem, { meals }: Plan, byId: Recipes): Shortfall[] {
  return meals.flatMap(({ date, recipeId }): Shortfall[] => {
    const recipe = byId.get(recipeId)!;
    const found = (words: readonly string[]) => words.find((word) => hasWord(recipe, word));
    const avoided = found(days.find((day) => day.date === date)?.avoided ?? []);
    return [
      ...eaters.flatMap(({ id, dislikes }): Shortfall[] => {
        const word = found(dislikes);
        return word === undefined ? [] : [{ kind: 'disliked', date, eater: id, word, title: recipe.title }];
      }),
      ...(avoided === undefined
        ? []
        : [{ kind: 'avoided' as const, date, word: avoided, title: recipe.title }]),
    ];
  });
}

function tooOften({ maxRepeats, days }: WeekProblem, { meals }: Plan, byId: Recipes): Shortfall[] {
  const kept = days.flatMap(({ slots }) => slots.flatMap((slot) => slot.kept));
  const cooked = meals.filter(({ isLeftover }) => !isLeftover).map(({ recipeId }) => recipeId);
  return [...Map.groupBy(cooked, (id) => id)].flatMap(([id, times]): Shortfall[] => {
    const all = times.length + kept.filter(({ recipeId }) => recipeId === id).length;
    if (all <= maxRepeats) return [];
    return [{ kind: 'repeats', title: byId.get(id)!.title, times: all, limit: maxRepeats }];
  });
}

function unmetWishes({ problem, frames }: Ground, { meals }: Plan, byId: Recipes): Shortfall[] {
  const kept = problem.days.flatMap(({ slots }) => slots.flatMap((slot) => slot.kept));
  const planned = [...meals, ...kept].flatMap(({ recipeId }) => byId.get(recipeId ?? '') ?? []);
  return [
    ...frames.flatMap(({ date, unmet }) =>
      unmet.map(({ word, mealType }): Shortfall => ({ kind: 'wanted', word, date, mealType })),
    ),
    ...problem.wanted
      .filter((word) => !planned.some((recipe) => hasWord(recipe, word)))
      .map((word): Shortfall => ({ kind: 'wanted', word, date: null, mealType: null })),
  ];
}

type Recipes = ReadonlyMap<string, PlanRecipe>;
