import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { selectRow } from '../../../src/db/index.ts';
import { newId } from '../../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let anna: TestUser;
let api: TestAgent;
let browser: Browser;
beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  api = app.withToken(await makeToken(app.db, anna));
  browser = await app.as(anna);
});
afterAll(() => app.stop());

const create = async (lines: string[], yieldsServings = 2) => {
  const recipe = { title: 'Dish', yieldsServings, ingredients: lines.map((text) => ({ text })) };
  return (await api.post('/api/v1/recipes').send(recipe)).body;
};
const idOf = async (name: string) =>
  (await selectRow<{ id: string }>(
    app.db,
    'select id from foods where household_id is null and lower(name) = :name order by commonness desc limit 1',
    { name },
  ))!.id;

test('a recipe says what one serving holds, computed from its foods, and follows its servings', async () => {
  const { id, nutrition, diets } = await create(['200 g butter', 'salt to taste']);
  expect(nutrition).toMatchObject({ complete: true, missing: 0 });
  expect(nutrition.kcal).toBeGreaterThan(680);
  expect(nutrition.kcal).toBeLessThan(760);
  expect(diets).toContain('vegetarian');
  expect(diets).not.toContain('vegan');
  const { body } = await api.patch(`/api/v1/recipes/${id}`).send({ yieldsServings: 4 });
  expect(body.nutrition.kcal).toBeCloseTo(nutrition.kcal / 2, 0);
  expect(body.allergens).toEqual(['milk']);
});

test('a line without a food makes it incomplete; the food chosen by hand counts, and is remembered', async () => {
  const { id, nutrition, ingredients } = await create(['100 g sugar', '150 g zorblax']);
  expect(nutrition).toMatchObject({ complete: false, missing: 1 });
  const page = (await browser.get(`/meals/recipes/${id}`)).text;
  expect(page).toContain('Incomplete: 1 line found no food or weight');
  const path = `/meals/recipes/${id}/ingredients/${ingredients[1].id}`;
  expect(page).toContain(`href="${path}"`);
  expect((await browser.get(path)).text).toContain('150 g zorblax');

  expect((await browser.post(path, { foodIdText: 'qqqqqqq' })).status).toBe(422);
  expect((await browser.post(path, { foodIdText: 'sugar', grams: '-3' })).status).toBe(422);
  expect((await browser.post(path, { foodId: await idOf('butter') })).status).toBe(303);
  const { body } = await api.get(`/api/v1/recipes/${id}`);
  expect(body.nutrition).toMatchObject({ complete: true, missing: 0 });
  expect(body.nutrition.kcal).toBeGreaterThan(nutrition.kcal + 500);
  expect(body.ingredients[1]).toMatchObject({ grams: 150, text: '150 g zorblax' });

  const later = await create(['50 g zorblax']);
  expect(later.nutrition).toMatchObject({ complete: true });
  const stranger = app.withToken(await makeToken(app.db, await makeUser(app.db)));
  const theirs = await stranger
    .post('/api/v1/recipes')
    .send({ title: 'Theirs', yieldsServings: 1, ingredients: [{ text: '50 g zorblax' }] });
  expect(theirs.body.nutrition).toBeNull();
});

test('a weight that is said for a unit counts for later amounts in it', async () => {
  const { id, ingredients } = await create(['2 handfuls zorblax']);
  const foodId = await idOf('butter');
  const line = `/api/v1/recipes/${id}/ingredients/${ingredients[0].id}/food`;
  const { status, body } = await api.put(line).send({ foodId, grams: 100 });
  expect(status).toBe(200);
  expect(body.ingredients[0].grams).toBe(100);
  expect((await create(['3 handfuls zorblax'])).ingredients[0].grams).toBe(150);
});

test('a food, line or recipe that is not there answers so, and changes nothing', async () => {
  const { id, ingredients } = await create(['150 g zorblax']);
  const foodId = await idOf('butter');
  const line = (recipe: string, ingredient: string) =>
    `/api/v1/recipes/${recipe}/ingredients/${ingredient}/food`;
  const answers = await Promise.all([
    api.put(line(id, ingredients[0].id)).send({ foodId: newId() }),
    api.put(line(id, newId())).send({ foodId }),
    api.put(line(newId(), ingredients[0].id)).send({ foodId }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  const stranger = app.withToken(await makeToken(app.db, await makeUser(app.db)));
  expect((await stranger.put(line(id, ingredients[0].id)).send({ foodId })).status).toBe(404);
  expect((await api.get(`/api/v1/recipes/${id}`)).body.nutrition).toBeNull();
});

test('a food of one’s own that is changed changes what its recipes say', async () => {
  const food = (await api.post('/api/v1/foods').send({ name: 'Zorblax', kcal: 200 })).body;
  const { id, nutrition } = await create(['100 g zorblax'], 1);
  expect(nutrition).toMatchObject({ kcal: 200, missing: 0 });
  const kcalOf = async () => (await api.get(`/api/v1/recipes/${id}`)).body.nutrition;
  expect((await api.patch(`/api/v1/foods/${food.id}`).send({ kcal: 300 })).status).toBe(200);
  expect(await kcalOf()).toMatchObject({ kcal: 300, missing: 0 });
});

test('whoever has a target of the day sees a serving’s share of it; nobody else sees the figures', async () => {
  await api.post('/api/v1/foods').send({ name: 'Zorblax', kcal: 200, proteinG: 20, carbG: 25 });
  const { id } = await create(['300 g zorblax'], 1);
  const ben = await makeUser(app.db, { householdId: anna.householdId });
  const bens = await app.as(ben);
  await app
    .withToken(await makeToken(app.db, ben))
    .post('/api/v1/nutrition-targets')
    .send({ dayKind: 'every', kcal: 2345, proteinG: 48 });
  const [own, other] = [await bens.get(`/meals/recipes/${id}`), await browser.get(`/meals/recipes/${id}`)];
  expect(own.text).toContain('How much of your day is a serving?');
  expect(own.text).toContain('600 kcal · 26 % of 2,345');
  // More than the whole day is said in words; the bar ends there.
  expect(own.text).toContain('60 g · 125 % of 48');
  expect(own.text).not.toContain('Carbohydrate: ');
  expect(other.text).toContain('Where does its energy come from?');
  expect(other.text).toContain('Carbohydrate: 75 g · 56 %');
  expect(other.text).not.toMatch(/2,?345|26 %|% of/);
});
