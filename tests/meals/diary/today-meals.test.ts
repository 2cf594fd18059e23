import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { execute } from '../../../src/db/index.ts';
import { newId } from '../../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { makeUser, type TestUser } from '../../support/users.ts';
import { makeRecipe, planMeal } from './kitchen.ts';

let app: TestApp;
let anna: TestUser;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  app.clock.set('2026-03-03T10:00:00Z');
  anna = await makeUser(app.db);
});

/** The start page as one sees it: words without markup. */
async function today(user = anna): Promise<string> {
  const { text } = await (await app.as(user)).get('/');
  const main = /<main[\s\S]*<\/main>/.exec(text)![0];
  return main.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
}

async function statementsOfToday(): Promise<number> {
  const browser = await app.as(anna);
  await browser.get('/');
  let statements = 0;
  const run = app.db.run.bind(app.db);
  app.db.run = (...args) => {
    statements += 1;
    return run(...args);
  };
  await browser.get('/');
  app.db.run = run;
  return statements;
}

test('meals of the day say when to start cooking, and are eaten with one tap', async () => {
  const recipeId = await makeRecipe(app.db, anna);
  const meal = await planMeal(app.db, anna, { onDate: '2026-03-03', recipeId });
  await planMeal(app.db, anna, { onDate: '2026-03-04', title: 'Tomorrow’s bread' });
  expect(await today()).toMatch(/Lentil soup Dinner · 18:30 Start cooking at 17:45 Eaten/);
  expect(await today()).not.toContain('Tomorrow’s bread');
  const browser = await app.as(anna);
  const { headers } = await browser.post(`/meals/diary/planned/${meal}`, { next: '/' });
  expect(headers['location']).toBe('/');
  const page = await today();
  expect(page).not.toContain('Start cooking');
  expect(page).toContain('Energy: 320 kcal');
});

test('leftovers are not cooked again, and a meal has its own time', async () => {
  const recipeId = await makeRecipe(app.db, anna);
  const first = await planMeal(app.db, anna, { onDate: '2026-03-02', recipeId });
  await planMeal(app.db, anna, {
    onDate: '2026-03-03',
    recipeId,
    mealType: 'lunch',
    atTime: '13:15',
    leftoverOf: first,
  });
  const page = await today();
  expect(page).toContain('Lunch · 13:15 · leftovers');
  expect(page).not.toContain('Start cooking');
});

test('a meal of yesterday that nobody said was eaten is asked for at the end', async () => {
  await planMeal(app.db, anna, { onDate: '2026-03-02', title: 'Old pizza' });
  await planMeal(app.db, anna, { onDate: '2026-03-01', title: 'Older pizza' });
  const page = await today();
  expect(page).toMatch(/Eaten yesterday\? Old pizza/);
  expect(page).not.toContain('Older pizza');
});

test('a step ahead is there on the day it is due, with its time, until the meal is eaten', async () => {
  const recipeId = await makeRecipe(app.db, anna, { ahead: [{ text: 'Soak the lentils', leadMin: 720 }] });
  await planMeal(app.db, anna, { onDate: '2026-03-05', recipeId });
  expect(await today()).not.toContain('Soak');
  app.clock.set('2026-03-04T21:00:00Z');
  // Due at 06:30: nobody gets up for that, so it is there the evening before.
  expect(await today()).toMatch(/Soak the lentils tonight, by 06:30 For Lentil soup, Thu 5 Mar 18:30/);
  app.clock.set('2026-03-05T04:00:00Z');
  expect(await today()).toMatch(/Soak the lentils by 06:30 For Lentil soup, today 18:30/);
  app.clock.set('2026-03-05T11:00:00Z');
  expect(await today()).toMatch(/Soak the lentils now For Lentil soup, today 18:30/);
  app.clock.set('2026-03-05T18:00:00Z');
  expect(await today()).not.toContain('Soak');
});

test('a step two days ahead is not forgotten on the day between', async () => {
  const recipeId = await makeRecipe(app.db, anna, { ahead: [{ text: 'Marinate it', leadMin: 2880 }] });
  await planMeal(app.db, anna, { onDate: '2026-03-04', recipeId });
  expect(await today()).toMatch(/Marinate it now For Lentil soup, Wed 4 Mar 18:30/);
});

test('totals stand against the target of the day', async () => {
  await execute(
    app.db,
    `insert into nutrition_targets (id, user_id, day_kind, kcal, protein_g) values (:id, :userId, 'every', 2200, 130)`,
    { id: newId(), userId: anna.id },
  );
  await planMeal(app.db, anna, { onDate: '2026-03-03', title: 'Bread' });
  expect(await today()).toContain('Energy: 0 of 2,200 kcal');
});

test('the plan is the household’s, what was eaten is not', async () => {
  const meal = await planMeal(app.db, anna, { onDate: '2026-03-03', title: 'Shared pie' });
  const ben = await makeUser(app.db, { householdId: anna.householdId, role: 'member' });
  await (await app.as(anna)).post(`/meals/diary/planned/${meal}`);
  expect(await today(ben)).toMatch(/Shared pie Dinner · 18:30 Eaten/);
  expect((await (await app.as(ben)).get('/')).text).toContain(`action="/meals/diary/planned/${meal}"`);
  expect((await (await app.as(anna)).get('/')).text).not.toContain(`action="/meals/diary/planned/${meal}"`);
  expect(await today(await makeUser(app.db))).toContain('Three good ways to begin');
});

test('it takes one statement more where there is a plan, and none where there is not', async () => {
  expect(await statementsOfToday()).toBe(3);
  await planMeal(app.db, anna, { onDate: '2026-03-03', title: 'Bread' });
  expect(await statementsOfToday()).toBe(4);
});
