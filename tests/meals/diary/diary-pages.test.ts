import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execute, selectRows } from '../../../src/db/index.ts';
import { newId } from '../../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { makeUser, type TestUser } from '../../support/users.ts';
import { makeFood, makeRecipe, planMeal } from './kitchen.ts';

let app: TestApp;
let anna: TestUser;
let browser: Browser;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  app.clock.set('2026-03-03T18:00:00Z');
  anna = await makeUser(app.db);
  browser = await app.as(anna);
});

const stored = (user: TestUser) =>
  selectRows<Record<string, unknown>>(
    app.db,
    `select title, on_date, at, meal_type, servings, grams, (nutrients->>'kcal')::float8 as kcal, source
       from diary_entries where user_id = :id and deleted_at is null order by id`,
    { id: user.id },
  );

const own = (title: string, more: Record<string, string> = {}) =>
  browser.post('/meals/diary/own-entries', { title, kcal: '400', mealType: 'lunch', ...more });

async function aimAt(user: TestUser, kcal: number, dayKind = 'every'): Promise<void> {
  await execute(
    app.db,
    `insert into nutrition_targets (id, user_id, day_kind, kcal, protein_g) values (:id, :userId, :dayKind, :kcal, 120)`,
    { id: newId(), userId: user.id, dayKind, kcal },
  );
}

describe('the page of a day', () => {
  test('shows what was eaten by meal, its sum against the target, and the week', async () => {
    await aimAt(anna, 2200);
    await own('Canteen', { proteinG: '30' });
    await own('Toast', { mealType: 'breakfast' });
    const { text } = await browser.get('/meals/diary');
    expect(text).toContain('Tue 3 Mar');
    expect(text).toContain('800 of 2,200 kcal');
    expect(text).toContain('30 of 120 g');
    expect(text).toMatch(/Breakfast[\s\S]*Toast[\s\S]*Lunch[\s\S]*Canteen/);
    expect(text).toContain('Tue 3 Mar: 800 kcal');
    expect(text).toContain('href="/meals/diary?date=2026-03-02"');
    expect((await browser.get('/meals/diary?date=2026-03-02')).text).not.toContain('Canteen');
  });

  test('a target of a training day counts when there was training', async () => {
    await aimAt(anna, 2000);
    await aimAt(anna, 2600, 'training');
    expect((await browser.get('/meals/diary')).text).toContain('0 of 2,000 kcal');
    await execute(
      app.db,
      `insert into workouts (id, user_id, started_at, ended_at, local_date, time_zone)
       values (:id, :userId, '2026-03-03T08:00Z', '2026-03-03T09:00Z', '2026-03-03', 'Europe/Berlin')`,
      { id: newId(), userId: anna.id },
    );
    expect((await browser.get('/meals/diary')).text).toContain('0 of 2,600 kcal');
  });

  test('a planned meal is eaten with one tap, and Undo makes it planned again', async () => {
    const recipeId = await makeRecipe(app.db, anna);
    const meal = await planMeal(app.db, anna, { onDate: '2026-03-03', recipeId });
    expect((await browser.get('/meals/diary')).text).toContain(`action="/meals/diary/planned/${meal}"`);
    const { headers } = await browser.post(`/meals/diary/planned/${meal}`, {
      servings: '1,5',
      next: '/meals/diary',
    });
    expect(headers['location']).toBe('/meals/diary');
    expect(await stored(anna)).toMatchObject([
      { title: 'Lentil soup', servings: 1.5, kcal: 480, source: 'web' },
    ]);
    const { text } = await browser.get('/meals/diary');
    expect(text).toContain('In the diary: Lentil soup');
    expect(text).not.toContain(`action="/meals/diary/planned/${meal}"`);
    await browser.post(/action="(\/meals\/diary\/entries\/[^"]+\/deletion)"/.exec(text)![1]!);
    expect((await browser.get('/meals/diary')).text).toContain(`action="/meals/diary/planned/${meal}"`);
    expect((await browser.post(`/meals/diary/planned/${meal}`, { servings: 'many' })).status).toBe(422);
  });

  test('leads nowhere else after a tap', async () => {
    const meal = await planMeal(app.db, anna, { onDate: '2026-03-03', title: 'Bread' });
    const { headers } = await browser.post(`/meals/diary/planned/${meal}`, { next: '//evil.example' });
    expect(headers['location']).toBe('/');
  });

  test('a meal of the day before is eaten again', async () => {
    await own('Oats', { date: '2026-03-02', mealType: 'breakfast' });
    await own('Soup', { date: '2026-03-02', mealType: 'dinner' });
    expect((await browser.get('/meals/diary')).text).toContain('As the day before: Oats');
    await browser.post('/meals/diary/copies', {
      from: '2026-03-02',
      to: '2026-03-03',
      mealType: 'breakfast',
    });
    const [, , copy, ...more] = await stored(anna);
    expect(copy).toMatchObject({
      title: 'Oats',
      on_date: '2026-03-03',
      at: '2026-03-03T07:00:00.000Z',
      kcal: 400,
    });
    expect(more).toEqual([]);
    expect((await browser.post('/meals/diary/copies', { from: 'x', to: '2026-03-03' })).status).toBe(422);
  });

  test('shows nothing of another member of the household', async () => {
    await own('Secret cake');
    const ben = await makeUser(app.db, { householdId: anna.householdId, role: 'member' });
    const his = await app.as(ben);
    const [{ id }] = (await selectRows<{ id: string }>(
      app.db,
      'select id from diary_entries where user_id = :id',
      {
        id: anna.id,
      },
    )) as [{ id: string }];
    for (const path of ['/meals/diary', '/', '/meals/diary/trend', '/settings/bin']) {
      expect((await his.get(path)).text).not.toContain('Secret cake');
    }
    expect((await his.get(`/meals/diary/entries/${id}`)).status).toBe(404);
    expect((await his.post(`/meals/diary/entries/${id}/deletion`)).status).toBe(404);
  });

  test('signed out leads to the sign-in page', async () => {
    const { status, headers } = await app.visitor().get('/meals/diary');
    expect([status, headers['location']]).toEqual([303, '/auth/sign-in?next=%2Fmeals%2Fdiary']);
  });
});

