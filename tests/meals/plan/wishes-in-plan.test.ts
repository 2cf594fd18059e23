import { expect, test } from '@jest/globals';
import { solveWeek } from '../../../src/features/meals/plan/solve-week.ts';
import type {
  PlannedMeal,
  PlanSlot,
  Shortfall,
  WantedDish,
  WeekPlan,
  WeekProblem,
} from '../../../src/features/meals/plan/solver/week-problem.ts';
import { madeUpWeek } from '../../support/made-up-week.ts';

const FRIDAY = '2026-03-06';
const dish = (word: string, more: Partial<WantedDish> = {}): WantedDish => ({
  ...{ word, date: null, mealType: null },
  ...more,
});

/** A week in which Friday's dinner is asked for in a special way. */
function fridayDinner(problem: WeekProblem, asked: Partial<PlanSlot>): WeekProblem['days'] {
  return problem.days.map((day) => ({
    ...day,
    slots: day.slots.map((slot) =>
      day.date === FRIDAY && slot.mealType === 'dinner' ? { ...slot, ...asked } : slot,
    ),
  }));
}

const recipeOf = (problem: WeekProblem, meal: PlannedMeal) =>
  problem.recipes.find(({ id }) => id === meal.recipeId)!;
const dinnerOnFriday = ({ meals }: WeekPlan) =>
  meals.find(({ date, mealType }) => date === FRIDAY && mealType === 'dinner')!;
const missed = ({ shortfalls }: WeekPlan) =>
  shortfalls.flatMap((each: Shortfall) => (each.kind === 'wanted' ? [[each.word, each.reason]] : []));

test('a wish for any day and one for a certain meal are met; one that nothing fits is told', async () => {
  const problem = madeUpWeek({ recipes: 300 });
  const plan = await solveWeek({
    ...problem,
    days: fridayDinner(problem, { wanted: ['salmon'] }),
    wanted: [dish('quinoa'), dish('haggis'), dish('salmon', { date: FRIDAY, mealType: 'dinner' })],
  });
  expect(recipeOf(problem, dinnerOnFriday(plan)).words).toContain('salmon');
  expect(plan.meals.some((meal) => recipeOf(problem, meal).words.includes('quinoa'))).toBe(true);
  expect(missed(plan)).toEqual([['haggis', 'noRecipe']]);
});

test('a wish for a meal of any day is met at that meal', async () => {
  const problem = madeUpWeek({ recipes: 300 });
  for (const mealType of ['lunch', 'dinner'] as const) {
    const plan = await solveWeek({ ...problem, wanted: [dish('tofu', { mealType })] });
    const found = plan.meals.filter((meal) => recipeOf(problem, meal).words.includes('tofu'));
    expect(found.map((meal) => meal.mealType)).toContain(mealType);
    expect(missed(plan)).toEqual([]);
  }
});

test('a wish for a meal that is not planned is told, and one that gave way to another', async () => {
  const problem = madeUpWeek({ recipes: 300, meals: ['breakfast', 'lunch', 'dinner'] });
  const skipped = problem.days.map((day) => ({
    ...day,
    slots: day.slots.filter(({ mealType }) => day.date !== FRIDAY || mealType !== 'dinner'),
  }));
  const atFridayDinner = { date: FRIDAY, mealType: 'dinner' } as const;
  expect(
    missed(await solveWeek({ ...problem, days: skipped, wanted: [dish('salmon', atFridayDinner)] })),
  ).toEqual([['salmon', 'noPlace']]);
  // Both cannot be: no recipe has salmon and tofu.
  const wanted = [dish('salmon', atFridayDinner), dish('tofu', atFridayDinner)];
  const days = fridayDinner(problem, { wanted: ['salmon', 'tofu'] });
  const [gone, ...more] = missed(await solveWeek({ ...problem, days, wanted }));
  expect([gone![1], more]).toEqual(['gaveWay', []]);
});

test('what is not wanted is kept from the meals it is not wanted at; a wish for it comes first and is told', async () => {
  const problem = madeUpWeek({ recipes: 300 });
  const days = problem.days.map((day) => ({
    ...day,
    slots: day.slots.map((slot) => (slot.mealType === 'dinner' ? { ...slot, avoided: ['tofu'] } : slot)),
  }));
  const plan = await solveWeek({ ...problem, days });
  const dinners = plan.meals.filter(({ mealType }) => mealType === 'dinner');
  expect(dinners.filter((meal) => recipeOf(problem, meal).words.includes('tofu'))).toEqual([]);

  const both = await solveWeek({
    ...problem,
    days: fridayDinner(problem, { wanted: ['tofu'], avoided: ['tofu'] }),
    wanted: [dish('tofu', { date: FRIDAY, mealType: 'dinner' })],
  });
  expect(both.shortfalls.filter(({ kind }) => kind === 'avoided')).toEqual([
    { kind: 'avoided', date: FRIDAY, word: 'tofu', wanted: 'tofu', title: expect.any(String) },
  ]);
});

test('a meal that must be quick is quick where a recipe is, and is told where none is', async () => {
  const problem = madeUpWeek({ recipes: 300 });
  const plan = await solveWeek({ ...problem, days: fridayDinner(problem, { minutes: 20 }) });
  expect(recipeOf(problem, dinnerOnFriday(plan)).minutes).toBeLessThanOrEqual(20);
  const slow = await solveWeek({ ...problem, days: fridayDinner(problem, { minutes: 1 }) });
  expect(slow.shortfalls).toContainEqual(
    expect.objectContaining({ kind: 'minutes', date: FRIDAY, mealType: 'dinner', limit: 1 }),
  );
});
