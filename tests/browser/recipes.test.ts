import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { demoRecipes, writeDemoRecipes } from '../../src/features/meals/demo/demo-recipes.ts';
import { saveRecipe } from '../../src/features/meals/recipes/recipes.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { describeInChromium, faultsOf, launchChromium } from '../support/chromium.ts';
import { finishJobs } from '../support/jobs.ts';
import { signedInPage, type View } from '../support/signed-in-pages.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';

let app: TestApp;
let chromium: Browser;
let url: string;
let cook: TestUser;
let fresh: TestUser;
let curry: string;

beforeAll(async () => {
  [app, chromium] = await Promise.all([startTestApp(), launchChromium()]);
  url = await app.listen();
  [cook, fresh] = [await makeUser(app.db), await makeUser(app.db)];
  const scope = { userId: cook.id, householdId: cook.householdId };
  await writeDemoRecipes(app.db, scope, app.clock.now());
  const draft = (await demoRecipes()).find(({ title }) => title.startsWith('Chicken curry'))!;
  curry = (await saveRecipe(app.db, scope, { ...draft, title: 'Curry of the test' }, app.clock.now())).id;
});
afterAll(async () => {
  await chromium.close();
  await app.stop();
});

const pageOf = (user: TestUser, view?: View) => signedInPage({ app, chromium, url }, user, view);

describeInChromium('recipes', () => {
  test.each([
    '/meals',
    '/meals/recipes',
    '/meals/recipes/new',
    '/meals/recipes/ID',
    '/meals/recipes/ID/edit',
    '/meals/recipes/ID/cook',
  ])('%s has no faults on a phone and on a desk, light and dark', async (path) => {
    const views: [TestUser, View][] = [
      [cook, { size: 'phone', colorScheme: 'light' }],
      [cook, { size: 'desk', colorScheme: 'dark' }],
    ];
    if (!path.includes('ID')) views.push([fresh, { colorScheme: 'dark' }]);
    for (const [user, view] of views) {
      const page = await pageOf(user, view);
      await page.goto(path.replace('ID', curry));
      expect(await faultsOf(page)).toEqual([]);

      await page.context().close();
    }
  });

  test('amounts follow the servings at once, and the address keeps them', async () => {
    const page = await pageOf(cook);
    await page.goto(`/meals/recipes/${curry}`);
    await page.getByRole('button', { name: 'More Servings' }).click();
    await page.getByRole('button', { name: 'More Servings' }).click();
    await page.getByText('900 g').waitFor();
    expect(await page.locator('.ingredient').nth(2).innerText()).toBe('1 ½ onion, sliced');
    await page.reload();
    await page.getByText('900 g').waitFor();
    await page.getByRole('link', { name: 'Cook' }).click();
    await page.getByText('For 6 servings').waitFor();
  });

  test('cooking goes step by step, runs several timers, and finds its place again', async () => {
    const page = await pageOf(cook);
    await page.goto(`/meals/recipes/${curry}/cook`);
    const title = page.getByRole('heading', { level: 2 });
    expect(await title.allInnerTexts()).toEqual(['Step 1 of 5']);
    await page.getByRole('button', { name: 'Start a timer: 5 minutes' }).click();
    await page.keyboard.press('ArrowRight');
    await page.getByRole('button', { name: 'Next' }).click();
    expect(await title.allInnerTexts()).toEqual(['Step 3 of 5']);
    expect(await page.locator('.cook-step:not([hidden]) .cook-ingredients').innerText()).toContain(
      'coconut milk',
    );
    await page.getByRole('button', { name: 'Start a timer: 12 minutes' }).click();
    expect(await page.getByRole('timer').count()).toBe(2);
    await page.getByRole('link', { name: 'Back to the recipe' }).click();
    await page.goBack();
    expect(await title.allInnerTexts()).toEqual(['Step 3 of 5']);
    expect(await page.getByRole('timer').count()).toBe(2);
    await page.getByRole('button', { name: /^Stop: Step 1/ }).click();
    expect(await page.getByRole('timer').count()).toBe(1);
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByRole('link', { name: 'Done' }).click();
    await page.goto(`/meals/recipes/${curry}/cook`);
    expect(await title.allInnerTexts()).toEqual(['Step 1 of 5']);
  });

  test('a picture appears by itself when it is ready, and nutrition follows a food that somebody else corrects', async () => {
    const scope = { userId: cook.id, householdId: cook.householdId };
    const [now, api] = [app.clock.now(), app.withToken(await makeToken(app.db, cook))];
    const loaf = { name: 'Loaf of the test', kcal: 200, portions: [{ unit: 'slice', grams: 50 }] };
    const food = (await api.post('/api/v1/foods').send(loaf)).body.id as string;
    const ingredients = [{ text: '2 slices loaf of the test' }];
    const { id } = await saveRecipe(app.db, scope, { title: 'Toast', yieldsServings: 1, ingredients }, now);
    const page = await pageOf(cook);
    const hears = page
      .waitForEvent('websocket')
      .then((socket) =>
        Promise.all(
          ['recipe:', 'foods:'].map((noun) =>
            socket.waitForEvent('framereceived', ({ payload }) =>
              String(payload).startsWith(`{"type":"subscribed","topic":"${noun}`),
            ),
          ),
        ),
      );
    await page.goto(`/meals/recipes/${id}`);
    await hears;
    const jpeg = await sharp({ create: { width: 90, height: 60, channels: 3, background: '#a62' } })
      .jpeg()
      .toBuffer();
    await api.put(`/api/v1/recipes/${id}/image`).attach('file', jpeg, 'toast.jpg');
    await page.getByText('The picture is being prepared.').waitFor();
    await finishJobs(app);
    await page.locator('img.recipe-image').waitFor();

    await page.locator('#nutrition-part').getByText('200 kcal').first().waitFor();
    await api.patch(`/api/v1/foods/${food}`).send({ kcal: 310 });
    await page.locator('#nutrition-part').getByText('310 kcal').first().waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.context().close();
  });

  test('works without scripts: amounts by address, all steps below one another', async () => {
    const page = await pageOf(cook, { javaScriptEnabled: false });
    await page.goto(`/meals/recipes/${curry}`);
    await page.getByRole('spinbutton', { name: 'Servings' }).fill('2');
    await page.getByRole('button', { name: 'Rescale' }).click();
    await page.getByText('300 g').first().waitFor();
    await page.goto(`/meals/recipes/${curry}/cook`);
    expect(await page.locator('.cook-step').count()).toBe(5);
  });

  test('a line’s food is put right by typing a few letters, and the nutrition follows', async () => {
    const page = await pageOf(cook);
    await page.goto(`/meals/recipes/${curry}`);
    await page.getByText('Which foods this is from').click();
    await page.getByRole('link', { name: /^1 onion, sliced/ }).click();
    const box = page.getByRole('combobox', { name: 'Which food is it?' });
    await box.fill('leek');
    await page.getByRole('option').first().click();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Which foods this is from').click();
    const line = page.getByRole('link', { name: /^1 onion, sliced/ });
    expect(await line.innerText()).toMatch(/leek/i);
  });
});
