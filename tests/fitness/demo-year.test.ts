import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { selectRow } from '../../src/db/index.ts';
import { createDemo } from '../../src/demo.ts';
import { demoWorkouts } from '../../src/features/fitness/demo/demo-training.ts';
import { weekStart } from '../../src/lib/dates.ts';
import { startTestApp, type TestApp } from '../support/app.ts';

const TODAY = '2026-03-03';

test('the made-up year is the same each time, and looks like somebody’s', () => {
  const year = demoWorkouts(TODAY, 'Europe/Berlin');
  expect(demoWorkouts(TODAY, 'Europe/Berlin')).toEqual(year);
  const perWeek = Map.groupBy(year, ({ date }) => weekStart(date, 1));
  const usual = [...perWeek.values()].filter((week) => week.length >= 4);
  expect(usual.length).toBeGreaterThan(40);
  const benches = year.flatMap(({ sets }) => sets.filter(({ slug }) => slug.startsWith('barbell-bench')));
  expect(benches.at(-1)!.weightKg!).toBeGreaterThan(benches[2]!.weightKg! + 10);
  for (const { startedAt, endedAt, sets } of year) {
    expect(endedAt.getTime()).toBeGreaterThan(startedAt.getTime());
    expect(sets.every(({ completedAt }) => completedAt >= startedAt && completedAt <= endedAt)).toBe(true);
  }
});

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test('the demo user signs in with the password that was shown, and finds the year on every page', async () => {
  const signIn = (await createDemo(app.db, app.clock.now()))!;
  const counts = await selectRow<{ workouts: number; sets: number; weights: number }>(
    app.db,
    `select (select count(*)::int from workouts) as workouts, (select count(*)::int from workout_sets) as sets,
            (select count(*)::int from measurements) as weights`,
  );
  expect(counts!.workouts).toBeGreaterThan(200);
  expect(counts!.sets).toBeGreaterThan(3000);
  expect(counts!.weights).toBeGreaterThan(250);
  const browser = app.visitor();
  const answer = await browser.post('/auth/sign-in', { email: signIn.email, password: signIn.password });
  expect([answer.status, answer.headers['location']]).toEqual([303, '/']);
  expect((await browser.get('/')).text).toMatch(/of 4 workouts/);
  for (const path of [
    '/fitness',
    '/fitness/workouts',
    '/fitness/progress',
    '/fitness/body',
    '/fitness/goals',
    '/fitness/routines',
    '/meals/diary',
    '/meals/diary/trend',
    '/meals/week',
  ]) {
    expect([path, (await browser.get(path)).status]).toEqual([path, 200]);
  }
  expect((await browser.get('/meals/week')).text).toMatch(/week-meal-title/);
  expect((await browser.get('/meals/diary/trend')).text).toContain('of 26 days');
  const list = (await browser.get('/meals/list')).text;
  for (const words of ['apples', 'Household', 'In the basket']) expect(list).toContain(words);
  const pantry = (await browser.get('/meals/pantry')).text;
  for (const words of ['Use first', 'spinach', 'Freezer']) expect(pantry).toContain(words);
  expect((await browser.get('/meals/pantry/recipes')).text).toContain('Uses up: ');
  expect(await createDemo(app.db, app.clock.now())).toBeUndefined();
});
