import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execute, selectRows } from '../../../src/db/index.ts';

import { startTestApp, type TestApp } from '../../support/app.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';
import { makeFood, makeRecipe, planMeal, SOUP } from './kitchen.ts';

const SOME_ID = '01890000-0000-7000-8000-000000000000';
let app: TestApp;
let anna: TestUser;
let ben: TestUser;
let api: ReturnType<TestApp['withToken']>;
let bens: ReturnType<TestApp['withToken']>;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  app.clock.set('2026-03-03T18:00:00Z');
  anna = await makeUser(app.db);
  ben = await makeUser(app.db, { householdId: anna.householdId, role: 'member' });
  api = app.withToken(await makeToken(app.db, anna));
  bens = app.withToken(await makeToken(app.db, ben));
});

const add = (body: object) => api.post('/api/v1/diary-entries').send(body);

describe('an entry over the API', () => {
  test('of a recipe takes its nutrients as they are now, times the servings', async () => {
    const recipeId = await makeRecipe(app.db, anna);
    const { status, body } = await add({ recipeId, servings: 1.5 });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      ...{ date: '2026-03-03', at: '2026-03-03T18:00:00.000Z', mealType: 'dinner', title: 'Lentil soup' },
      ...{ recipeId, servings: 1.5, grams: null, source: 'api', version: 1 },
      nutrients: { kcal: 480, proteinG: 27, sodiumMg: 720, complete: true },
    });
    await execute(
      app.db,
      `update recipes set nutrition = '{"kcal": 1}', title = 'Stew' where id = :recipeId`,
      { recipeId },
    );
    const again = await api.get(`/api/v1/diary-entries/${body.id}`);
    expect(again.body).toMatchObject({ title: 'Lentil soup', nutrients: { kcal: 480 } });
  });

  test('of a food is weighed in grams, or in a unit that the food knows', async () => {
    const portions = [{ unit: 'slice', amount: 1, grams: 40 }];
    const foodId = await makeFood(app.db, anna, { name: 'Rye bread', kcal: 250, portions });
    expect((await add({ foodId, grams: 80 })).body).toMatchObject({
      grams: 80,
      nutrients: { kcal: 200, proteinG: 6.4 },
    });
    expect((await add({ foodId, quantity: 3, unit: 'slices' })).body).toMatchObject({
      ...{ quantity: 3, unit: 'slice', grams: 120, title: 'Rye bread' },
      nutrients: { kcal: 300, sugarG: null },
    });
    const { status, body } = await add({ foodId, quantity: 1, unit: 'bucket' });
    expect([status, body.errors]).toEqual([
      422,
      [{ path: 'unit', message: 'has no known weight for this food: give grams' }],
    ]);
  });

  test('of the household’s own portion of a food comes before the table’s', async () => {
    const foodId = await makeFood(app.db, anna, {
      name: 'Cup cake',
      portions: [{ unit: 'piece', amount: 1, grams: 50 }],
    });
    await execute(
      app.db,
      `insert into food_portions (household_id, food_id, unit, grams) values (:householdId, :foodId, 'piece', 90)`,
      { householdId: anna.householdId, foodId },
    );
    expect((await add({ foodId, quantity: 2, unit: 'piece' })).body.grams).toBe(180);
  });

  test('of nothing but numbers is kept as it is', async () => {
    const { body } = await add({
      title: 'Canteen',
      nutrients: { kcal: 700, proteinG: 30 },
      mealType: 'lunch',
      date: '2026-03-01',
    });
    expect(body).toMatchObject({
      ...{ date: '2026-03-01', at: '2026-03-01T11:30:00.000Z', mealType: 'lunch', title: 'Canteen' },
      nutrients: { kcal: 700, proteinG: 30, carbG: null, complete: true },
    });
  });

  test.each([
    [{}, 'recipeId'],
    [{ recipeId: SOME_ID, foodId: SOME_ID }, 'recipeId'],
    [{ recipeId: SOME_ID, servings: 0 }, 'servings'],
    [{ recipeId: SOME_ID, servings: -3 }, 'servings'],
    [{ foodId: SOME_ID }, 'grams'],
    [{ foodId: SOME_ID, grams: 1e9 }, 'grams'],
    [{ nutrients: { kcal: 1 } }, 'title'],
    [{ title: 'x', nutrients: { kcal: -1 } }, 'nutrients.kcal'],
    [{ title: 'x', nutrients: { kcal: 1 }, date: '2026-02-30' }, 'date'],
    [{ title: 'x', nutrients: { kcal: 1 }, mealType: 'tea' }, 'mealType'],
    [{ title: 'x', nutrients: { kcal: 1 }, user_id: SOME_ID }, 'user_id'],
  ])('%j is refused at %s', async (body, path) => {
    const answer = await add(body);
    expect(answer.status).toBe(422);
    expect(answer.body.errors.map((issue: { path: string }) => issue.path)).toContain(path);
  });

  test('of another household’s recipe, food or meal is not found', async () => {
    const eve = await makeUser(app.db);
    const [recipeId, foodId] = [
      await makeRecipe(app.db, eve),
      await makeFood(app.db, eve, { name: 'Eve’s pie' }),
    ];
    const planEntryId = await planMeal(app.db, eve, { onDate: '2026-03-03', recipeId });
    for (const body of [{ recipeId }, { foodId, grams: 10 }, { planEntryId }]) {
      expect((await add(body)).status).toBe(404);
    }
  });

  test('changes by version, its nutrients with its amount, and keeps what was read then', async () => {
    const recipeId = await makeRecipe(app.db, anna);
    const { body: entry } = await add({ recipeId, servings: 1 });
    const url = `/api/v1/diary-entries/${entry.id}`;
    const { body } = await api
      .patch(url)
      .set('If-Match', '"1"')
      .send({ servings: 2, mealType: 'lunch', date: '2026-03-02' });
    expect(body).toMatchObject({
      ...{ servings: 2, mealType: 'lunch', date: '2026-03-02', at: '2026-03-02T18:00:00.000Z', version: 2 },
      nutrients: { kcal: SOUP.kcal * 2 },
    });
    const late = await api.patch(url).send({ servings: 3, version: 1 });
    expect([late.status, late.body.current.servings]).toEqual([409, 2]);
    expect((await api.patch(url).send({ grams: 100 })).status).toBe(422);
    expect((await api.patch(url).send({ nutrients: { kcal: 1 } })).status).toBe(422);
  });

  test('goes to the bin and comes back', async () => {
    const { body: entry } = await add({ title: 'Tea', nutrients: { kcal: 2 } });
    const url = `/api/v1/diary-entries/${entry.id}`;
    expect((await api.delete(url)).status).toBe(204);
    expect((await api.get(url)).status).toBe(404);
    expect((await api.delete(url)).status).toBe(404);
    expect((await api.post(`${url}/restoration`)).body.title).toBe('Tea');
    expect((await api.get('/api/v1/diary-entries')).body.items).toHaveLength(1);
  });

  test('is one when the same request is sent ten times at once', async () => {
    const send = () => add({ title: 'Tea', nutrients: { kcal: 2 } }).set('Idempotency-Key', 'k1');
    const answers = await Promise.all(Array.from({ length: 10 }, send));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
  });

  test('is nobody else’s, not even in the same household', async () => {
    const { body: entry } = await add({ title: 'Secret cake', nutrients: { kcal: 900 } });
    const url = `/api/v1/diary-entries/${entry.id}`;
    expect((await bens.get(url)).status).toBe(404);
    expect((await bens.patch(url).send({ title: 'x' })).status).toBe(404);
    expect((await bens.delete(url)).status).toBe(404);
    expect((await bens.get('/api/v1/diary-entries')).body.items).toEqual([]);
    expect((await bens.get('/api/v1/diary-days?from=2026-03-01&to=2026-03-04')).body.items).toEqual([]);
  });

  test('is listed page by page, newest first, within days', async () => {
    for (const date of ['2026-03-01', '2026-03-02', '2026-03-03'])
      await add({ title: date, nutrients: { kcal: 1 }, date });
    const first = (await api.get('/api/v1/diary-entries?limit=2')).body;
    expect(first.items.map(({ title }: { title: string }) => title)).toEqual(['2026-03-03', '2026-03-02']);
    const second = (await api.get(`/api/v1/diary-entries?limit=2&cursor=${first.nextCursor}`)).body;
    expect([second.items[0].title, second.nextCursor]).toEqual(['2026-03-01', null]);
    expect((await api.get('/api/v1/diary-entries?from=2026-03-02&to=2026-03-02')).body.items).toHaveLength(1);
  });

  test('days are summed, and say where something is not known', async () => {
    await add({ title: 'A', nutrients: { kcal: 100, proteinG: 10 }, date: '2026-03-02' });
    await add({ title: 'B', nutrients: { kcal: 50.5 }, date: '2026-03-02' });
    await add({ title: 'C', nutrients: {}, date: '2026-03-03' });
    const { body } = await api.get('/api/v1/diary-days?from=2026-03-01&to=2026-03-03');
    expect(body.items).toMatchObject([
      {
        date: '2026-03-02',
        entries: 2,
        nutrients: { kcal: 150.5, proteinG: 10, fatG: null, complete: true },
      },
      { date: '2026-03-03', entries: 1, nutrients: { kcal: null, complete: false } },
    ]);
    expect((await api.get('/api/v1/diary-days?from=2020-01-01&to=2026-01-01')).status).toBe(422);
  });

  test('one day is answered with its sum and the target that counts on it', async () => {
    await add({ title: 'A', nutrients: { kcal: 100, proteinG: 10 }, date: '2026-03-02' });
    const day = async (date: string) => {
      const { status, body } = await api.get(`/api/v1/diary-days/${date}`);
      return status === 200 ? body : status;
    };
    expect(await day('2026-03-02')).toMatchObject({ entries: 1, nutrients: { kcal: 100 }, target: null });
    const goals = { proteinG: 90, carbG: null, fatG: null, fiberG: null };
    await api.post('/api/v1/nutrition-targets').send({ dayKind: 'every', kcal: 2000, ...goals });
    await api.post('/api/v1/nutrition-targets').send({ dayKind: '1', kcal: 1800, ...goals });
    expect(await day('2026-03-02')).toMatchObject({ target: { kcal: 1800, proteinG: 90 } });
    expect(await day('2026-03-03')).toMatchObject({ date: '2026-03-03', entries: 0, target: { kcal: 2000 } });
    expect(await Promise.all(['2026-02-30', 'today', '1800-01-01'].map(day))).toEqual([404, 404, 404]);
  });
});