describe('adding', () => {
  test('a food that was found, in one of its units', async () => {
    const portions = [{ unit: 'slice', amount: 1, grams: 40 }];
    const foodId = await makeFood(app.db, anna, { name: 'Rye bread', kcal: 250, portions });
    const { text } = await browser.get('/meals/diary/add?date=2026-03-02&meal=breakfast&q=rye+bred');
    expect(text).toContain('Rye bread');
    expect(text).toContain('<option value="slice">slice</option>');
    const { headers } = await browser.post('/meals/diary/entries', {
      ...{ foodId, quantity: '2', unit: 'slice', date: '2026-03-02', mealType: 'breakfast' },
    });
    expect(headers['location']).toBe('/meals/diary?date=2026-03-02');
    expect(await stored(anna)).toMatchObject([{ grams: 80, kcal: 200, meal_type: 'breakfast' }]);
  });

  test('a recipe that was found, by servings', async () => {
    const recipeId = await makeRecipe(app.db, anna, { title: 'Bean stew' });
    expect((await browser.get('/meals/diary/add?q=bean')).text).toContain('Bean stew');
    await browser.post('/meals/diary/entries', { recipeId, servings: '0.5', mealType: 'dinner' });
    expect(await stored(anna)).toMatchObject([{ title: 'Bean stew', servings: 0.5, kcal: 160 }]);
  });

  test('says what to do where nothing is found', async () => {
    expect((await browser.get('/meals/diary/add?q=xyzzy')).text).toContain('Nothing like “xyzzy”');
  });

  test.each([
    [{ title: '', kcal: '1' }, 'This is missing'],
    [{ title: 'x', kcal: '-4' }, '0 or more'],
    [{ title: 'x', kcal: 'lots' }, 'Type a number'],
  ])('by numbers: %j comes back', async (fields, message) => {
    const { status, text } = await browser.post('/meals/diary/own-entries', fields);
    expect(status).toBe(422);
    expect(text).toContain(message);
    expect(await stored(anna)).toEqual([]);
  });

  test.each([
    [{}, 'Choose a food or a recipe'],
    [{ foodId: 'x' }, ''],
    [{ recipeId: '01890000-0000-7000-8000-000000000000', servings: '0' }, ''],
  ])('of a form that is not whole: %j is refused', async (fields: Record<string, string>, message) => {
    const { status, text } = await browser.post('/meals/diary/entries', fields);
    expect([status, text.includes(message)]).toEqual([422, true]);
  });
});

