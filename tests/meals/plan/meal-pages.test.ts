import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { listPlanEntries } from '../../../src/features/meals/plan/plan-entries.ts';
import { saveTargets } from '../../../src/features/meals/targets/targets.ts';
import { deleteRecipe } from '../../../src/features/meals/recipes/recipes.ts';
import { makeFood } from '../diary/kitchen.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { addMadeUpRecipes } from '../../support/household-recipes.ts';
import { makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let anna: TestUser;
let browser: Browser;
beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  browser = await app.as(anna);
});
afterAll(() => app.stop());

// The clock of the tests stands on Tuesday, 3 March 2026.
const MONDAY = '2026-03-02';
const SUNDAY = '2026-03-08';
const plain = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');
const textOf = async (path: string) => plain((await browser.get(path)).text);
const week = (user = anna) => listPlanEntries(app.db, user, MONDAY, SUNDAY);
const target = { dayKind: 'every', kcal: 2200, proteinG: 135, carbG: 245, fatG: 74, fiberG: 33 } as const;

async function addMeal(fields: Record<string, string>): Promise<string> {
  await browser.get('/meals/week/meals/new');
  const { status } = await browser.post('/meals/week/meals', {
    onDate: MONDAY,
    mealType: 'dinner',
    ...fields,
  });
  expect(status).toBe(303);
  const all = await listPlanEntries(app.db, anna, '2026-02-01', SUNDAY);
  return all.toSorted((a, b) => (a.id < b.id ? -1 : 1)).at(-1)!.id;
}

