import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { selectRows } from '../../../src/db/index.ts';
import { contents, exportOf, importInto } from '../../fitness/import/export-support.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let second: TestApp;
let anna: TestUser;
beforeEach(async () => {
  app = await startTestApp();
  second = await startTestApp();
  anna = await makeUser(app.db);
});
afterEach(async () => {
  await app.stop();
  await second.stop();
});

const apiOf = async (on: TestApp, user: TestUser) => on.withToken(await makeToken(on.db, user));
const WEEK = '/api/v1/meal-plan-entries?from=2026-03-02&to=2026-03-08';

/** A little of everything that a household eats, plans and buys. */
async function fillKitchen() {
  const api = await apiOf(app, anna);
  const add = async (noun: string, body: object) => {
    const answer = await api.post(`/api/v1/${noun}`).send(body);
    expect([noun, answer.status]).toEqual([noun, 201]);
    return answer.body;
  };
  const food = await add('foods', { name: 'Zorblax', kcal: 250, proteinG: 10, carbG: 5, fatG: 20 });
  const recipe = await add('recipes', {
    title: 'Zorblax stew',
    yieldsServings: 2,
    ingredients: [{ text: '400 g zorblax' }, { text: '50 g snarf' }],
  });
  const snarf = recipe.ingredients[1].id;
  await api.put(`/api/v1/recipes/${recipe.id}/ingredients/${snarf}/food`).send({ foodId: food.id });
  await add('nutrition-targets', {
    dayKind: 'every',
    kcal: 2000,
    proteinG: 100,
    carbG: null,
    fatG: null,
    fiberG: null,
  });
  await api.patch('/api/v1/food-preferences').send({ dislikes: ['olives'], portion: 1.5 });
  const dinner = { mealType: 'dinner', recipeId: recipe.id };
  const cooked = await add('meal-plan-entries', { ...dinner, onDate: '2026-03-02' });
  const leftover = { recipeId: recipe.id, leftoverOf: cooked.id };
  await add('meal-plan-entries', { ...leftover, onDate: '2026-03-03', mealType: 'lunch' });
  await add('meal-plan-entries', { onDate: '2026-03-04', mealType: 'snack', foodId: food.id, grams: 80 });
  await add('diary-entries', { planEntryId: cooked.id });
  await add('diary-entries', { foodId: food.id, quantity: 120, unit: 'g', date: '2026-03-01' });
  const list = await add('shopping-lists', { name: 'Market' });
  await add('shopping-items', { listId: list.id, text: 'Toilet paper' });
  await add('pantry-items', { name: '500 g rice' });
}

const TABLES = [
  ...[
    'recipes',
    'meal_plan_entries',
    'nutrition_targets',
    'food_preferences',
    'diary_entries',
    'food_memory',
  ],
  ...['shopping_lists', 'shopping_items', 'pantry_items', 'meal_portions'],
];
const filled = async (on: TestApp) => {
  const names = [];
  for (const table of TABLES)
    if ((await selectRows(on.db, `select 1 from ${table}`)).length > 0) names.push(table);
  if ((await selectRows(on.db, 'select 1 from foods where household_id is not null')).length > 0)
    names.push('foods');
  return names;
};

describe('an import of an export with meals', () => {
  test('brings the same export again, and undone all of it is gone, so that it can be added anew', async () => {
    await fillKitchen();
    const file = await exportOf(app, anna);
    const elsewhere = await makeUser(second.db);
    const api = await apiOf(second, elsewhere);
    const before = await filled(second);
    const { path, applied } = await importInto(second, elsewhere, file);
    expect(applied.result.others).toMatchObject({
      ...{ foods: 1, recipes: 1, plannedMeals: 3, nutritionTargets: 1, foodPreferences: 1 },
      ...{ shoppingLists: 1, pantryItems: 1, diaryEntries: 2 },
    });
    const held = await contents(file);
    const again = await contents(await exportOf(second, elsewhere));
    for (const name of ['planned-meals', 'diary-entries', 'food-preferences', 'nutrition-targets']) {
      const rows = held[`data/${name}.json`] as Record<string, unknown>[];
      // Foods of the household are made anew, with ids of their own.
      const bare = (list: unknown) =>
        (list as Record<string, unknown>[]).map(({ foodId, ...row }) => ({
          ...row,
          isFood: foodId !== null,
        }));
      expect(bare(again[`data/${name}.json`])).toEqual(bare(rows));
    }
    const { items } = (await api.get(WEEK)).body;
    expect(items[1].leftoverOf).toBe(items[0].id);
    expect(items[0]).toMatchObject({ isEaten: true, myServings: 1.5 });

    expect((await api.delete(`${path}/application`)).body).toMatchObject({
      state: 'undone',
      result: { keptThings: [] },
    });
    expect(await filled(second)).toEqual(before);
    expect((await importInto(second, elsewhere, file)).applied.result.others).toMatchObject({ recipes: 1 });
  });

  test('undone keeps what was changed or used since, and says so by name', async () => {
    await fillKitchen();
    const elsewhere = await makeUser(second.db);
    const api = await apiOf(second, elsewhere);
    const { path } = await importInto(second, elsewhere, await exportOf(app, anna));
    second.clock.advance(60_000);
    const browser = await second.as(elsewhere);
    const [recipe] = (await api.get('/api/v1/recipes')).body.items;
    await browser.post(`/meals/recipes/${recipe.id}/rating`, { rating: '5' });
    const [list] = (await api.get('/api/v1/shopping-lists')).body.items;
    await api.post('/api/v1/shopping-items').send({ listId: list.id, text: 'Soap' });
    const [target] = (await api.get('/api/v1/nutrition-targets')).body.items;
    await api.patch(`/api/v1/nutrition-targets/${target.id}`).send({ kcal: 2100 });

    const { result } = (await api.delete(`${path}/application`)).body;
    expect(result.keptThings).toEqual(
      expect.arrayContaining([
        { noun: 'recipes', count: 1, names: ['Zorblax stew'] },
        // Its lines say so.
        { noun: 'foods', count: 1, names: ['Zorblax'] },
        { noun: 'shoppingLists', count: 1, names: ['Market'] },
        { noun: 'nutritionTargets', count: 1, names: [] },
      ]),
    );
    expect(result.keptThings).toHaveLength(4);
    const page = (await browser.get(path.replace('/api/v1', '/fitness'))).text;
    expect(page).toContain('Recipes: Zorblax stew');
    expect(page).toContain('Targets: 1');
  });

  test('gives the rest of a meal to the members here, and nobody else’s portion stands in the export', async () => {
    const ben = await makeUser(app.db, { householdId: anna.householdId });
    await (await apiOf(app, ben)).patch('/api/v1/food-preferences').send({ portion: 0.7 });
    await fillKitchen();
    const file = await exportOf(app, anna);
    const [meal] = (await contents(file))['data/planned-meals.json'] as Record<string, number>[];
    expect(meal).toMatchObject({ myServings: 1.5, servings: 2.2 });
    expect(meal).not.toHaveProperty('portions');
    const elsewhere = await makeUser(second.db);
    const other = await makeUser(second.db, { householdId: elsewhere.householdId });
    await importInto(second, elsewhere, file);
    const mine = async (user: TestUser) =>
      (await (await apiOf(second, user)).get(WEEK)).body.items[0].myServings;
    expect([await mine(elsewhere), await mine(other)]).toEqual([1.5, 0.7]);
  });
});