describe('an entry', () => {
  const entryOf = async () => {
    const rows = await selectRows<{ id: string }>(
      app.db,
      'select id from diary_entries where user_id = :id',
      {
        id: anna.id,
      },
    );
    return `/meals/diary/entries/${rows[0]!.id}`;
  };

  test('is changed where it is wrong, once per version', async () => {
    await own('Canteen');
    const page = await entryOf();
    expect((await browser.get(page)).text).toContain('value="Canteen"');
    const fields = {
      title: 'Canteen',
      mealType: 'dinner',
      date: '2026-03-02',
      time: '19:15',
      kcal: '650',
      version: '1',
    };
    const { headers } = await browser.post(page, fields);
    expect(headers['location']).toBe('/meals/diary?date=2026-03-02');
    expect(await stored(anna)).toMatchObject([
      { at: '2026-03-02T18:15:00.000Z', meal_type: 'dinner', kcal: 650 },
    ]);
    expect((await browser.post(page, fields)).status).toBe(409);
    const refused = await browser.post(page, { ...fields, version: '2', kcal: 'lots' });
    expect([refused.status, refused.text.includes('value="lots"')]).toEqual([422, true]);
  });

  test('of a recipe scales with its servings', async () => {
    const recipeId = await makeRecipe(app.db, anna);
    await browser.post('/meals/diary/entries', { recipeId, servings: '1' });
    const fields = {
      title: 'Lentil soup',
      mealType: 'dinner',
      date: '2026-03-03',
      time: '19:00',
      version: '1',
    };
    expect((await browser.post(await entryOf(), { ...fields, servings: '2,5' })).status).toBe(303);
    expect(await stored(anna)).toMatchObject([{ servings: 2.5, kcal: 800 }]);
  });

  test('goes to the bin, with Undo there and then', async () => {
    await own('Canteen');
    const page = await entryOf();
    await browser.get(page);
    await browser.post(`${page}/deletion`);
    expect(await stored(anna)).toEqual([]);
    expect((await browser.get('/settings/bin')).text).toContain('Canteen');
    expect((await browser.post(`${page}/restoration`)).status).toBe(303);
    expect(await stored(anna)).toHaveLength(1);
  });
});

describe('the intake of the last weeks', () => {
  test('is a line against the target with a mean, and a table', async () => {
    await aimAt(anna, 2000);
    for (const [date, kcal] of [
      ['2026-02-20', '1800'],
      ['2026-02-21', '2400'],
    ] as const)
      await own('All day', { date, kcal, proteinG: '100' });
    const { text } = await browser.get('/meals/diary/trend');
    expect(text).toContain('Do I eat as much as I mean to?');
    expect(text).toContain('Sat 21 Feb: 2,400 kcal, mean 2,100 kcal');
    expect(text).toMatch(/Mean<\/dt><dd class="stat-value">2,100/);
    expect(text).toMatch(/From the target<\/dt><dd class="stat-value">\+100/);
    expect(text).toContain('class="chart-goal');
    expect(text).toContain('<td class="number">1,800</td>');
    const old = await own('Long ago', { date: '2026-01-10', kcal: '999' });
    expect(old.status).toBe(303);
    expect((await browser.get('/meals/diary/trend')).text).not.toContain('999 kcal');
    expect((await browser.get('/meals/diary/trend?weeks=12')).text).toContain('999 kcal');
  });

  test('says what to do while there are no days', async () => {
    expect((await browser.get('/meals/diary/trend')).text).toContain('No days in the diary yet');
  });
});
