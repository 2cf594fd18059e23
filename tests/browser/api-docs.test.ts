import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { describeInChromium, faultsOf, launchChromium, SIZES } from '../support/chromium.ts';
import { makeUser } from '../support/users.ts';

describeInChromium('the page about the API', () => {
  let app: TestApp;
  let chromium: Browser;
  let url: string;
  let cookie: string;
  beforeAll(async () => {
    [app, chromium] = await Promise.all([startTestApp(), launchChromium()]);
    url = await app.listen();
    cookie = (await app.as(await makeUser(app.db))).cookie('pa_session')!;
  });
  afterAll(async () => {
    await chromium.close();
    await app.stop();
  });

  test.each(['light', 'dark'] as const)(
    'is accessible and fits, on phone and desk, %s',
    async (colorScheme) => {
      const context = await chromium.newContext({ baseURL: url, colorScheme });
      await context.addCookies([{ name: 'pa_session', value: cookie, url }]);
      const page = await context.newPage();
      for (const size of Object.values(SIZES)) {
        await page.setViewportSize(size);
        await page.goto('/api/docs');
        await page.locator('#postWorkouts summary').click();
        expect(await page.locator('#postWorkouts').getByText('sets[].reps').first().isVisible()).toBe(true);
        expect([size.width, await faultsOf(page)]).toEqual([size.width, []]);
      }
      await context.close();
    },
  );
});
