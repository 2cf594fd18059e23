import { describe, expect, test } from '@jest/globals';
import { solveWeek } from '../../../src/features/meals/plan/solve-week.ts';
import { roundPortions } from '../../../src/features/meals/plan/solver/round-portions.ts';
import { swapOptions } from '../../../src/features/meals/plan/solver/swap-options.ts';
import { isSafeFor } from '../../../src/features/meals/plan/solver/suitable-recipes.ts';
import { aimsOf } from '../../../src/features/meals/plan/solver/portion-fit.ts';
import type { WeekPlan, WeekProblem } from '../../../src/features/meals/plan/solver/week-problem.ts';
import { madeUpWeek } from '../../support/made-up-week.ts';

const byId = (problem: WeekProblem) => new Map(problem.recipes.map((recipe) => [recipe.id, recipe]));
const kindsOf = ({ shortfalls }: WeekPlan) => shortfalls.map(({ kind }) => kind);
/** What the meals of a plan come to for one person on a day, from the recipes alone. */
function eaten(problem: WeekProblem, plan: WeekPlan, date: string, person: number): number[] {
  const recipes = byId(problem);
  const meals = plan.meals.filter((meal) => meal.date === date);
  return [0, 1, 2, 3, 4].map((macro) =>
    meals.reduce((sum, meal) => sum + recipes.get(meal.recipeId)!.macros[macro]! * meal.portions[person]!, 0),
  );
}

describe('a week out of 300 recipes', () => {
  test.each([1, 2, 3])('holds every macro of every day within 5 % (recipes %d)', async (seed) => {
    const problem = madeUpWeek({ recipes: 300, seed });
    const plan = await solveWeek(problem);
    expect(plan.meals).toHaveLength(28);
    for (const { date, targets } of problem.days) {
      const sums = eaten(problem, plan, date, 0);
      targets[0]!.forEach((target, macro) => {
        expect(Math.abs(sums[macro]! / target! - 1)).toBeLessThanOrEqual(0.05 + 1e-9);
      });
    }
    expect(kindsOf(plan)).not.toContain('macro');
  });

  test('feeds two people of different targets with the same dishes in portions of their own', async () => {
    const problem = madeUpWeek({ recipes: 300, people: 2 });
    const plan = await solveWeek(problem);
    for (const { date, targets } of problem.days)
      for (const person of [0, 1])
        expect(eaten(problem, plan, date, person)[0]! / targets[person]![0]!).toBeCloseTo(1, 1);
    expect(kindsOf(plan)).not.toContain('macro');
    expect(plan.meals.some(({ portions }) => portions[0] !== portions[1])).toBe(true);
  });

  test('is the same for the same problem, and another one for another seed', async () => {
    const problem = madeUpWeek({ recipes: 120 });
    const [first, again] = [await solveWeek(problem), await solveWeek(structuredClone(problem))];
    expect(again).toEqual(first);
    const other = await solveWeek({ ...problem, seed: 2 });
    expect(other.meals).not.toEqual(first.meals);
  });

  test('leaves the dishes of a plan that was not liked', async () => {
    const problem = madeUpWeek({ recipes: 300 });
    const first = await solveWeek(problem);
    const passed = first.meals.map(({ recipeId }) => recipeId);
    const other = await solveWeek({ ...problem, passed, seed: 2 });
    const same = other.meals.filter(({ recipeId }) => passed.includes(recipeId)).length;
    expect(same).toBeLessThan(14);
  });

  test('cooks no dish more often than allowed, and eats what is left for lunch the day after', async () => {
    const problem = { ...madeUpWeek({ recipes: 300 }), maxRepeats: 1 };
    const plan = await solveWeek(problem);
    const cooked = plan.meals.filter(({ isLeftover }) => !isLeftover).map(({ recipeId }) => recipeId);
    expect(new Set(cooked).size).toBe(cooked.length);
    const leftovers = plan.meals.filter(({ isLeftover }) => isLeftover);
    expect(leftovers.length).toBeGreaterThan(0);
    for (const { date, mealType, recipeId } of leftovers) {
      const before = problem.days[problem.days.findIndex((day) => day.date === date) - 1]!.date;
      expect(mealType).toBe('lunch');
      expect(plan.meals).toContainEqual(
        expect.objectContaining({ date: before, mealType: 'dinner', recipeId, isLeftover: false }),
      );
    }
    const none = await solveWeek({ ...problem, useLeftovers: false });
    expect(none.meals.filter(({ isLeftover }) => isLeftover)).toEqual([]);
  });

  test('keeps the minutes of a day', async () => {
    const problem = madeUpWeek({ recipes: 300 });
    const plan = await solveWeek(problem);
    const recipes = byId(problem);
    for (const { date, minutes } of problem.days) {
      const cooking = plan.meals
        .filter((meal) => meal.date === date && !meal.isLeftover)
        .reduce((sum, { recipeId }) => sum + (recipes.get(recipeId)!.minutes ?? 30), 0);
      if (minutes !== null) expect(cooking).toBeLessThanOrEqual(minutes);
    }
  });
});

