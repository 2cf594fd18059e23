import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execute } from '../../src/db/index.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeToken, makeUser } from '../support/users.ts';
import { exerciseOf, makeTrainingYear, makeWorkout } from './training.ts';

let app: TestApp;
let squat: string;
beforeAll(async () => {
  app = await startTestApp();
  squat = await exerciseOf(app.db, 'barbell-squat');
});
afterAll(() => app.stop());

test('an empty start page has three first steps', async () => {
  const browser = await app.as(await makeUser(app.db));
  const { text } = await browser.get('/');
  for (const href of ['/fitness/workouts/new', '/meals/recipes/import', '/fitness/imports']) {
    expect(text).toMatch(`class="row" href="${href}"`);
    expect((await browser.get(href)).status).toBe(200);
  }
});

test('the week is counted against its goal, and the latest workouts are there', async () => {
  const anna = await makeUser(app.db);
  await execute(
    app.db,
    `insert into goals (id, user_id, metric, target_value) values (:id, :userId, 'workouts_per_week', 4)`,
    { id: newId(), userId: anna.id },
  );
  // Monday and Tuesday of this week, two on one day count once; Sunday was last week.
  for (const day of ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-03']) {
    await makeWorkout(app.db, anna, day, [{ exerciseId: squat, reps: 5, weightKg: 100 }]);
  }
  const { text } = await (await app.as(anna)).get('/');
  expect(text).toMatch('2 of 4 workouts');
  expect(text).toMatch(/Tue 3 Mar[\s\S]*1 set[\s\S]*500 kg/);
});

test('weight is asked for where it is a habit, and what is typed is kept', async () => {
  const anna = await makeUser(app.db, { weightUnit: 'lb' });
  const api = app.withToken(await makeToken(app.db, anna));
  await api
    .post('/api/v1/measurements')
    .send({ measurementType: 'body-weight', value: 80, measuredAt: '2026-03-02T06:00:00Z' });
  const browser = await app.as(anna);
  const { text } = await browser.get('/');
  expect(text).toMatch(/Weight today[\s\S]*Last 176.4 lb, yesterday/);
  expect((await browser.post('/fitness/body/weight', { value: '175' })).status).toBe(303);
  expect((await browser.get('/')).text).toMatch('Weight 175 lb');
});

test('it shows nothing of anybody else, and asks the database three times at most', async () => {
  const [anna, eve] = [await makeUser(app.db), await makeUser(app.db)];
  await makeTrainingYear(app.db, anna, '2026-03-03');
  expect((await (await app.as(eve)).get('/')).text).toMatch('Three good ways to begin');
  const browser = await app.as(anna);
  await browser.get('/');
  let statements = 0;
  const run = app.db.run.bind(app.db);
  app.db.run = (...args) => {
    statements += 1;
    return run(...args);
  };
  expect((await browser.get('/')).status).toBe(200);
  app.db.run = run;
  expect(statements).toBeLessThanOrEqual(3);
});
