import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { execute } from '../../src/db/index.ts';
import { addDays } from '../../src/lib/dates.ts';
import { newId } from '../../src/lib/uuid.ts';
import { makeFood, makeRecipe, planMeal } from '../meals/diary/kitchen.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { describeInChromium, faultsOf, launchChromium, SIZES } from '../support/chromium.ts';
import { type FakeModels, startFakeModels } from '../support/fake-models.ts';
import { finishJobs } from '../support/jobs.ts';
import { signedInPage, type View } from '../support/signed-in-pages.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';

const TODAY = '2026-03-03';

let app: TestApp;
let fake: FakeModels;
let chromium: Browser;
let url: string;
let anna: TestUser;
let fresh: TestUser;
let entry: string;

beforeAll(async () => {
  fake = await startFakeModels(['moondream']);
  [app, chromium] = await Promise.all([
    startTestApp({ OLLAMA_BASE_URL: fake.url, OLLAMA_VISION_MODEL: 'moondream' }),
    launchChromium(),
  ]);
  url = await app.listen();
  app.clock.set(`${TODAY}T17:00:00Z`);
  [anna, fresh] = [await makeUser(app.db), await makeUser(app.db)];
  await makeFood(app.db, anna, {
    name: 'Rye bread',
    kcal: 250,
    portions: [{ unit: 'slice', amount: 1, grams: 40 }],
  });
  const soup = await makeRecipe(app.db, anna, {
    title: 'Lentil soup with roasted carrots, yoghurt and a great deal of parsley',
    ahead: [{ text: 'Soak the lentils in plenty of cold water', leadMin: 720 }],
  });
  await planMeal(app.db, anna, { onDate: TODAY, recipeId: soup });
  await planMeal(app.db, anna, { onDate: addDays(TODAY, 1), recipeId: soup, mealType: 'lunch' });
  await planMeal(app.db, anna, { onDate: addDays(TODAY, -1), title: 'Old pizza' });
  await execute(
    app.db,
    `insert into nutrition_targets (id, user_id, day_kind, kcal, protein_g, carb_g, fat_g, fiber_g)
     values (:id, :userId, 'every', 2200, 130, 250, 70, 30)`,
    { id: newId(), userId: anna.id },
  );
  const api = app.withToken(await makeToken(app.db, anna));
  for (let back = 30; back >= 0; back--) {
    const nutrients = {
      kcal: 1900 + ((back * 137) % 600),
      proteinG: 90 + ((back * 17) % 50),
      carbG: 230,
      fatG: 80,
      fiberG: 24,
    };
    const date = addDays(TODAY, -back);
    const { body } = await api
      .post('/api/v1/diary-entries')
      .send({ title: 'All of the day', nutrients, date, mealType: 'lunch' });
    entry = body.id as string;
  }
});
afterAll(async () => {
  await chromium.close();
  await app.stop();
  await fake.stop();
});

const pageOf = (user: TestUser, view?: View) => signedInPage({ app, chromium, url }, user, view);

describeInChromium('the diary', () => {
  test.each([
    '/',
    '/meals/diary',
    '/meals/diary/add?q=rye',
    '/meals/diary/photos',
    '/meals/diary/entries/ID',
    '/meals/diary/trend?weeks=12',
    '/settings',
  ])('%s has no faults on a phone and on a desk, light and dark', async (path) => {
    const views: [TestUser, View][] = [
      [anna, { size: 'phone', colorScheme: 'light' }],
      [anna, { size: 'desk', colorScheme: 'dark' }],
    ];
    if (!path.includes('ID')) views.push([fresh, { colorScheme: 'dark' }]);
    for (const [user, view] of views) {
      const page = await pageOf(user, view);
      expect((await page.goto(path.replace('ID', entry)))?.status()).toBe(200);
      expect(await faultsOf(page)).toEqual([]);
      await page.context().close();
    }
  });

  test('a line in the capture box becomes an entry, and Undo takes it back', async () => {
    const page = await pageOf(anna);
    await page.goto('/meals/diary');
    await page.fill('#capture-text', '2 slices of rye bread');
    const save = page.locator('#capture-preview [data-capture-save]').first();
    await save.waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await save.click();
    await page.getByText('In the diary: Rye bread').waitFor();
    await page
      .locator('main')
      .getByRole('link', { name: /Rye bread/ })
      .waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Taken back').waitFor();
    await page.goto('/meals/diary');
    expect(
      await page
        .locator('main')
        .getByRole('link', { name: /Rye bread/ })
        .count(),
    ).toBe(0);
    await page.context().close();
  });

  test('a photo of a plate becomes lines, which are corrected and kept', async () => {
    const foods = [
      { name: 'rye bread', grams: 90 },
      { name: 'xyzzyqua', grams: 40 },
    ];
    fake.next({ text: JSON.stringify({ foods }) });
    const picture = await sharp({ create: { width: 1200, height: 900, channels: 3, background: '#a73' } })
      .jpeg()
      .toBuffer();
    const page = await pageOf(anna);
    await page.goto('/meals/diary');
    await page.getByRole('link', { name: 'Photo of a plate' }).click();
    await page.setInputFiles('input[type=file]', {
      name: 'plate.jpg',
      mimeType: 'image/jpeg',
      buffer: picture,
    });
    await page.getByRole('button', { name: 'What is on it?' }).click();
    await page.getByText('A model is looking at the photo.').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await finishJobs(app);
    await page.getByLabel('Grams of “rye bread”').fill('80');
    await page.getByText('No food like “xyzzyqua”').waitFor();
    for (const size of ['phone', 'desk'] as const) {
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.setViewportSize(SIZES[size]);
        await page.emulateMedia({ colorScheme });
        expect(await faultsOf(page)).toEqual([]);
      }
    }
    await page.getByRole('button', { name: 'Keep in the diary' }).click();
    await page.getByText('In the diary: Rye bread').waitFor();
    await page.getByText('80 g · estimated from a photo').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Deleted from the diary').waitFor();
    await page.context().close();
  });

  test('a planned meal is eaten with one tap on the start page, also without scripts', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await pageOf(anna, { javaScriptEnabled });
      await page.goto('/');
      await page.getByRole('button', { name: /^Eaten: Lentil soup/ }).click();
      await page.getByText(/In the diary: Lentil soup/).waitFor();
      expect(new URL(page.url()).pathname).toBe('/');
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Deleted from the diary').waitFor();
      await page.context().close();
    }
  });
});