describe('allergies and diets', () => {
  test('are never broken, whatever the seed, and what is not known well is not assumed safe', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6, 7, 8]) {
      const problem = madeUpWeek({ recipes: 90, seed });
      const [anna] = problem.eaters;
      const eater = { ...anna!, allergies: ['peanuts', 'gluten', 'kiwi'], diets: ['vegetarian'] };
      const plan = await solveWeek({ ...problem, eaters: [eater], seed });
      const recipes = byId(problem);
      for (const { recipeId } of plan.meals) {
        const recipe = recipes.get(recipeId)!;
        expect(recipe.isKnown).toBe(true);
        expect(recipe.allergens).not.toContain('peanuts');
        expect(recipe.allergens).not.toContain('gluten');
        expect(recipe.words).not.toMatch(/\bkiwi/);
        expect(recipe.diets).toContain('vegetarian');
      }
      const unknown = problem.recipes.filter(
        (each) => !each.isKnown && isSafeFor({ ...each, isKnown: true }, eater),
      ).length;
      const told = plan.shortfalls.flatMap((each) => (each.kind === 'unknown' ? each.count : []));
      expect(told).toEqual(unknown > 0 ? [unknown] : []);
    }
  });

  test('who is vegan eats what vegetarians eat only when it is vegan', () => {
    const [recipe] = madeUpWeek({ recipes: 1 }).recipes;
    const eater = { id: 'a', portion: null, allergies: [], dislikes: [] };
    const vegan = { ...recipe!, diets: ['vegan'] };
    expect(isSafeFor(vegan, { ...eater, diets: ['vegetarian'] })).toBe(true);
    expect(isSafeFor({ ...vegan, diets: ['vegetarian'] }, { ...eater, diets: ['vegan'] })).toBe(false);
  });

  test('a meal for which nothing is allowed stays empty and is told', async () => {
    const problem = madeUpWeek({ recipes: 60 });
    const eaters = [{ ...problem.eaters[0]!, diets: ['pescatarian'], allergies: ['a'] }];
    const recipes = problem.recipes.filter(({ mealTypes }) => !mealTypes.includes('snack'));
    const plan = await solveWeek({ ...problem, recipes, eaters });
    const empty = plan.shortfalls.filter(({ kind }) => kind === 'empty');
    expect(empty.filter((each) => 'mealType' in each && each.mealType === 'snack')).toHaveLength(7);
    expect(empty.filter((each) => 'reason' in each && each.reason === 'none')).toHaveLength(7);
  });
});

describe('what cannot be met', () => {
  test('no recipes at all: an empty plan that says which meals stay empty', async () => {
    const plan = await solveWeek({ ...madeUpWeek({ recipes: 0 }), recipes: [] });
    expect(plan.meals).toEqual([]);
    expect(plan.shortfalls.filter(({ kind }) => kind === 'empty')).toHaveLength(28);
  });

  test('a target out of reach: the nearest plan, and a shortfall for each macro of each day that misses', async () => {
    const problem = madeUpWeek({ recipes: 100 });
    const days = problem.days.map((day) => ({ ...day, targets: [[1500, 330, 20, 12, 60]] }));
    const plan = await solveWeek({ ...problem, days });
    expect(plan.meals).toHaveLength(28);
    for (const { date } of days) {
      const sums = eaten(problem, plan, date, 0);
      const missed = [1500, 330, 20, 12, 60].filter(
        (target, macro) => Math.abs(sums[macro]! / target - 1) > 0.05 + 1e-6,
      ).length;
      expect(missed).toBeGreaterThan(0);
      const told = plan.shortfalls.filter((each) => each.kind === 'macro' && each.date === date);
      expect(told).toHaveLength(missed);
    }
  });

  test('targets that contradict each other are told once', async () => {
    const problem = madeUpWeek({ recipes: 100 });
    const days = problem.days.map((day) => ({ ...day, targets: [[1500, 200, 300, 100, 30]] }));
    const { shortfalls } = await solveWeek({ ...problem, days });
    expect(shortfalls.filter(({ kind }) => kind === 'contradiction')).toEqual([
      { kind: 'contradiction', date: days[0]!.date, eater: 'person-0', kcal: 1500, fromMacros: 2900 },
    ]);
  });

  test('a dish that everybody dislikes comes only when there is no other, and is named', async () => {
    const problem = madeUpWeek({ recipes: 300 });
    const plan = await solveWeek(problem);
    expect(plan.meals.some(({ recipeId }) => byId(problem).get(recipeId)!.words.includes('mushrooms'))).toBe(
      false,
    );
    const only = problem.recipes.filter(
      ({ mealTypes, words }) => !mealTypes.includes('dinner') || words.includes('mushrooms'),
    );
    const forced = await solveWeek({ ...problem, recipes: only, useLeftovers: false });
    expect(forced.shortfalls.filter(({ kind }) => kind === 'disliked')).toHaveLength(14);
  });

  test('few recipes: dishes repeat, and each that does too often is told', async () => {
    const problem = madeUpWeek({ recipes: 300, meals: ['lunch', 'dinner'] });
    const mains = problem.recipes.filter(({ mealTypes }) => mealTypes.includes('dinner')).slice(0, 4);
    const plan = await solveWeek({ ...problem, recipes: mains, maxRepeats: 2, useLeftovers: false });
    const counts = Map.groupBy(plan.meals, ({ recipeId }) => recipeId);
    const over = [...counts.values()].filter((meals) => meals.length > 2).length;
    expect(over).toBeGreaterThan(0);
    expect(plan.shortfalls.filter(({ kind }) => kind === 'repeats')).toHaveLength(over);
  });

  test('too little time is told with the minutes that it takes', async () => {
    const problem = madeUpWeek({ recipes: 300, meals: ['dinner'] });
    const recipes = problem.recipes.map((recipe) => ({ ...recipe, minutes: 40 }));
    const days = problem.days.map((day) => ({ ...day, minutes: 20 }));
    const { shortfalls } = await solveWeek({ ...problem, recipes, days });
    const late = shortfalls.filter(({ kind }) => kind === 'minutes');
    expect(late).toHaveLength(7);
    expect(late[0]).toEqual({ kind: 'minutes', date: days[0]!.date, limit: 20, minutes: 40 });
  });
});