describe('one meal', () => {
  let recipes: string[];
  beforeEach(async () => {
    recipes = await addMadeUpRecipes(app.db, anna, 40);
  });

  test('is added, changed, moved and taken off, with a way back', async () => {
    const id = await addMeal({ recipeId: recipes[0]!, servings: '3' });
    await browser.get(`/meals/week/meals/${id}`);
    await browser.post(`/meals/week/meals/${id}`, { servings: '2,5', atTime: '19:15', note: 'less salt' });
    expect((await week())[0]).toMatchObject({
      servings: 2.5,
      myServings: 2.5,
      atTime: '19:15',
      note: 'less salt',
    });
    await browser.post(`/meals/week/meals/${id}/place`, { onDate: SUNDAY, mealType: 'lunch' });
    expect((await week())[0]).toMatchObject({ onDate: SUNDAY, mealType: 'lunch' });
    await browser.post(`/meals/week/meals/${id}/deletion`);
    expect(await week()).toEqual([]);
    await browser.post(`/meals/week/meals/${id}/restoration`);
    expect(await week()).toHaveLength(1);
  });

  test('is a food by its weight, found by what is typed, and eaten with one tap', async () => {
    const foodId = await makeFood(app.db, anna, { name: 'Test cheese', kcal: 400 });
    const found = await browser.get('/meals/week/meals/new?q=test+chese');
    expect(found.text).toContain(`name="foodId" value="${foodId}"`);
    const id = await addMeal({ foodId, grams: '50', mealType: 'snack' });
    expect((await week())[0]).toMatchObject({ title: 'Test cheese', grams: 50, mine: { kcal: 200 } });
    const meal = await browser.get(`/meals/week/meals/${id}`);
    expect(meal.text).toContain(`action="/meals/diary/planned/${id}"`);
    await browser.post(`/meals/diary/planned/${id}`, { next: `/meals/week/meals/${id}` });
    expect((await week())[0]!.isEaten).toBe(true);
    expect(await textOf(`/meals/week/meals/${id}`)).toContain('stands in your diary');
  });

  test('servings of 0 and an empty meal are refused at their fields', async () => {
    const id = await addMeal({ recipeId: recipes[0]! });
    const answer = await browser.post(`/meals/week/meals/${id}`, { servings: '0' });
    expect(answer.status).toBe(422);
    expect(plain(answer.text)).toContain('0.05 or more.');
    const empty = await browser.post('/meals/week/meals', { onDate: MONDAY, mealType: 'dinner' });
    expect(empty.status).toBe(422);
    expect(plain(empty.text)).toContain('Choose a recipe, or write a note.');
    expect(await week()).toHaveLength(1);
  });

  test('that two people change: the second sees both versions and nothing is lost', async () => {
    const id = await addMeal({ recipeId: recipes[0]!, servings: '2' });
    const { version } = (await week())[0]!;
    const ben = await app.as(await makeUser(app.db, { householdId: anna.householdId }));
    await ben.get(`/meals/week/meals/${id}`);
    await ben.post(`/meals/week/meals/${id}`, {
      servings: '4',
      note: 'guests come',
      version: String(version),
    });
    const answer = await browser.post(`/meals/week/meals/${id}`, {
      servings: '1',
      note: 'only me',
      version: String(version),
    });
    expect(answer.status).toBe(409);
    expect(plain(answer.text)).toContain('Stored now: 4 servings, note “guests come”');
    expect(answer.text).toContain('only me');
    expect((await week())[0]).toMatchObject({ servings: 4, note: 'guests come' });
  });

  test('is swapped for a dish that is offered, while the rest of the day stays', async () => {
    await saveTargets(app.db, anna, [target], app.clock.now());
    const lunch = await addMeal({ recipeId: recipes[1]!, mealType: 'lunch' });
    const dinner = await addMeal({ recipeId: recipes[0]! });
    const offers = await browser.get(`/meals/week/meals/${dinner}/swap`);
    const [other] = [...offers.text.matchAll(/name="recipeId" value="([^"]+)"/g)].map(([, id]) => id!);
    expect(other).not.toBe(recipes[0]);
    expect((await browser.post(`/meals/week/meals/${dinner}/swap`, { recipeId: other! })).status).toBe(303);
    const entries = await week();
    expect(entries.find(({ id }) => id === dinner)!.recipeId).toBe(other);
    expect(entries.find(({ id }) => id === lunch)!.recipeId).toBe(recipes[1]);
  });

  test('is eaten twice: leftovers need no cooking, until the meal they come from is gone', async () => {
    const id = await addMeal({ recipeId: recipes[0]! });
    await browser.get(`/meals/week/meals/${id}`);
    await browser.post(`/meals/week/meals/${id}/leftovers`, { onDate: '2026-03-03', mealType: 'lunch' });
    expect((await week())[1]).toMatchObject({ leftoverOf: id, minutes: null, recipeId: recipes[0] });
    const early = await browser.post(`/meals/week/meals/${id}/leftovers`, {
      onDate: '2026-03-01',
      mealType: 'lunch',
    });
    expect(early.status).toBe(422);
    await browser.post(`/meals/week/meals/${id}/deletion`);
    expect(await week()).toEqual([expect.objectContaining({ leftoverOf: null, onDate: '2026-03-03' })]);
  });

  test('keeps its name when its recipe is deleted, and says so', async () => {
    const id = await addMeal({ recipeId: recipes[0]! });
    const { title } = (await week())[0]!;
    const { userId, householdId } = anna;
    await deleteRecipe(app.db, { userId, householdId }, recipes[0]!, app.clock.now());
    const page = await textOf(`/meals/week?from=${MONDAY}`);
    expect(page).toContain(title);
    expect(page).toContain('The recipe was deleted.');
    expect(await textOf(`/meals/week/meals/${id}`)).toContain('Its name stays on the plan');
  });

  test('of another household answers 404 everywhere', async () => {
    const id = await addMeal({ recipeId: recipes[0]! });
    const stranger = await app.as(await makeUser(app.db));
    expect((await stranger.get(`/meals/week/meals/${id}`)).status).toBe(404);
    expect((await stranger.get(`/meals/week/meals/${id}/swap`)).status).toBe(404);
    for (const [path, fields] of [
      ['', { note: 'x' }],
      ['/place', { onDate: SUNDAY, mealType: 'lunch' }],
      ['/lock', { isLocked: 'true' }],
      ['/deletion', {}],
      ['/restoration', {}],
    ] as const)
      expect((await stranger.post(`/meals/week/meals/${id}${path}`, fields)).status).toBe(404);
    const foreign = await stranger.post('/meals/week/meals', {
      onDate: MONDAY,
      mealType: 'dinner',
      recipeId: recipes[0]!,
    });
    expect(foreign.status).toBe(422);
  });
});

describe('a week before', () => {
  test('is copied to places that are free', async () => {
    const [recipe] = await addMadeUpRecipes(app.db, anna, 2);
    await addMeal({ onDate: '2026-02-23', recipeId: recipe!, servings: '2' });
    await addMeal({ onDate: '2026-02-24', note: 'Out' });
    await addMeal({ onDate: MONDAY, note: 'Already here' });
    await browser.get('/meals/week');
    await browser.post('/meals/week/copies', { from: '2026-02-23', to: MONDAY });
    expect((await week()).map(({ onDate, title }) => [onDate, title])).toEqual([
      [MONDAY, 'Already here'],
      ['2026-03-03', 'Out'],
    ]);
  });
});
