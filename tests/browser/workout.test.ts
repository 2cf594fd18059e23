import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { selectRow } from '../../src/db/index.ts';
import { addDays, localDate } from '../../src/lib/dates.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { describeInChromium, faultsOf, launchChromium, SIZES } from '../support/chromium.ts';
import { makeUser, type TestUser } from '../support/users.ts';
import { exerciseOf, makeTrainingYear, makeWorkout } from '../fitness/training.ts';

let app: TestApp;
let chromium: Browser;
let url: string;
let bench: string;
let row: string;
let anna: TestUser;
let workout: string;

beforeAll(async () => {
  [app, chromium] = await Promise.all([startTestApp(), launchChromium()]);
  url = await app.listen();
  bench = await exerciseOf(app.db, 'barbell-bench-press-medium-grip');
  row = await exerciseOf(app.db, 'bent-over-barbell-row');
  app.clock.set(new Date().toISOString());
});
afterAll(async () => {
  await chromium.close();
  await app.stop();
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  const sets = [0, 1, 2].map(() => ({ exerciseId: bench, reps: 5, weightKg: 100 }));
  const earlier = await makeWorkout(app.db, anna, daysAgo(2), [
    ...sets,
    { exerciseId: row, reps: 8, weightKg: 60 },
  ]);
  const browser = await app.as(anna);
  workout = (await browser.post(`/fitness/workouts/${earlier}/copy`)).headers['location']!;
});

async function phoneOf(
  user: TestUser,
  options: { size?: keyof typeof SIZES; colorScheme?: 'light' | 'dark' } = {},
) {
  const { size = 'phone', colorScheme = 'light' } = options;
  const context = await chromium.newContext({ baseURL: url, viewport: SIZES[size], colorScheme });
  const cookie = (await app.as(user)).cookie('pa_session')!;
  await context.addCookies([{ name: 'pa_session', value: cookie, url }]);
  return context.newPage();
}

/** The loads that are suggested depend on how long ago the last time was. */
const daysAgo = (days: number) => addDays(localDate(app.clock.now(), 'Europe/Berlin'), -days);
const shown = (page: Page) => page.locator('[data-panel]:not([hidden])');
const done = (page: Page) => shown(page).locator('[data-done] > li');
const save = (page: Page) => shown(page).getByRole('button', { name: 'Save set', exact: true }).click();
const storedSets = async () =>
  (await selectRow<{ count: number }>(
    app.db,
    `select count(*)::int as count from workout_sets s join workouts w on w.id = s.workout_id
      where w.user_id = :id and w.ended_at is null`,
    { id: anna.id },
  ))!.count;

describeInChromium('logging between two sets', () => {
  test('one tap saves the set, starts the rest, and shows it on the other device too', async () => {
    const [phone, desk] = [await phoneOf(anna), await phoneOf(anna, { size: 'desk' })];
    await desk.goto(workout);
    await phone.goto(workout);
    await save(phone);
    await done(phone).getByText('5 × 102.5 kg').waitFor();
    await phone.getByRole('timer').waitFor();
    await done(desk).getByText('5 × 102.5 kg').waitFor();
    // The other way round, while a number is being typed on the phone: it stays.
    await shown(phone).getByLabel('Reps', { exact: true }).fill('9');
    await save(desk);
    await done(phone).nth(1).waitFor();
    expect(await shown(phone).getByLabel('Reps', { exact: true }).inputValue()).toBe('9');
    expect(await storedSets()).toBe(2);
    await Promise.all([phone.context().close(), desk.context().close()]);
  });

  test('the last planned set leads to the next exercise', async () => {
    const phone = await phoneOf(anna);
    await phone.goto(workout);
    for (const number of [2, 3]) {
      await save(phone);
      await shown(phone).getByText(`Set ${number} of 3`).waitFor();
    }
    await save(phone);
    await shown(phone).getByRole('heading', { name: 'Bent Over Barbell Row' }).waitFor();
    await phone.context().close();
  });

  test('without a network sets are kept here and sent once it is back, each once', async () => {
    const phone = await phoneOf(anna);
    await phone.goto(workout);
    await phone.context().setOffline(true);
    await save(phone);
    await save(phone);
    await done(phone).getByText('Kept here, will be sent').nth(1).waitFor();
    await phone.locator(`[data-show="${row}"]`).click();
    await shown(phone).getByRole('heading', { name: 'Bent Over Barbell Row' }).waitFor();
    await save(phone);
    expect(await storedSets()).toBe(0);
    await phone.context().setOffline(false);
    await phone.getByText(/^Kept here, will be sent: \d/).waitFor({ state: 'hidden' });
    expect(await storedSets()).toBe(3);
    await phone.context().close();
  });

  test('plates are drawn for the weight, and again when it changes', async () => {
    const phone = await phoneOf(anna);
    await phone.goto(workout);
    await shown(phone).getByText('Plates', { exact: true }).click();
    await shown(phone).getByText('Each side 1 × 25, 1 × 15, 1 × 1.25 kg, bar 20 kg.').waitFor();
    await shown(phone).getByRole('button', { name: 'More Weight' }).click();
    await shown(phone).getByText('Each side 1 × 25, 1 × 15, 1 × 2.5 kg, bar 20 kg.').waitFor();
    await phone.context().close();
  });

  test('no page of training has faults, on a phone and at a desk', async () => {
    await makeTrainingYear(app.db, anna, daysAgo(3));
    const browser = await app.as(anna);
    const routine = (await browser.post('/fitness/routines', { name: 'W'.repeat(120) })).headers['location']!;
    const day = (await browser.post(`${routine}/days`, { name: 'Long '.repeat(20) })).headers['location']!;
    const entry = (await browser.post(`${day}/entries`, { exerciseId: bench })).headers['location']!;
    const past = (await browser.get('/fitness/workouts')).text.match(
      /\/fitness\/workouts\/[0-9a-f-]{36}/g,
    )![1]!;
    const pages = [
      '/',
      '/fitness',
      '/fitness/workouts',
      '/fitness/workouts/new',
      workout,
      past,
      `${past}/edit`,
    ];
    const library = [
      '/fitness/exercises',
      `/fitness/exercises/${bench}`,
      '/fitness/exercises/new',
      '/settings/bin',
    ];
    for (const options of [{ size: 'phone' }, { size: 'desk', colorScheme: 'dark' }] as const) {
      const page = await phoneOf(anna, options);
      for (const path of [...pages, ...library, '/fitness/routines', routine, day, entry]) {
        await page.goto(path);
        expect([path, await faultsOf(page)]).toEqual([path, []]);
      }
      await page.context().close();
    }
  });
});