describe('a planned meal', () => {
  test('is eaten once, however often it is tapped, by each person for themselves', async () => {
    const recipeId = await makeRecipe(app.db, anna);
    const planEntryId = await planMeal(app.db, anna, { onDate: '2026-03-03', recipeId, servings: 3 });
    await execute(
      app.db,
      `insert into meal_portions (entry_id, household_id, user_id, servings) values (:planEntryId, :householdId, :userId, 1.25)`,
      { planEntryId, householdId: anna.householdId, userId: anna.id },
    );
    const answers = await Promise.all(Array.from({ length: 5 }, () => add({ planEntryId })));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers[0]!.body).toMatchObject({
      planEntryId,
      servings: 1.25,
      nutrients: { kcal: 400 },
      at: '2026-03-03T17:30:00.000Z',
    });
    const { body } = await bens.post('/api/v1/diary-entries').send({ planEntryId, servings: 2 });
    expect(body).toMatchObject({ servings: 2, nutrients: { kcal: 640 } });
  });

  test('stays eaten when the plan or the recipe is gone', async () => {
    const recipeId = await makeRecipe(app.db, anna);
    const planEntryId = await planMeal(app.db, anna, { onDate: '2026-03-03', recipeId });
    await execute(app.db, 'update recipes set deleted_at = now() where id = :recipeId', { recipeId });
    const { body } = await add({ planEntryId });
    expect(body).toMatchObject({ title: 'Lentil soup', nutrients: { kcal: 320 } });
    await execute(app.db, 'delete from meal_plan_entries where id = :planEntryId', { planEntryId });
    await execute(app.db, 'delete from recipes where id = :recipeId', { recipeId });
    expect((await api.get(`/api/v1/diary-entries/${body.id}`)).body).toMatchObject({
      ...{ title: 'Lentil soup', recipeId: null, planEntryId: null },
      nutrients: { kcal: 320 },
    });
  });

  test('of a food is weighed by one’s share, and of nothing known says so', async () => {
    const foodId = await makeFood(app.db, anna, { name: 'Yoghurt', kcal: 60 });
    const planEntryId = await planMeal(app.db, anna, {
      onDate: '2026-03-03',
      foodId,
      servings: 2,
      grams: 500,
    });
    expect((await add({ planEntryId })).body).toMatchObject({ grams: 250, nutrients: { kcal: 150 } });
    const out = await planMeal(app.db, anna, { onDate: '2026-03-03', title: 'At the pub' });
    expect((await add({ planEntryId: out })).body).toMatchObject({
      title: 'At the pub',
      nutrients: { kcal: null, complete: false },
    });
  });

  test('of a coming day that is eaten now stands under today', async () => {
    const planEntryId = await planMeal(app.db, anna, { onDate: '2026-03-05', title: 'Cake' });
    expect((await add({ planEntryId })).body).toMatchObject({
      date: '2026-03-03',
      at: '2026-03-03T18:00:00.000Z',
    });
  });
});

test('an account that is deleted takes its diary along and leaves the plan of the household', async () => {
  const recipeId = await makeRecipe(app.db, anna);
  const planEntryId = await planMeal(app.db, anna, { onDate: '2026-03-03', recipeId });
  await add({ planEntryId });
  await execute(app.db, 'delete from users where id = :id', { id: anna.id });
  const rows = await selectRows(app.db, 'select id from diary_entries where user_id = :id', { id: anna.id });
  expect(rows).toEqual([]);
  expect((await bens.post('/api/v1/diary-entries').send({ planEntryId })).status).toBe(201);
});
