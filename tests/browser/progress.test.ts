import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { startTestApp, type TestApp } from '../support/app.ts';
import { describeInChromium, faultsOf, launchChromium, SIZES } from '../support/chromium.ts';
import { makeUser, type TestUser } from '../support/users.ts';
import { makeTrainingYear } from '../fitness/training.ts';

const PAGES = ['/fitness/progress', '/fitness/progress/records', '/fitness/body', '/fitness/goals'];
const BODY_WEIGHTS = [84, 83.2, 83.5, 82.4, 82];

let app: TestApp;
let chromium: Browser;
let url: string;
let busy: TestUser;
let fresh: TestUser;

beforeAll(async () => {
  [app, chromium] = await Promise.all([startTestApp(), launchChromium()]);
  url = await app.listen();
  busy = await makeUser(app.db);
  fresh = await makeUser(app.db);
  await makeTrainingYear(app.db, busy, '2026-03-03');
  const browser = await app.as(busy);
  await browser.get('/fitness/body');
  for (const [at, value] of BODY_WEIGHTS.entries()) {
    await browser.post('/fitness/body/weight', { value, day: `2026-02-0${at + 1}` });
  }
  await browser.post('/fitness/goals', { about: 'workouts_per_week', target: '4' });
});
afterAll(async () => {
  await chromium.close();
  await app.stop();
});

/** A page in which this person is signed in. */
async function pageOf(
  user: TestUser,
  options: { size?: keyof typeof SIZES; colorScheme?: 'light' | 'dark' } = {},
): Promise<Page> {
  const { size = 'phone', colorScheme = 'light' } = options;
  const context = await chromium.newContext({ baseURL: url, viewport: SIZES[size], colorScheme });
  const cookie = (await app.as(user)).cookie('pa_session')!;
  await context.addCookies([{ name: 'pa_session', value: cookie, url }]);
  return context.newPage();
}

describeInChromium('progress, body and goals', () => {
  test.each(PAGES)('%s has no faults, with a year of data and with none', async (path) => {
    const views = [
      { user: busy, size: 'phone', colorScheme: 'light' },
      { user: busy, size: 'desk', colorScheme: 'dark' },
      { user: fresh, size: 'phone', colorScheme: 'dark' },
    ] as const;
    for (const { user, ...options } of views) {
      const page = await pageOf(user, options);
      await page.goto(path);
      expect(await faultsOf(page)).toEqual([]);
      await page.context().close();
    }
  });

  test('a chart tells its values to the pointer and to the arrow keys', async () => {
    const page = await pageOf(busy);
    await page.goto('/fitness/progress');
    const chart = page.locator('svg[data-chart="line"]').first();
    const readout = page.locator('.chart-readout').first();
    await chart.hover({ position: { x: 100, y: 120 } });
    await expectText(readout, /kg \(\d+ × [\d.]+ kg\)/);
    await chart.focus();
    await page.keyboard.press('End');
    await expectText(readout, /^Tue 3 Mar: /);
    await page.keyboard.press('ArrowLeft');
    await expectText(readout, /^Sun 1 Mar: /);
    await page.context().close();
  });

  test('the numbers of an axis stand clear of the lines on a narrow phone', async () => {
    const page = await pageOf(busy);
    await page.goto('/fitness/body');
    const chart = page.locator('svg[data-chart="line"]').first();
    const line = (await chart.locator('.chart-grid').first().boundingBox())!;
    const tick = (await chart.locator('.chart-tick').first().boundingBox())!;
    expect(tick.x).toBeGreaterThanOrEqual(0);
    expect(tick.x + tick.width).toBeLessThanOrEqual(line.x);
    expect(tick.height).toBeGreaterThanOrEqual(12);
    await page.context().close();
  });
});

describeInChromium('the capture box', () => {
  test.each(['phone', 'desk'] as const)(
    'two presses of Enter keep a line, one tap takes it back (%s)',
    async (size) => {
      const page = await pageOf(await makeUser(app.db), { size });
      await page.goto('/fitness/progress');
      await page.keyboard.press('/');
      await page.keyboard.type('bench 100x8@9, 3 sets felt heavy');
      const save = page.locator('[data-capture-save]').first();
      await save.waitFor();
      expect(await faultsOf(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await page.locator('[data-capture-save]:focus').waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(/\/fitness\/workouts\/[0-9a-f-]{36}/);
      await page.getByText('Barbell Bench Press - Medium Grip kept').waitFor();
      await page.getByRole('button', { name: 'Undo' }).click();
      await page.getByText('Taken back').waitFor();
      await page.goto('/fitness/progress');
      await page.getByText('No training to draw yet').waitFor();
      await page.context().close();
    },
  );
});

/** Waits until the text of an element matches. */
async function expectText(element: ReturnType<Page['locator']>, pattern: RegExp): Promise<void> {
  await element.filter({ hasText: pattern }).waitFor();
  expect(await element.textContent()).toMatch(pattern);
}
