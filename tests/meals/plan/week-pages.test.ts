import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { listPlanEntries } from '../../../src/features/meals/plan/plan-entries.ts';
import { saveTargets } from '../../../src/features/meals/targets/targets.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { addMadeUpRecipes } from '../../support/household-recipes.ts';
import { finishJobs } from '../../support/jobs.ts';
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

async function propose(fields: Record<string, string> = {}): Promise<string> {
  await browser.get('/meals/week/plan');
  const { status, headers } = await browser.post('/meals/week/plans', {
    startsOn: MONDAY,
    days: '7',
    maxRepeats: '2',
    ...fields,
  });
  expect(status).toBe(303);
  await finishJobs(app);
  return headers['location']!;
}

describe('an empty week', () => {
  test('without recipes says where to get some, and a plan is refused with the same words', async () => {
    expect(await textOf('/meals/week')).toContain('Planning needs recipes');
    await browser.get('/meals/week/plan');
    const { status, text } = await browser.post('/meals/week/plans', { startsOn: MONDAY, days: '7' });
    expect(status).toBe(422);
    expect(plain(text)).toContain('There are no recipes yet');
  });
  test('with recipes offers to plan it', async () => {
    await addMadeUpRecipes(app.db, anna, 3);
    expect(await textOf(`/meals/week?from=${MONDAY}`)).toContain('Nothing is planned for this week');
  });
});

describe('a planned week', () => {
  beforeEach(async () => {
    await addMadeUpRecipes(app.db, anna, 120);
    await saveTargets(app.db, anna, [target], app.clock.now());
  });

  test('is proposed, shown with what it did, taken, seen in the week, and taken back', async () => {
    const plan = await propose();
    expect(await week()).toEqual([]);
    const proposal = await textOf(plan);
    // Monday is over: six days of three meals.
    expect(proposal).toMatch(/18 meals out of \d+ dishes/);
    expect(proposal).toContain('This is a proposal');
    expect((await browser.post(`${plan}/acceptance`)).headers['location']).toBe(`/meals/week?from=${MONDAY}`);
    const entries = await week();
    expect(entries).toHaveLength(18);
    for (const entry of entries) {
      expect(entry.origin).toBe('solver');
      expect(entry.myServings).toBeGreaterThan(0);
    }
    for (let day = 3; day <= 8; day++) {
      const kcal = entries
        .filter(({ onDate }) => onDate === `2026-03-0${day}`)
        .reduce((sum, { mine }) => sum + mine!.kcal, 0);
      expect(Math.abs(kcal / 2200 - 1)).toBeLessThanOrEqual(0.055);
    }
    const page = await textOf('/meals/week');
    expect(page).toContain(entries[0]!.title);
    expect(page).toMatch(/of 2,200 /);
    await browser.post(`${plan}/undo`);
    expect(await week()).toEqual([]);
  });

  test('leaves locked meals and those by hand alone, and replaces the others until it is undone', async () => {
    await browser.post(`${await propose()}/acceptance`);
    const first = await week();
    const locked = first.find(({ mealType }) => mealType === 'dinner')!;
    await browser.get(`/meals/week/meals/${locked.id}`);
    await browser.post(`/meals/week/meals/${locked.id}/lock`, { isLocked: 'true' });
    await addMeal({ onDate: '2026-03-04', mealType: 'snack', note: 'Cake at Ben’s' });
    const plan = await propose();
    expect(plain((await browser.get(plan)).text)).not.toContain('Cake');
    await browser.post(`${plan}/acceptance`);
    const second = await week();
    expect(second).toHaveLength(19);
    expect(second.find(({ id }) => id === locked.id)).toMatchObject({ title: locked.title, isLocked: true });
    expect(second.some(({ note }) => note === 'Cake at Ben’s')).toBe(true);
    await browser.post(`${plan}/undo`);
    const ids = (await week()).map(({ id }) => id);
    expect(new Set(ids)).toEqual(
      new Set([...first.map(({ id }) => id), second.find(({ note }) => note)!.id]),
    );
  });

  test('another one is another one, and the first is laid aside', async () => {
    const first = await propose();
    const { headers } = await browser.post(`${first}/repetition`);
    await finishJobs(app);
    const other = headers['location']!;
    const mealsOf = async (path: string) =>
      [...(await browser.get(path)).text.matchAll(/week-meal-title">([^<]+)</g)].map(([, title]) => title);
    expect(await mealsOf(other)).toHaveLength(18);
    expect(await mealsOf(other)).not.toEqual(await mealsOf(first));
    expect(await textOf(first)).toContain('laid aside');
    expect((await browser.post(`${first}/acceptance`)).status).toBe(409);
    expect(await week()).toEqual([]);
  });

  test('wishes are kept with the plan, shown as chips, and met or named', async () => {
    const plan = await propose({
      'wishes.0.kind': 'want',
      'wishes.0.words': 'salmon',
      'wishes.0.date': '2026-03-06',
      'wishes.0.mealType': 'dinner',
      'wishes.1.kind': 'want',
      'wishes.1.words': 'haggis',
      'wishes.2.kind': 'skip',
      'wishes.2.mealType': 'lunch',
      'wishes.2.date': SUNDAY,
      'wishes.3.kind': 'time',
      'wishes.3.mealType': 'dinner',
      'wishes.3.time': '18:00',
      'wishes.4.kind': 'want',
    });
    const id = plan.split('/').at(-1)!;
    const form = (await browser.get(`/meals/week/plan?run=${id}`)).text;
    expect(form).toContain('name="wishes.4.words"');
    expect(form).toMatch(/name="wishes\.1\.words"[^>]*value="haggis"/);
    const page = await textOf(plan);
    expect(page).toContain('With salmon, Fri 6 Mar, dinner');
    expect(page).toContain('No recipe fits the wish “haggis”.');
    await browser.post(`${plan}/acceptance`);
    const entries = await week();
    expect(entries).toHaveLength(17);
    const friday = entries.find(({ onDate, mealType }) => onDate === '2026-03-06' && mealType === 'dinner')!;
    expect(friday.title).toContain('salmon');
    expect(friday.atTime).toBe('18:00');
  });

  test('two members who accept at once make one plan', async () => {
    const plan = await propose();
    const ben = await makeUser(app.db, { householdId: anna.householdId });
    const both = [browser, await app.as(ben)];
    await Promise.all(both.map((each) => each.get(plan)));
    const answers = await Promise.all(both.map((each) => each.post(`${plan}/acceptance`)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(await week()).toHaveLength(18);
  });

  test('two plans accepted at once: the later one replaces the earlier, and no meal stands twice', async () => {
    const plans = [await propose(), await propose({ maxRepeats: '1' })];
    await Promise.all(plans.map((plan) => browser.post(`${plan}/acceptance`)));
    const places = (await week()).map(({ onDate, mealType }) => `${onDate} ${mealType}`);
    expect(places).toHaveLength(18);
    expect(new Set(places).size).toBe(18);
  });

  test('is the household’s, but its figures are each member’s own', async () => {
    const ben = await makeUser(app.db, { householdId: anna.householdId });
    await saveTargets(app.db, ben, [{ ...target, kcal: 3111, carbG: 470 }], app.clock.now());
    const plan = await propose();
    expect(await textOf(plan)).not.toContain('3,111');
    const his = plain((await (await app.as(ben)).get(plan)).text);
    expect(his).toContain('3,111');
    expect(his).not.toContain('2,200');
    const stranger = await app.as(await makeUser(app.db));
    expect((await stranger.get(plan)).status).toBe(404);
    expect((await stranger.post(`${plan}/acceptance`)).status).toBe(404);
  });
});