describe('meals that stay', () => {
  test('a meal that stays is counted, and the others are planned around it', async () => {
    const problem = madeUpWeek({ recipes: 300 });
    const kept = { recipeId: 'recipe-1', macros: [[900, 40, 90, 40, 8]], minutes: 30 };
    const days = problem.days.map((day, at) => ({
      ...day,
      slots: day.slots.map((slot) =>
        at === 0 && slot.mealType === 'dinner' ? { ...slot, kept: [kept] } : slot,
      ),
    }));
    const plan = await solveWeek({ ...problem, days });
    const monday = plan.meals.filter(({ date }) => date === days[0]!.date);
    expect(monday.map(({ mealType }) => mealType)).toEqual(['breakfast', 'lunch', 'snack']);
    const kcal = eaten(problem, plan, days[0]!.date, 0)[0]! + 900;
    expect(Math.abs(kcal / days[0]!.targets[0]![0]! - 1)).toBeLessThanOrEqual(0.05);
    expect(plan.days[0]!.macros[0]![0]).toBeCloseTo(kcal, 6);
  });

  test('only dinners are planned to their share of a day, not to all of it', async () => {
    const problem = madeUpWeek({ recipes: 300, meals: ['dinner'] });
    const plan = await solveWeek(problem);
    expect(plan.days[0]!.aims[0]![0]).toBeCloseTo(problem.days[0]!.targets[0]![0]! * 0.4, 6);
    expect(plan.days[0]!.macros[0]![0]! / plan.days[0]!.aims[0]![0]!).toBeCloseTo(1, 0.5);
  });

  test('other dishes for one meal: best fits first, the rest of the day as it is', async () => {
    const problem = madeUpWeek({ recipes: 300 });
    const plan = await solveWeek(problem);
    const recipes = byId(problem);
    const [day] = problem.days;
    const others = plan.meals.filter(({ date, mealType }) => date === day!.date && mealType !== 'dinner');
    const kept = (mealType: string) =>
      others
        .filter((meal) => meal.mealType === mealType)
        .map(({ recipeId, portions }) => ({
          recipeId,
          minutes: 0,
          macros: [recipes.get(recipeId)!.macros.map((value) => value * portions[0]!)],
        }));
    const only = {
      ...problem,
      days: [{ ...day!, slots: day!.slots.map((slot) => ({ ...slot, kept: kept(slot.mealType) })) }],
    };
    const options = swapOptions(only, 'dinner', 5);
    expect(options).toHaveLength(5);
    expect(options.every(({ recipe }) => recipe.mealTypes.includes('dinner'))).toBe(true);
    expect(options[0]!.worst[0]).toBeLessThanOrEqual(0.06);
    expect(options.map(({ recipe }) => recipe.words).join()).not.toContain('mushrooms');
  });
});

describe('portions', () => {
  const person = (target: number[], low: number, high: number) => ({
    aim: target,
    aims: aimsOf(target, [0, 0, 0, 0, 0]),
    kept: [0, 0, 0, 0, 0],
    low,
    high,
  });
  test('are quarters where these hold the target', () => {
    const { portions, worst } = roundPortions(
      [
        [400, 30, 40, 14, 6],
        [500, 40, 50, 16, 8],
      ],
      person([1000, 77.5, 100, 33.5, 15.5], 0.7, 1.6),
    );
    expect(portions.every((portion) => (portion * 4) % 1 === 0)).toBe(true);
    expect(worst).toBeLessThanOrEqual(0.05);
  });
  test('are finer where quarters miss it', () => {
    const { portions, worst } = roundPortions(
      [[1000, 100, 100, 20, 10]],
      person([1110, 111, 111, 22.2, 11.1], 0.7, 1.6),
    );
    expect(portions).toEqual([1.1]);
    expect(worst).toBeLessThan(0.01);
  });
  test('without a target are the usual one', () => {
    const free = { ...person([1, 1, 1, 1, 1], 0.7, 1.6), aim: null };
    expect(roundPortions([[400, 30, 40, 14, 6]], free).portions).toEqual([1]);
  });
});
