import type { MealType } from '../meal-types.ts';
import { chooseMenus, type MenuChoice } from './solver/choose-menus.ts';
import { dayFrame, type DayFrame, type OpenSlot } from './solver/day-frame.ts';
import { searchMenus, type MenuSearch } from './solver/day-menus.ts';
import { MenuScore, type Menu } from './solver/menu-score.ts';
import { roundPortions, TOLERANCE } from './solver/round-portions.ts';
import { seededRandom } from './solver/seeded-random.ts';
import { shortfallsOf } from './solver/shortfalls.ts';
import { hasWord, suitableRecipes } from './solver/suitable-recipes.ts';
import {
  MACROS,
  type Macros,
  type PlanRecipe,
  type PlannedDay,
  type PlannedMeal,
  type WeekPlan,
  type WeekProblem,
} from './solver/week-problem.ts';

/** Random menus that a search begins with, for each kind of day and for each day of a kind. */
const STARTS = { kind: 16, day: 26, wished: 3, leftover: 1 } as const;
/** Menus that are offered for each day. */
const OFFERED = 45;
/** Dinners of a day that leftovers are tried with. */
const LEFTOVER_DINNERS = 6;

/** What a miss of 100 % by round portions costs. */
const MISSED = 150;

/** Told how much is done, 0–1. */
export type Progress = (share: number) => void;

/**
 * Plans a week: first many good menus for each kind of day, found by local search with exact portions; then one of them
 * for each day by a mixed-integer program; then round portions for each person. Bounded by counts, never by time: the
 * same problem gives the same plan. What cannot be met is in `shortfalls`, and the plan is the nearest one.
 */
export async function solveWeek(
  problem: WeekProblem,
  progress: Progress = () => undefined,
): Promise<WeekPlan> {
  const { recipes, ...leftOut } = suitableRecipes(problem);
  const frames = problem.days.map((day) => dayFrame(day, recipes, problem.eaters));
  const planned = frames.filter(({ open }) => open.length > 0);
  const menus = planned.length > 0 ? await menusFor(problem, recipes, planned, progress) : [];
  const menuOf = new Map(planned.map((frame, at) => [frame, menus[at]!]));
  const meals: PlannedMeal[] = [];
  const days: PlannedDay[] = [];
  for (const frame of frames) {
    const ready = portioned(frame, menuOf.get(frame), recipes);
    meals.push(...ready.meals);
    days.push(ready.day);
  }
  progress(1);
  const plan = { meals, days };
  return { ...plan, shortfalls: shortfallsOf({ problem, frames, recipes, leftOut }, plan) };
}

async function menusFor(
  problem: WeekProblem,
  recipes: readonly PlanRecipe[],
  frames: readonly DayFrame[],
  progress: Progress,
): Promise<Menu[]> {
  const search: MenuSearch = {
    score: new MenuScore(problem, recipes),
    random: seededRandom(problem.seed + 7919),
    uses: new Map(),
  };
  const wanted = wishesOfWeek(problem, recipes);
  const pools = menuPools(frames, search, wanted, (share) => progress(share * 0.7));
  const offered = offers(frames, pools);
  if (problem.useLeftovers) offered.push(...leftoverOffers(frames, pools, search));
  const choices = withExactCosts(offered, frames, recipes);
  progress(0.85);
  const kept = problem.days.flatMap(({ slots }) => slots.flatMap((slot) => slot.kept));
  return chooseMenus(choices, {
    days: frames.length,
    repeatsLeft: (recipe) =>
      problem.maxRepeats - kept.filter(({ recipeId }) => recipeId === recipes[recipe]!.id).length,
    wanted: wanted.map(
      (wish) =>
        ({ day, menu }) =>
          menu.picks.some((pick, slot) => isWished(wish, frames[day]!.open[slot]!, pick)),
    ),
    dinnerSlot: frames.map(({ open }) => open.findIndex(({ mealType }) => mealType === 'dinner')),
    leftoversAtMost: Math.ceil((frames.length * 3) / 7),
  });
}

/** A wish for any day that some recipes meet: at this meal, or at any. */
interface WeekWish {
  recipes: ReadonlySet<number>;
  mealType: MealType | null;
}

function wishesOfWeek({ wanted }: WeekProblem, recipes: readonly PlanRecipe[]): WeekWish[] {
  return wanted
    .filter(({ date }) => date === null)
    .map(({ word, mealType }) => ({
      recipes: new Set(recipes.flatMap((recipe, index) => (hasWord(recipe, word) ? [index] : []))),
      mealType,
    }))
    .filter((wish) => wish.recipes.size > 0);
}

function isWished(wish: WeekWish, slot: OpenSlot, recipe: number): boolean {
  return wish.recipes.has(recipe) && (wish.mealType === null || wish.mealType === slot.mealType);
}

