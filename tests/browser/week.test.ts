import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { writeDemoRecipes } from '../../src/features/meals/demo/demo-recipes.ts';
import { acceptPlan, planWeek } from '../../src/features/meals/plan/plan-runs.ts';
import { listPlanEntries } from '../../src/features/meals/plan/plan-entries.ts';
import { saveTargets } from '../../src/features/meals/targets/targets.ts';
import { createQueue } from '../../src/jobs/queue.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { describeInChromium, faultsOf, launchChromium } from '../support/chromium.ts';
import { addMadeUpRecipes } from '../support/household-recipes.ts';
import { finishJobs } from '../support/jobs.ts';
import { signedInPage, type View } from '../support/signed-in-pages.ts';
import { makeUser, type TestUser } from '../support/users.ts';

const MONDAY = '2026-03-02';
const wishes = {
  wishes: [{ kind: 'want', words: 'haggis' } as const],
  usePantry: true,
};

let app: TestApp;
let chromium: Browser;
let url: string;
let anna: TestUser;
let fresh: TestUser;
let proposal: string;

beforeAll(async () => {
  [app, chromium] = await Promise.all([startTestApp(), launchChromium()]);
  url = await app.listen();
  [anna, fresh] = [await makeUser(app.db), await makeUser(app.db)];
  await writeDemoRecipes(app.db, scopeOf(anna), app.clock.now());
  await addMadeUpRecipes(app.db, scopeOf(anna), 80);
  const target = { dayKind: 'every', kcal: 2200, proteinG: 135, carbG: 245, fatG: 74, fiberG: 33 } as const;
  await saveTargets(app.db, scopeOf(anna), [target], app.clock.now());
  await acceptPlan(app.db, scopeOf(anna), await planned(MONDAY), app.clock.now());
  proposal = await planned('2026-03-09');
}, 120_000);
afterAll(async () => {
  await chromium.close();
  await app.stop();
});

function scopeOf({ userId, householdId }: TestUser) {
  return { userId, householdId };
}

async function planned(startsOn: string): Promise<string> {
  const deps = { db: app.db, queue: createQueue(app.db) };
  const { id } = await planWeek(deps, scopeOf(anna), { startsOn, days: 7, wishes }, app.clock.now());
  await finishJobs(app);
  return id;
}

const pageOf = (user: TestUser, view?: View) => signedInPage({ app, chromium, url }, user, view);

async function addressOf(path: string): Promise<string> {
  const [first] = await listPlanEntries(app.db, scopeOf(anna), MONDAY, '2026-03-08');
  return path.replace('MEAL', first!.id).replace('PLAN', proposal);
}

describeInChromium('the week of meals', () => {
  test.each([
    '/meals/week',
    '/meals/week/plan',
    '/meals/week/plans/PLAN',
    '/meals/week/meals/MEAL',
    '/meals/week/meals/MEAL/swap',
    '/meals/week/meals/new',
    '/meals/targets',
    '/meals/preferences',
  ])(
    '%s has no faults on a phone and on a desk, light and dark, full and empty',
    async (path) => {
      const views: [TestUser, View][] = [
        [anna, { size: 'phone', colorScheme: 'light' }],
        [anna, { size: 'desk', colorScheme: 'dark' }],
      ];
      if (!/MEAL|PLAN/.test(path)) views.push([fresh, { colorScheme: 'dark' }]);
      for (const [user, view] of views) {
        const page = await pageOf(user, view);
        await page.goto(await addressOf(path));
        expect({ path, view, faults: await faultsOf(page) }).toEqual({ path, view, faults: [] });
        await page.context().close();
      }
    },
    60_000,
  );

  test('a phone shows one day at a time, a desk all seven', async () => {
    const shown = (page: Page) => page.locator('.week-day:visible').count();
    const phone = await pageOf(anna);
    await phone.goto('/meals/week?day=2026-03-05');
    expect(await shown(phone)).toBe(1);
    await phone.getByRole('link', { name: 'Sun 8 Mar' }).first().click();
    await phone.waitForURL(/2026-03-08/);
    expect(await phone.locator('.week-day:visible h2').textContent()).toContain('8 Mar');
    const desk = await pageOf(anna, { size: 'desk' });
    await desk.goto('/meals/week');
    expect(await shown(desk)).toBe(7);
    await Promise.all([phone, desk].map((page) => page.context().close()));
  }, 60_000);

  test('a wish is added without leaving the form, and Enter plans', async () => {
    const page = await pageOf(anna, { size: 'desk' });
    await page.goto('/meals/week/plan?from=2026-03-16');
    await page.getByLabel('Dish, food or cuisine').fill('salmon');
    await page.getByRole('button', { name: 'Add a wish' }).click();
    await page.locator('#words-1').fill('tofu');
    expect(await page.locator('#words-0').inputValue()).toBe('salmon');
    await page.locator('#words-1').press('Enter');
    await page.waitForURL(/\/meals\/week\/plans\//);
    await finishJobs(app);
    await page.getByText('With tofu, any day').waitFor();
    await page.context().close();
  }, 60_000);

  test('a meal is dragged to another day', async () => {
    const page = await pageOf(anna, { size: 'desk' });
    await page.goto('/meals/week');
    const meal = page.locator('[data-day="2026-03-04"] [data-type="dinner"]');
    const id = await meal.getAttribute('data-meal');
    await meal.dragTo(page.locator('[data-day="2026-03-07"] h2'));
    await page.locator(`[data-day="2026-03-07"] [data-meal="${id}"]`).waitFor();
    expect(await page.locator(`[data-day="2026-03-04"] [data-meal="${id}"]`).count()).toBe(0);
    await page.context().close();
  }, 60_000);

  test('without scripts a meal is moved by a select, and a plan is taken', async () => {
    const page = await pageOf(anna, { javaScriptEnabled: false });
    await page.goto(await addressOf('/meals/week/meals/MEAL'));
    await page.getByLabel('To the day').first().selectOption('2026-03-08');
    await page.getByRole('button', { name: 'Move the meal' }).click();
    await page.waitForURL(/day=2026-03-08/);
    await page.goto(`/meals/week/plans/${proposal}`);
    await page.getByRole('button', { name: 'Take this plan' }).click();
    await page.waitForURL(/from=2026-03-09/);
    expect(await listPlanEntries(app.db, scopeOf(anna), '2026-03-09', '2026-03-15')).toHaveLength(21);
    await page.context().close();
  }, 60_000);

  test('a week that somebody else of the household changes is drawn anew by itself', async () => {
    const ben = await makeUser(app.db, { householdId: anna.householdId });
    const page = await pageOf(ben);
    // The page looks once more when it is connected; the news come before that look has its answer.
    const looked = Promise.withResolvers<void>();
    const told = Promise.withResolvers<void>();
    await page.route(/\/meals\/week\?/, async (route) => {
      if (route.request().isNavigationRequest()) return route.continue();
      const response = await route.fetch();
      looked.resolve();
      await told.promise;
      await route.fulfill({ response }).catch(() => undefined);
    });
    const socket = page.waitForEvent('websocket');
    await page.goto('/meals/week?day=2026-03-05');
    await looked.promise;
    const news = (await socket).waitForEvent('framereceived');
    const browser = await app.as(anna);
    await browser.get('/meals/week/meals/new');
    const note = { onDate: '2026-03-05', mealType: 'snack', note: 'Cake for all' };
    await browser.post('/meals/week/meals', note);
    await news;
    told.resolve();
    await page.getByText('Cake for all').waitFor();
    await page.context().close();
  }, 60_000);
});
