import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { proposeRecipesTask } from '../../src/features/meals/wishes/propose-recipes.ts';
import { readWishesTask } from '../../src/features/meals/wishes/read-wishes.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { describeInChromium, faultsOf, launchChromium, SIZES } from '../support/chromium.ts';
import { type FakeModels, startFakeModels } from '../support/fake-models.ts';
import { finishJobs } from '../support/jobs.ts';
import { makeUser, type TestUser } from '../support/users.ts';

const IDEA = {
  ...{ title: 'Lentil pan with spinach', description: 'Warm and quick.', servings: 2, cookMinutes: 25 },
  ...{
    mealTypes: ['dinner'],
    ingredients: ['200 g red lentils', '300 g spinach'],
    steps: ['Cook the lentils.'],
  },
};

describeInChromium('pages in which a model takes part', () => {
  let app: TestApp;
  let fake: FakeModels;
  let chromium: Browser;
  let url: string;
  let anna: TestUser;
  let paths: string[];

  beforeAll(async () => {
    [fake, chromium] = await Promise.all([startFakeModels(), launchChromium()]);
    app = await startTestApp({ OLLAMA_BASE_URL: fake.url, OPENAI_API_KEY: 'sk-some-key' });
    url = await app.listen();
    anna = await makeUser(app.db);
    paths = [await askForWishes(), await askForIdeas(), '/meals/wishes', '/meals/ideas', '/settings/models'];
    const call = /\/settings\/models\/calls\/[0-9a-f-]{36}/.exec(
      (await (await app.as(anna)).get('/settings/models')).text,
    );
    paths.push(call![0]);
  }, 60_000);

  afterAll(async () => {
    await chromium.close();
    await app.stop();
    await fake.stop();
  });

  async function post(path: string, fields: Record<string, string>): Promise<string> {
    const browser = await app.as(anna);
    await browser.get(path);
    return (await browser.post(path, fields)).headers['location'] as string;
  }

  async function askForWishes(): Promise<string> {
    fake.next({ text: '{"wishes":[{"kind":"want","words":"fish","date":"2026-03-05"}]}' });
    const text =
      'no mushrooms, pizza on Friday, my aunt comes on Thursday and she would really love some fish';
    const path = await post('/meals/wishes', { text });
    await finishJobs(app, [readWishesTask.job]);
    return path;
  }

  async function askForIdeas(): Promise<string> {
    fake.next({ text: JSON.stringify({ recipes: [IDEA] }) });
    const path = await post('/meals/ideas', { wish: 'something with lentils' });
    await finishJobs(app, [proposeRecipesTask.job]);
    return path;
  }

  test.each(['light', 'dark'] as const)(
    'are accessible and fit, on phone and desk, %s',
    async (colorScheme) => {
      const context = await chromium.newContext({ baseURL: url, colorScheme });
      const cookie = (await app.as(anna)).cookie('pa_session')!;
      await context.addCookies([{ name: 'pa_session', value: cookie, url }]);
      const page = await context.newPage();
      for (const [name, size] of Object.entries(SIZES)) {
        await page.setViewportSize(size);
        for (const path of paths) {
          await page.goto(path);
          expect([path, name, await faultsOf(page)]).toEqual([path, name, []]);
        }
      }
      await context.close();
    },
  );

  test('what a model adds appears on the open page by itself', async () => {
    const context = await chromium.newContext({ baseURL: url });
    const cookie = (await app.as(anna)).cookie('pa_session')!;
    await context.addCookies([{ name: 'pa_session', value: cookie, url }]);
    const page = await context.newPage();
    await page.goto('/meals/wishes');
    fake.next({ text: '{"wishes":[{"kind":"avoid","words":"coriander"}]}' });
    await page
      .getByLabel('What should the plan heed?')
      .fill('that green herb that tastes like soap to all of us here');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('A language model reads').waitFor();
    await finishJobs(app, [readWishesTask.job]);
    await page.getByLabel('Dish or food').first().waitFor();
    expect(await page.locator('input[name="wishes.0.words"]').inputValue()).toBe('coriander');
    await context.close();
  });
});
