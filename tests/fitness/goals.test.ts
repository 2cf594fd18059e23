import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';
import { exerciseOf, makeWorkout } from './training.ts';

let app: TestApp;
let squat: string;
let anna: TestUser;
let browser: Browser;

beforeAll(async () => {
  app = await startTestApp();
  squat = await exerciseOf(app.db, 'barbell-squat');
});
afterAll(() => app.stop());
beforeEach(async () => {
  anna = await makeUser(app.db);
  browser = await app.as(anna);
  await makeWorkout(app.db, anna, '2026-02-10', [{ exerciseId: squat, reps: 5, weightKg: 90 }]);
  await makeWorkout(app.db, anna, '2026-03-02', [{ exerciseId: squat, reps: 1, weightKg: 100 }]);
  await browser.get('/fitness/goals');
});

describe('goals', () => {
  test('are set from what this person trains, and show how far it is', async () => {
    const { text } = await browser.get('/fitness/goals');
    expect(text).toContain('Barbell Squat: estimated 1RM');
    const posted = await browser.post('/fitness/goals', {
      about: `weight:${squat}`,
      target: '125',
      dueOn: '2026-06-01',
    });
    expect(posted.status).toBe(303);
    const after = (await browser.get('/fitness/goals')).text;
    expect(after).toContain('100 kg of 125 kg');
    expect(after).toContain('value="80" max="100"');
    expect(after).toContain('by Mon 1 Jun');
  });

  test('are reached on the day the numbers did it', async () => {
    await browser.post('/fitness/goals', { about: `one_rep_max:${squat}`, target: '105' });
    expect((await browser.get('/fitness/goals')).text).toContain('reached Tue 10 Feb');
  });

  test('a lift that was better than the target before counts as reached', async () => {
    await browser.post('/fitness/goals', { about: `weight:${squat}`, target: '95' });
    expect((await browser.get('/fitness/goals')).text).toContain('reached Mon 2 Mar');
  });

  test('a goal for a body value that was set before the first value starts with that', async () => {
    await browser.post('/fitness/body/types', { name: 'Waist', unit: 'cm' });
    const type = /\/fitness\/body\/types\/([0-9a-f-]{36})/.exec(
      (await browser.get('/fitness/body')).text,
    )![1]!;
    await browser.post('/fitness/goals', { about: `measurement:${type}`, target: '80' });
    for (const [value, day] of [
      ['90', '2026-02-20'],
      ['85', '2026-03-01'],
    ] as const) {
      await browser.post(`/fitness/body/types/${type}/values`, { value, day });
    }
    const page = (await browser.get('/fitness/goals')).text;
    expect(page).toContain('value="50" max="100"');
    expect(page).not.toContain('reached');
  });

  test('workouts a week count this week', async () => {
    await browser.post('/fitness/goals', { about: 'workouts_per_week', target: '3' });
    const { text } = await browser.get('/fitness/goals');
    expect(text).toContain('1 of 3');
    await browser.post(`${/action="(\/fitness\/goals\/[0-9a-f-]{36})"/.exec(text)![1]}/deletion`);
    expect((await browser.get('/settings/bin')).text).toContain('Workouts a week');
  });

  test('a target is changed, a goal deleted and brought back', async () => {
    await browser.post('/fitness/goals', { about: `weight:${squat}`, target: '125' });
    const goal = /action="(\/fitness\/goals\/[0-9a-f-]{36})"/.exec(
      (await browser.get('/fitness/goals')).text,
    )![1]!;
    await browser.post(goal, { target: '200' });
    expect((await browser.get('/fitness/goals')).text).toContain('100 kg of 200 kg');
    await browser.post(`${goal}/deletion`);
    expect((await browser.get('/fitness/goals')).text).toContain('No goals yet');
    await browser.post(`${goal}/restoration`);
    expect((await browser.get('/fitness/goals')).text).toContain('100 kg of 200 kg');
    const other = await app.as(await makeUser(app.db, { householdId: anna.householdId }));
    await other.get('/fitness/goals');
    for (const path of [goal, `${goal}/deletion`]) {
      expect((await other.post(path, { target: '1' })).status).toBe(404);
    }
  });

  test.each([
    [{ about: 'workouts_per_week', target: 'many' }, 'Type a number, such as'],
    [{ about: 'workouts_per_week', target: '0' }, 'More than 0, and 14 at most'],
    [{ about: 'happiness', target: '3' }, 'Choose one of those offered'],
    [{ about: 'measurement:0193b3a0-0000-7000-8000-000000000000', target: '3' }, 'Choose from the list'],
    [{ about: 'workouts_per_week', target: '3', dueOn: '2026-13-01' }, 'Choose a day'],
  ])('a bad form %j comes back', async (fields, message) => {
    const { status, text } = await browser.post('/fitness/goals', fields);
    expect(status).toBe(422);
    expect(text).toContain(message);
    expect(text).toContain(`value="${fields.target}"`);
  });
});