/** Days that are alike share one search; each frame's menus, best first. */
function menuPools(
  frames: readonly DayFrame[],
  search: MenuSearch,
  wanted: readonly WeekWish[],
  progress: Progress,
): Map<DayFrame, Menu[]> {
  const kinds = Map.groupBy(frames, kindOf);
  const pools = new Map<DayFrame, Menu[]>();
  for (const alike of kinds.values()) {
    search.uses.clear();
    const [frame] = alike as [DayFrame];
    const menus = searchMenus(frame, search, STARTS.kind + STARTS.day * alike.length);
    for (const wish of wanted) menus.push(...wishedMenus(frame, search, wish));
    menus.sort((a, b) => a.cost - b.cost);
    for (const each of alike) pools.set(each, menus);
    progress(pools.size / frames.length);
  }
  return pools;
}

function kindOf({ date: _date, ...frame }: DayFrame): string {
  return JSON.stringify({
    ...frame,
    people: frame.people.map(({ aim, kept, low }) => [aim, kept, low]),
    keptRecipes: [...frame.keptRecipes],
  });
}

/** Menus with one of these dishes, for each meal that it suits. */
function wishedMenus(frame: DayFrame, search: MenuSearch, wish: WeekWish): Menu[] {
  return frame.open.flatMap((open, slot) =>
    open.candidates
      .filter((candidate) => isWished(wish, open, candidate))
      .slice(0, 4)
      .flatMap((candidate) =>
        searchMenus(frame, search, STARTS.wished, { fixed: new Map([[slot, candidate]]) }),
      ),
  );
}

/** Each day is offered its best menus; alike days different ones by turns, so that the program has fewer twins. */
function offers(frames: readonly DayFrame[], pools: ReadonlyMap<DayFrame, Menu[]>): MenuChoice[] {
  const turns = new Map<Menu[], number>();
  return frames.flatMap((frame, day) => {
    const menus = pools.get(frame)!;
    const turn = turns.get(menus) ?? 0;
    turns.set(menus, turn + 1);
    const days = frames.filter((other) => pools.get(other) === menus).length;
    const own = menus.filter((_, at) => days < 3 || at < 12 || (at + turn) % 3 !== 0);
    return own.slice(0, OFFERED).map((menu) => ({ day, menu }));
  });
}

/** Menus whose lunch is the dinner of the day before. */
function leftoverOffers(
  frames: readonly DayFrame[],
  pools: ReadonlyMap<DayFrame, Menu[]>,
  search: MenuSearch,
): MenuChoice[] {
  const known = new Map<string, Menu[]>();
  return frames.flatMap((frame, day) => {
    const before = frames[day - 1];
    const lunch = frame.open.findIndex(({ mealType }) => mealType === 'lunch');
    const dinner = before?.open.findIndex(({ mealType }) => mealType === 'dinner') ?? -1;
    if (!before || lunch < 0 || dinner < 0) return [];
    const dinners = new Set(pools.get(before)!.map(({ picks }) => picks[dinner]!));
    return [...dinners].slice(0, LEFTOVER_DINNERS).flatMap((recipe) => {
      const key = `${kindOf(frame)}:${recipe}`;
      const menus =
        known.get(key) ??
        searchMenus(frame, search, STARTS.leftover, {
          fixed: new Map([[lunch, recipe]]),
          leftovers: [lunch],
        });
      known.set(key, menus);
      return menus.map((menu) => ({ day, menu }));
    });
  });
}

/** The search fits portions that are not round; a menu that misses an aim with round ones costs more than it said. */
function withExactCosts(
  choices: readonly MenuChoice[],
  frames: readonly DayFrame[],
  recipes: readonly PlanRecipe[],
): MenuChoice[] {
  const known = new Map<Menu, Menu>();
  return choices.map(({ day, menu }) => {
    const dishes = menu.picks.map((pick) => recipes[pick]!.macros);
    const exact = known.get(menu) ?? { ...menu, cost: menu.cost + missCost(dishes, frames[day]!) };
    known.set(menu, exact);
    return { day, menu: exact };
  });
}

function missCost(dishes: readonly Macros[], { people }: DayFrame): number {
  return people.reduce(
    (sum, person) => sum + MISSED * Math.max(0, roundPortions(dishes, person).worst - TOLERANCE),
    0,
  );
}

/** A day with its portions for each person. */
function portioned(
  frame: DayFrame,
  menu: Menu | undefined,
  recipes: readonly PlanRecipe[],
): { meals: PlannedMeal[]; day: PlannedDay } {
  const dishes = (menu?.picks ?? []).map((pick) => recipes[pick]!);
  const portions = frame.people.map((person) =>
    roundPortions(
      dishes.map(({ macros }) => macros),
      person,
    ),
  );
  return {
    meals: dishes.map((dish, slot) => ({
      date: frame.date,
      mealType: frame.open[slot]!.mealType,
      recipeId: dish.id,
      portions: portions.map((each) => each.portions[slot]!),
      isLeftover: menu!.leftovers.includes(slot),
    })),
    day: {
      date: frame.date,
      aims: frame.people.map(({ aim }) => aim),
      worst: portions.map(({ worst }) => worst),
      macros: frame.people.map(({ kept }, person) =>
        MACROS.map((_, macro) =>
          dishes.reduce(
            (sum, dish, slot) => sum + dish.macros[macro]! * portions[person]!.portions[slot]!,
            kept[macro]!,
          ),
        ),
      ),
    },
  };
}
