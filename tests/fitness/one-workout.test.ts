import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';
import { exerciseOf, makeWorkout } from './training.ts';

let app: TestApp;
let anna: TestUser;
let browser: Browser;
let bench: string;
beforeAll(async () => {
  app = await startTestApp();
  bench = await exerciseOf(app.db, 'barbell-bench-press-medium-grip');
});
beforeEach(async () => {
  app.clock.set('2026-03-03T10:00:00Z');
  anna = await makeUser(app.db);
  browser = await app.as(anna);
});
afterAll(() => app.stop());

/** Starts a workout and answers its address. */
async function startWorkout(): Promise<string> {
  const { status, headers } = await browser.post('/fitness/workouts');
  expect(status).toBe(303);
  return headers['location']!.replace(/\/log$/, '');
}

describe('starting a workout while another one runs', () => {
  const titles = async () =>
    (await app.withToken(await makeToken(app.db, anna)).get('/api/v1/workouts')).body.items.map(
      ({ sets, endedAt }: { sets: unknown[]; endedAt?: string }) =>
        `${sets.length} sets, ended: ${endedAt != null}`,
    );

  test('offers to go on with it, or ends it and starts the new one', async () => {
    const first = await startWorkout();
    await browser.post(`${first}/sets`, { exerciseId: bench, weight: '60', reps: '8' });
    app.clock.advance(600_000);
    const asked = await browser.post('/fitness/workouts');
    expect(asked.status).toBe(409);
    expect(asked.text).toContain(`href="${first}/log"`);
    expect(asked.text).toContain('End it and start the new one');
    expect(await titles()).toEqual(['1 sets, ended: false']);

    const ending = first.split('/').at(-1)!;
    const second = await browser.post('/fitness/workouts', { ending });
    expect(second.status).toBe(303);
    expect(await titles()).toEqual(['0 sets, ended: false', '1 sets, ended: true']);
    // A second click on the same button.
    expect((await browser.post('/fitness/workouts', { ending })).headers['location']).toBe(
      second.headers['location'],
    );
  });

  test('throws one without sets away, into the bin', async () => {
    const past = await makeWorkout(app.db, anna, '2026-02-28', [
      { exerciseId: bench, reps: 5, weightKg: 80 },
    ]);
    const first = await startWorkout();
    app.clock.advance(600_000);
    const asked = await browser.post(`/fitness/workouts/${past}/copy`);
    expect(asked.status).toBe(409);
    expect(asked.text).toContain('Throw it away');
    const ending = first.split('/').at(-1)!;
    expect((await browser.post(`/fitness/workouts/${past}/copy`, { ending })).status).toBe(303);
    expect(await titles()).toEqual(['0 sets, ended: false', '1 sets, ended: true']);
    expect((await browser.post(`${first}/restoration`)).status).toBe(303);
  });

  test('is not asked about one that nobody ended the day before, nor over the API', async () => {
    await startWorkout();
    app.clock.advance(19 * 3_600_000);
    expect((await browser.post('/fitness/workouts')).status).toBe(303);
    const api = app.withToken(await makeToken(app.db, anna));
    const added = await api.post('/api/v1/workouts').send({ startedAt: app.clock.now(), sets: [] });
    expect(added.status).toBe(201);
  });

  test('ends nobody else’s', async () => {
    const first = await startWorkout();
    const stranger = await app.as(await makeUser(app.db));
    expect((await stranger.post('/fitness/workouts', { ending: first.split('/').at(-1)! })).status).toBe(303);
    expect(await titles()).toEqual(['0 sets, ended: false']);
  });
});