describe('the API of goals', () => {
  test('a lower body value is progress from where it began', async () => {
    const api = app.withToken(await makeToken(app.db, anna));
    const weigh = (value: number, day: string) =>
      api
        .post('/api/v1/measurements')
        .send({ measurementType: 'body-weight', value, measuredAt: `2026-02-${day}T08:00:00Z` });
    const { measurementTypeId } = (await weigh(90, '01')).body;
    const goal = await api
      .post('/api/v1/goals')
      .send({ metric: 'measurement', measurementTypeId, targetValue: 80, dueOn: '2026-12-01' });
    expect(goal.body).toMatchObject({ startValue: 90, currentValue: 90, share: 0, reachedOn: null });
    await weigh(85, '10');
    expect((await api.get(`/api/v1/goals/${goal.body.id}`)).body).toMatchObject({
      currentValue: 85,
      share: 0.5,
    });
    await weigh(79, '20');
    expect((await api.get('/api/v1/goals')).body.items[0]).toMatchObject({
      share: 1,
      reachedOn: '2026-02-20',
    });
    const changed = await api.patch(`/api/v1/goals/${goal.body.id}`).send({ targetValue: 75, version: 1 });
    expect(changed.body).toMatchObject({ targetValue: 75, reachedOn: null, version: 2 });
    expect(
      (await api.patch(`/api/v1/goals/${goal.body.id}`).send({ targetValue: 7, version: 1 })).status,
    ).toBe(409);
    const stale = api.patch(`/api/v1/goals/${goal.body.id}`).set('If-Match', '"1"').send({ targetValue: 7 });
    expect((await stale).status).toBe(409);
    expect((await api.delete(`/api/v1/goals/${goal.body.id}`)).status).toBe(204);
    expect((await api.get(`/api/v1/goals/${goal.body.id}`)).status).toBe(404);
    const other = app.withToken(await makeToken(app.db, await makeUser(app.db)));
    expect((await other.post(`/api/v1/goals/${goal.body.id}/restoration`)).status).toBe(404);
    const back = await api.post(`/api/v1/goals/${goal.body.id}/restoration`);
    expect(back.body).toMatchObject({ id: goal.body.id, targetValue: 75 });
    expect((await api.get('/api/v1/goals')).body.items).toHaveLength(1);
    expect((await api.post(`/api/v1/goals/${goal.body.id}/restoration`)).status).toBe(404);
  });

  test('refuses goals about nothing, about two things, and about what is not theirs', async () => {
    const api = app.withToken(await makeToken(app.db, anna));
    const post = async (body: object) => (await api.post('/api/v1/goals').send(body)).status;
    expect(await post({ metric: 'weight', targetValue: 100 })).toBe(422);
    expect(await post({ metric: 'workouts_per_week', exerciseId: squat, targetValue: 3 })).toBe(422);
    expect(await post({ metric: 'weight', exerciseId: squat, targetValue: -1 })).toBe(422);
    expect(await post({ metric: 'glory', targetValue: 1 })).toBe(422);
    const theirs = app.withToken(await makeToken(app.db, await makeUser(app.db)));
    const type = await theirs.post('/api/v1/measurement-types').send({ name: 'Waist', unit: 'cm' });
    expect(await post({ metric: 'measurement', measurementTypeId: type.body.id, targetValue: 80 })).toBe(422);
    const mine = await api
      .post('/api/v1/goals')
      .send({ metric: 'weight', exerciseId: squat, targetValue: 120 });
    expect((await theirs.get(`/api/v1/goals/${mine.body.id}`)).status).toBe(404);
    expect((await theirs.delete(`/api/v1/goals/${mine.body.id}`)).status).toBe(404);
  });
});
