import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { contents, exportOf, importInto } from '../../fitness/import/export-support.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { addMadeUpRecipes } from '../../support/household-recipes.ts';
import { finishJobs } from '../../support/jobs.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let anna: TestUser;
let api: Awaited<ReturnType<typeof apiOf>>;
let recipes: string[];
beforeEach(async () => {
  app = await startTestApp();
  anna = await makeUser(app.db);
  api = await apiOf(anna);
  recipes = await addMadeUpRecipes(app.db, anna, 60);
});
afterEach(() => app.stop());

const apiOf = async (user: TestUser) => app.withToken(await makeToken(app.db, user));
const meal = (more: object) => ({ onDate: '2026-03-04', mealType: 'dinner', ...more });
const WEEK = '/api/v1/meal-plan-entries?from=2026-03-02&to=2026-03-08';
const target = { dayKind: 'every', kcal: 2200, proteinG: 135, carbG: 245, fatG: 74, fiberG: 33 };

describe('/api/v1/meal-plan-entries', () => {
  test('a meal is planned, changed by its version, offered other dishes, and thrown away', async () => {
    const added = await api
      .post('/api/v1/meal-plan-entries')
      .send(meal({ recipeId: recipes[0], servings: 2 }));
    expect(added.status).toBe(201);
    const path = `/api/v1/meal-plan-entries/${added.body.id}`;
    const changed = await api.patch(path).set('If-Match', `"${added.body.version}"`).send({ servings: 3 });
    expect(changed.body).toMatchObject({ servings: 3, myServings: 3 });
    const late = await api.patch(path).set('If-Match', `"${added.body.version}"`).send({ servings: 5 });
    expect([late.status, late.body.current ?? late.body]).toEqual([409, expect.anything()]);
    const { items } = (await api.get(`${path}/alternatives`)).body;
    expect(items.length).toBeGreaterThan(3);
    const swapped = await api.put(`${path}/dish`).send({ recipeId: items[0].recipeId });
    expect(swapped.body).toMatchObject({ recipeId: items[0].recipeId, origin: 'manual' });
    expect((await api.delete(path)).status).toBe(204);
    expect((await api.get(WEEK)).body.items).toEqual([]);
    expect((await api.post(`${path}/restoration`)).body.id).toBe(added.body.id);
  });

  test.each([
    ['servings of 0', { servings: 0 }],
    ['a recipe and a food', { foodId: '01a1f000-0000-7000-8000-000000000000' }],
    ['a day that does not exist', { onDate: '2026-02-30' }],
    ['a meal of no kind', { mealType: 'brunch' }],
    ['an unknown field', { calories: 3 }],
  ])('refuses %s', async (_, more) => {
    const { status } = await api
      .post('/api/v1/meal-plan-entries')
      .send(meal({ recipeId: recipes[0], ...more }));
    expect(status).toBe(422);
    expect((await api.get(WEEK)).body.items).toEqual([]);
  });

  test('refuses another household’s recipe', async () => {
    const [foreign] = await addMadeUpRecipes(app.db, await makeUser(app.db), 1);
    const { status, body } = await api.post('/api/v1/meal-plan-entries').send(meal({ recipeId: foreign }));
    expect([status, body.errors[0].path]).toEqual([422, 'recipeId']);
  });
});

describe('/api/v1/plan-runs', () => {
  test('from the request to the plan and back; other members see no figures but their own', async () => {
    await api.post('/api/v1/nutrition-targets').send(target);
    expect((await api.post('/api/v1/nutrition-targets').send(target)).status).toBe(409);
    const asked = await api.post('/api/v1/plan-runs').send({ startsOn: '2026-03-04', days: 3 });
    expect([asked.status, asked.body.status, asked.body.meals]).toEqual([201, 'queued', []]);
    await finishJobs(app);
    const path = `/api/v1/plan-runs/${asked.body.id}`;
    const { body: run } = await api.get(path);
    expect(run).toMatchObject({ status: 'proposed', meals: { length: 9 }, totals: { length: 3 } });
    const ben = await apiOf(await makeUser(app.db, { householdId: anna.householdId }));
    const his = (await ben.get(path)).body;
    expect(his.meals).toHaveLength(9);
    expect(his.totals).toEqual([]);
    expect((await api.post(`${path}/undo`)).status).toBe(409);
    expect((await ben.post(`${path}/acceptance`)).body.status).toBe('accepted');
    expect((await api.get(WEEK)).body.items).toHaveLength(9);
    expect((await api.post(`${path}/rejection`)).status).toBe(409);
    expect((await api.post(`${path}/undo`)).body.status).toBe('undone');
    expect((await api.get(WEEK)).body.items).toEqual([]);
  });

  test('a wish that lacks what it needs is refused at its place', async () => {
    const wishes = [{ kind: 'want' }];
    const { status, body } = await api.post('/api/v1/plan-runs').send({ startsOn: '2026-03-04', wishes });
    expect([status, body.errors[0].path]).toEqual([422, 'wishes.0.words']);
  });

  test('allergies of one member count for the dishes of all', async () => {
    const ben = await makeUser(app.db, { householdId: anna.householdId });
    const allergic = { allergies: ['gluten'] };
    expect((await (await apiOf(ben)).patch('/api/v1/food-preferences').send(allergic)).body).toMatchObject(
      allergic,
    );
    // No line of the made-up recipes is a known food, so none of them is safe.
    const asked = await api.post('/api/v1/plan-runs').send({ startsOn: '2026-03-04', days: 2 });
    await finishJobs(app);
    const { body } = await api.get(`/api/v1/plan-runs/${asked.body.id}`);
    expect(body.meals).toEqual([]);
    expect(body.shortfalls.join(' ')).toMatch(/recipes were left out because of an allergy/);
  });
});

test('an export holds plan, targets and preferences, and imported elsewhere gives the same; twice adds nothing', async () => {
  await api.post('/api/v1/nutrition-targets').send(target);
  await api.patch('/api/v1/food-preferences').send({ dislikes: ['olives'], portion: 1.25 });
  await api.post('/api/v1/meal-plan-entries').send(meal({ note: 'Out', atTime: '20:00', isLocked: true }));
  const file = await exportOf(app, anna);
  expect((await contents(file))['data/planned-meals.json']).toHaveLength(1);
  const ben = await makeUser(app.db);
  for (const user of [ben, ben, anna]) await importInto(app, user, file);
  for (const user of [ben, anna]) {
    const own = await apiOf(user);
    expect((await own.get('/api/v1/nutrition-targets')).body.items).toEqual([
      expect.objectContaining(target),
    ]);
    expect((await own.get('/api/v1/food-preferences')).body).toMatchObject({
      dislikes: ['olives'],
      portion: 1.25,
    });
    expect((await own.get(WEEK)).body.items).toEqual([
      expect.objectContaining({ note: 'Out', atTime: '20:00', isLocked: true, onDate: '2026-03-04' }),
    ]);
  }
});
