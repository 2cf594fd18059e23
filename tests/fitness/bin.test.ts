import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeToken, makeUser } from '../support/users.ts';
import { exerciseOf, makeWorkout } from './training.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

test('everything that was deleted stands in the bin with its way back, and in nobody else’s', async () => {
  const anna = await makeUser(app.db);
  const api = app.withToken(await makeToken(app.db, anna));
  const browser = await app.as(anna);
  const squat = await exerciseOf(app.db, 'barbell-squat');
  const made: Record<string, string> = {
    workouts: await makeWorkout(app.db, anna, '2026-02-27', [{ exerciseId: squat, reps: 5 }]),
    routines: (await api.post('/api/v1/routines').send({ name: 'Plan <b>' })).body.id,
    exercises: (await api.post('/api/v1/exercises').send({ name: 'Sled' })).body.id,
    measurements: (await api.post('/api/v1/measurements').send({ measurementType: 'body-weight', value: 80 }))
      .body.id,
    goals: (
      await api.post('/api/v1/goals').send({ metric: 'one_rep_max', exerciseId: squat, targetValue: 150 })
    ).body.id,
  };
  for (const [noun, id] of Object.entries(made)) {
    expect([noun, (await api.delete(`/api/v1/${noun}/${id}`)).status]).toEqual([noun, 204]);
  }
  const { text } = await browser.get('/settings/bin');
  expect(text).toMatch('Plan &lt;b&gt;');
  expect(text).toMatch(/Fri 27 Feb · 30 days left/);
  const actions = [...text.matchAll(/action="([^"]+\/restoration)"/g)].map(([, action]) => action!);
  expect(actions).toHaveLength(5);
  const stranger = await app.as(await makeUser(app.db));
  expect((await stranger.get('/settings/bin')).text).toMatch('Nothing in the bin');
  for (const action of actions) {
    expect([action, (await stranger.post(action)).status]).toEqual([action, 404]);
    expect([action, (await browser.post(action)).status]).toEqual([action, 303]);
  }
  expect((await browser.get('/settings/bin')).text).toMatch('Nothing in the bin');
  for (const [noun, id] of Object.entries(made)) {
    expect([noun, (await api.get(`/api/v1/${noun}/${id}`)).status]).toEqual([noun, 200]);
  }
});

test('a day before the bin is emptied it says so', async () => {
  const anna = await makeUser(app.db);
  const api = app.withToken(await makeToken(app.db, anna));
  const { body } = await api.post('/api/v1/routines').send({ name: 'Old' });
  await api.delete(`/api/v1/routines/${body.id}`);
  app.clock.advance(29 * 86_400_000);
  expect((await (await app.as(anna)).get('/settings/bin')).text).toMatch('1 day left');
});
