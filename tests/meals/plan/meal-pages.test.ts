import { beforeEach, describe, expect, test } from '@jest/globals';
import { saveTargets } from '../../../src/features/meals/targets/targets.ts';
import { deleteRecipe } from '../../../src/features/meals/recipes/recipes.ts';
import { makeFood } from '../diary/kitchen.ts';
import { addMadeUpRecipes } from '../../support/household-recipes.ts';
import { makeUser } from '../../support/users.ts';
import { plainText, startSignedIn } from '../../support/signed-in.ts';
import { MONDAY, SUNDAY, plannedWeekOf, target } from '../support/planned-week.ts';

const me = startSignedIn();
const week = plannedWeekOf(me);

describe('one meal', () => {
  let recipes: string[];
  beforeEach(async () => {
    recipes = await addMadeUpRecipes(me.app.db, me.user, 40);
  });

  test('is added, changed, moved and taken off, with a way back', async () => {
    const id = await week.addMeal({ recipeId: recipes[0]!, servings: '3' });
    await me.browser.get(`/meals/week/meals/${id}`);
    await me.browser.post(`/meals/week/meals/${id}`, { servings: '2,5', atTime: '19:15', note: 'less salt' });
    expect((await week.entries())[0]).toMatchObject({
      servings: 2.5,
      myServings: 2.5,
      atTime: '19:15',
      note: 'less salt',
    });
    await me.browser.post(`/meals/week/meals/${id}/place`, { onDate: SUNDAY, mealType: 'lunch' });
    expect((await week.entries())[0]).toMatchObject({ onDate: SUNDAY, mealType: 'lunch' });
    await me.browser.post(`/meals/week/meals/${id}/deletion`);
    expect(await week.entries()).toEqual([]);
    await me.browser.post(`/meals/week/meals/${id}/restoration`);
    expect(await week.entries()).toHaveLength(1);
  });

  test('is a food by its weight, found by what is typed, and eaten with one tap', async () => {
    const foodId = await makeFood(me.app.db, me.user, { name: 'Test cheese', kcal: 400 });
    const found = await me.browser.get('/meals/week/meals/new?q=test+chese');
    expect(found.text).toContain(`name="foodId" value="${foodId}"`);
    const id = await week.addMeal({ foodId, grams: '50', mealType: 'snack' });
    expect((await week.entries())[0]).toMatchObject({ title: 'Test cheese', grams: 50, mine: { kcal: 200 } });
    const meal = await me.browser.get(`/meals/week/meals/${id}`);
    expect(meal.text).toContain(`action="/meals/diary/planned/${id}"`);
    await me.browser.post(`/meals/diary/planned/${id}`, { next: `/meals/week/meals/${id}` });
    expect((await week.entries())[0]!.isEaten).toBe(true);
    expect(await me.textOf(`/meals/week/meals/${id}`)).toContain('stands in your diary');
  });

  test('servings of 0 and an empty meal are refused at their fields', async () => {
    const id = await week.addMeal({ recipeId: recipes[0]! });
    const answer = await me.browser.post(`/meals/week/meals/${id}`, { servings: '0' });
    expect(answer.status).toBe(422);
    expect(plainText(answer.text)).toContain('0.05 or more.');
    const empty = await me.browser.post('/meals/week/meals', { onDate: MONDAY, mealType: 'dinner' });
    expect(empty.status).toBe(422);
    expect(plainText(empty.text)).toContain('Choose a recipe, or write a note.');
    expect(await week.entries()).toHaveLength(1);
  });

  test('that two people change: the second sees both versions and nothing is lost', async () => {
    const id = await week.addMeal({ recipeId: recipes[0]!, servings: '2' });
    const { version } = (await week.entries())[0]!;
    const ben = await me.app.as(await makeUser(me.app.db, { householdId: me.user.householdId }));
    await ben.get(`/meals/week/meals/${id}`);
    await ben.post(`/meals/week/meals/${id}`, {
      servings: '4',
      note: 'guests come',
      version: String(version),
    });
    const answer = await me.browser.post(`/meals/week/meals/${id}`, {
      servings: '1',
      note: 'only me',
      version: String(version),
    });
    expect(answer.status).toBe(409);
    expect(plainText(answer.text)).toMatch(/Stored now: .* · 4 servings · .*note “guests come”/);
    expect(answer.text).toContain('only me');
    expect((await week.entries())[0]).toMatchObject({ servings: 4, note: 'guests come' });
  });

  test('is swapped for a dish that is offered, while the rest of the day stays', async () => {
    await saveTargets(me.app.db, me.user, [target], me.app.clock.now());
    const lunch = await week.addMeal({ recipeId: recipes[1]!, mealType: 'lunch' });
    const dinner = await week.addMeal({ recipeId: recipes[0]! });
    const offers = await me.browser.get(`/meals/week/meals/${dinner}/swap`);
    const [other] = [...offers.text.matchAll(/name="recipeId" value="([^"]+)"/g)].map(([, id]) => id!);
    expect(other).not.toBe(recipes[0]);
    expect((await me.browser.post(`/meals/week/meals/${dinner}/swap`, { recipeId: other! })).status).toBe(
      303,
    );
    const entries = await week.entries();
    expect(entries.find(({ id }) => id === dinner)!.recipeId).toBe(other);
    expect(entries.find(({ id }) => id === lunch)!.recipeId).toBe(recipes[1]);
  });

  test('is eaten twice: leftovers need no cooking, until the meal they come from is gone', async () => {
    const id = await week.addMeal({ recipeId: recipes[0]! });
    await me.browser.get(`/meals/week/meals/${id}`);
    await me.browser.post(`/meals/week/meals/${id}/leftovers`, { onDate: '2026-03-03', mealType: 'lunch' });
    expect((await week.entries())[1]).toMatchObject({ leftoverOf: id, minutes: null, recipeId: recipes[0] });
    const early = await me.browser.post(`/meals/week/meals/${id}/leftovers`, {
      onDate: '2026-03-01',
      mealType: 'lunch',
    });
    expect(early.status).toBe(422);
    await me.browser.post(`/meals/week/meals/${id}/deletion`);
    expect(await week.entries()).toEqual([
      expect.objectContaining({ leftoverOf: null, onDate: '2026-03-03' }),
    ]);
  });

  test('keeps its name when its recipe is deleted, and says so', async () => {
    const id = await week.addMeal({ recipeId: recipes[0]! });
    const { title } = (await week.entries())[0]!;
    const { userId, householdId } = me.user;
    await deleteRecipe(me.app.db, { userId, householdId }, recipes[0]!, me.app.clock.now());
    const page = await me.textOf(`/meals/week?from=${MONDAY}`);
    expect(page).toContain(title);
    expect(page).toContain('The recipe was deleted.');
    expect(await me.textOf(`/meals/week/meals/${id}`)).toContain('Its name stays on the plan');
  });

  test('of another household answers 404 everywhere', async () => {
    const id = await week.addMeal({ recipeId: recipes[0]! });
    const stranger = await me.app.as(await makeUser(me.app.db));
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
    const [recipe] = await addMadeUpRecipes(me.app.db, me.user, 2);
    await week.addMeal({ onDate: '2026-02-23', recipeId: recipe!, servings: '2' });
    await week.addMeal({ onDate: '2026-02-24', note: 'Out' });
    await week.addMeal({ onDate: MONDAY, note: 'Already here' });
    await me.browser.get('/meals/week');
    await me.browser.post('/meals/week/copies', { from: '2026-02-23', to: MONDAY });
    expect((await week.entries()).map(({ onDate, title }) => [onDate, title])).toEqual([
      [MONDAY, 'Already here'],
      ['2026-03-03', 'Out'],
    ]);
  });
});
