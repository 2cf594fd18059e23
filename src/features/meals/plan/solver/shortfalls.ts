import type { MealType } from '../../meal-types.ts';
import type { DayFrame } from './day-frame.ts';
import { TOLERANCE } from './round-portions.ts';
import { hasWord, isForMeal } from './suitable-recipes.ts';
import {
  ASSUMED_MINUTES,
  MACROS,
  type PlannedMeal,
  type PlanRecipe,
  type Shortfall,
  type WantedDish,
  type WeekPlan,
  type WeekProblem,
} from './week-problem.ts';

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
    ...unmetWishes(ground, plan),
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
  const minutesFor = ({ recipeId }: PlannedMeal) => byId.get(recipeId)?.minutes ?? ASSUMED_MINUTES;
  return frames.flatMap(({ date, minutes: left }, at): Shortfall[] => {
    const { minutes: limit, slots } = problem.days[at]!;
    const cooked = meals.filter((meal) => meal.date === date && !meal.isLeftover);
    const late = cooked.flatMap((meal): Shortfall[] => {
      const own = slots.find(({ mealType }) => mealType === meal.mealType)?.minutes ?? Infinity;
      const minutes = minutesFor(meal);
      return minutes > own ? [{ kind: 'minutes', date, mealType: meal.mealType, limit: own, minutes }] : [];
    });
    const minutes = cooked.reduce((sum, meal) => sum + minutesFor(meal), 0);
    if (limit === null || minutes <= left || minutes === 0) return late;
    return [{ kind: 'minutes', date, limit, minutes: minutes + limit - left }, ...late];
  });
}

function unwanted({ eaters, days, wanted }: WeekProblem, { meals }: Plan, byId: Recipes): Shortfall[] {
  return meals.flatMap(({ date, mealType, recipeId }): Shortfall[] => {
    const recipe = byId.get(recipeId)!;
    const found = (words: readonly string[]) => words.find((word) => hasWord(recipe, word));
    const slot = days.find((day) => day.date === date)?.slots.find((each) => each.mealType === mealType);
    const avoided = found(slot?.avoided ?? []);
    const wish = wanted.find((each) => isAt(each, date, mealType) && hasWord(recipe, each.word))?.word;
    return [
      ...eaters.flatMap(({ id, dislikes }): Shortfall[] => {
        const word = found(dislikes);
        return word === undefined ? [] : [{ kind: 'disliked', date, eater: id, word, title: recipe.title }];
      }),
      ...(avoided === undefined
        ? []
        : [
            {
              ...{ kind: 'avoided' as const, date, word: avoided, title: recipe.title },
              ...(wish !== undefined && { wanted: wish }),
            },
          ]),
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

function unmetWishes({ problem, frames, recipes }: Ground, { meals }: Plan): Shortfall[] {
  const byId = new Map(problem.recipes.map((recipe) => [recipe.id, recipe]));
  const kept = problem.days.flatMap(({ date, slots }) =>
    slots.flatMap(({ mealType, kept: ofSlot }) =>
      ofSlot.map(({ recipeId }) => ({ date, mealType, recipeId })),
    ),
  );
  const eaten = [...meals, ...kept];
  return problem.wanted
    .filter((wish) => {
      const isMet = ({
        date,
        mealType,
        recipeId,
      }: Pick<PlannedMeal, 'date' | 'mealType'> & { recipeId: string | null }) => {
        const recipe = byId.get(recipeId ?? '');
        return recipe !== undefined && isAt(wish, date, mealType) && hasWord(recipe, wish.word);
      };
      return !eaten.some(isMet);
    })
    .map((wish) => ({ kind: 'wanted', ...wish, reason: reasonOf(wish, { frames, recipes }) }));
}

/** Why a wish is not met: no such recipe, no such meal to be planned, or other wishes for the same meal. */
function reasonOf(wish: WantedDish, { frames, recipes }: Pick<Ground, 'frames' | 'recipes'>) {
  const isFor = (recipe: PlanRecipe) => wish.mealType === null || isForMeal(recipe, wish.mealType);
  if (!recipes.some((recipe) => isFor(recipe) && hasWord(recipe, wish.word))) return 'noRecipe';
  const isOpen = frames.some(({ date, open }) => open.some(({ mealType }) => isAt(wish, date, mealType)));
  return isOpen ? 'gaveWay' : 'noPlace';
}

function isAt(wish: WantedDish, date: string, mealType: MealType): boolean {
  return (wish.date === null || wish.date === date) && (wish.mealType === null || wish.mealType === mealType);
}

type Recipes = ReadonlyMap<string, PlanRecipe>;
