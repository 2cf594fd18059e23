import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import sharp from 'sharp';
import { mealieRecipe, zipOf } from '../meals/recipe-import/archive-files.ts';
import { startRecipeServer, type RecipeServer } from '../meals/recipe-import/recipe-server.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { describeInChromium, faultsOf, launchChromium, SIZES } from '../support/chromium.ts';
import { startFakeModels, type FakeModels } from '../support/fake-models.ts';
import { finishJobs } from '../support/jobs.ts';
import { makeUser, type TestUser } from '../support/users.ts';

let site: RecipeServer;
let fake: FakeModels;
let app: TestApp;
let chromium: Browser;
let url: string;
let cook: TestUser;

beforeAll(async () => {
  site = await startRecipeServer();
  fake = await startFakeModels(['moondream']);
  [app, chromium] = await Promise.all([
    startTestApp({
      ...{ OUTBOUND_ALLOWED_HOSTS: site.host },
      ...{ OLLAMA_BASE_URL: fake.url, OLLAMA_VISION_MODEL: 'moondream' },
    }),
    launchChromium(),
  ]);
  url = await app.listen();
  cook = await makeUser(app.db);
});
afterAll(async () => {
  await chromium.close();
  await app.stop();
  await site.stop();
  await fake.stop();
});

interface View {
  size?: keyof typeof SIZES;
  colorScheme?: 'light' | 'dark';
  javaScriptEnabled?: boolean;
}

async function openPage({ size = 'phone', ...options }: View = {}): Promise<Page> {
  const context = await chromium.newContext({ baseURL: url, viewport: SIZES[size], ...options });
  const cookie = (await app.as(cook)).cookie('pa_session')!;
  await context.addCookies([{ name: 'pa_session', value: cookie, url }]);
  return context.newPage();
}

const views: View[] = [
  { size: 'phone', colorScheme: 'light' },
  { size: 'desk', colorScheme: 'dark' },
];

describeInChromium('importing recipes', () => {
  test.each(views)('from a link to a recipe: %j', async (view) => {
    const page = await openPage(view);
    await page.goto('/meals/recipes/import');
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Link of a recipe, or its text').fill(site.url('/story'));
    await page.getByRole('button', { name: 'Show the recipe' }).click();
    await page.getByText('No recipe was found').waitFor();
    expect(await faultsOf(page)).toEqual([]);

    await page.getByLabel('Link of a recipe, or its text').fill(site.url('/stew'));
    await page.getByRole('button', { name: 'Show the recipe' }).click();
    await page.getByText('How the 3 lines are understood').click();
    expect(await page.getByRole('cell', { name: '400 g' }).isVisible()).toBe(true);
    expect(await faultsOf(page)).toEqual([]);
    await page.getByLabel('Title').fill(`Stew on a ${view.size}`);
    await page.getByRole('button', { name: 'Save recipe' }).click();
    await page.getByRole('heading', { level: 1, name: `Stew on a ${view.size}` }).waitFor();
    await page.context().close();
  });

  test.each(views)('from a file of another program: %j', async (view) => {
    const recipe = { ...mealieRecipe, id: view.size, name: `Pie on a ${view.size}` };
    const bytes = await zipOf({ 'recipes/leek-pie/leek-pie.json': recipe });
    const page = await openPage(view);
    await page.goto('/meals/recipes/import/files');
    expect(await faultsOf(page)).toEqual([]);
    await page
      .locator('input[type=file]')
      .setInputFiles({ name: 'mealie.zip', mimeType: 'application/zip', buffer: bytes });
    await page.getByRole('button', { name: 'Show what is in it' }).click();
    await page.waitForURL(/import\/files\//);
    await finishJobs(app);
    await page.reload();
    await page.getByText(`Pie on a ${view.size}`).waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Add these recipes' }).click();
    await page.getByText('Adding').or(page.getByText('recipe added')).first().waitFor();
    await finishJobs(app);
    await page.reload();
    await page.getByText('1 recipe added').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('what this file added is gone').waitFor();
    await page.context().close();
  });

  test.each(views)('from photos, which stay in sight while they are read: %j', async (view) => {
    const buffer = await sharp({ create: { width: 600, height: 800, channels: 3, background: '#eed' } })
      .jpeg()
      .toBuffer();
    const page = await openPage(view);
    await page.goto('/meals/recipes/import');
    await page.getByLabel('Choose photos').setInputFiles([
      { name: 'left.jpg', mimeType: 'image/jpeg', buffer },
      { name: 'right.jpg', mimeType: 'image/jpeg', buffer },
    ]);
    await page.getByRole('button', { name: 'Read the photos' }).click();
    await page.getByText('being prepared').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    fake.next({ text: 'a poem' }, { text: 'a second poem' });
    await finishJobs(app);
    // The page was not loaded again: the live channel, or its looking every few seconds, brought the news.
    await page.getByText('type the recipe off').waitFor();
    expect(await page.getByRole('img').count()).toBe(2);
    expect(await faultsOf(page)).toEqual([]);
    const soup = { title: `Soup on a ${view.size}`, ingredients: ['1 leek'], steps: ['Boil.'] };
    fake.next({ text: JSON.stringify(soup) });
    await page.getByRole('button', { name: 'Have them read again' }).click();
    await page.getByText('The model reads the photos').waitFor();
    await finishJobs(app);
    await page.getByText('Compare it with the photos').waitFor();
    expect(await faultsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Save recipe' }).click();
    await page.getByRole('heading', { level: 1, name: `Soup on a ${view.size}` }).waitFor();
    await page.context().close();
  });

  test('without JavaScript', async () => {
    const page = await openPage({ javaScriptEnabled: false });
    await page.goto('/meals/recipes/import');
    await page
      .getByLabel('Link of a recipe, or its text')
      .fill('Rice\n\n- 200 g rice\n- 1 l water\n- salt\n\nBoil the rice.');
    await page.getByRole('button', { name: 'Show the recipe' }).click();
    await page.getByRole('button', { name: 'Save recipe' }).click();
    await page.getByRole('heading', { level: 1, name: 'Rice' }).waitFor();
    await page.context().close();
  });
});
