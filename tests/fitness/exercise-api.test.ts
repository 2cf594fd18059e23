import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';
import { exerciseOf, makeWorkout } from './training.ts';

let app: TestApp;
let anna: TestUser;
let api: TestAgent;
let stranger: TestAgent;
beforeAll(async () => {
  app = await startTestApp();
  stranger = app.withToken(await makeToken(app.db, await makeUser(app.db)));
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  api = app.withToken(await makeToken(app.db, anna));
});
afterAll(() => app.stop());

const namesFor = async (query: object) =>
  (await api.get('/api/v1/exercises').query(query)).body.items.map(
    (item: { name: string }) => item.name,
  ) as string[];

describe('finding exercises', () => {
  test.each([
    ['bench press', 'Barbell Bench Press - Medium Grip'],
    ['ohp', 'Standing Military Press'],
    ['romanian deadlft', 'Romanian Deadlift'],
    ['running', 'Running'],
  ])('“%s” finds %s first', async (q, name) => {
    expect((await namesFor({ q, limit: 5 }))[0]).toBe(name);
  });

  test('filters by muscle, equipment and category together with the words', async () => {
    const { body } = await api
      .get('/api/v1/exercises')
      .query({ q: 'press', muscle: 'chest', equipment: 'dumbbell' });
    expect(body.items.length).toBeGreaterThan(2);
    for (const item of body.items) {
      expect(item.equipment).toBe('dumbbell');
      expect([...item.primaryMuscles, ...item.secondaryMuscles]).toContain('chest');
    }
  });

  test('the whole library comes over cursors, each exercise once', async () => {
    const ids: string[] = [];
    let cursor: string | null = null;
    do {
      const { body } = await api.get('/api/v1/exercises').query({ limit: 200, ...(cursor && { cursor }) });
      ids.push(...body.items.map((item: { id: string }) => item.id));
      cursor = body.nextCursor;
    } while (cursor);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBeGreaterThanOrEqual(873);
  });

  test('one that was done before comes before its like', async () => {
    const [, second] = await namesFor({ q: 'dumbbell curl', limit: 5 });
    const found = (await api.get('/api/v1/exercises').query({ q: 'dumbbell curl', limit: 5 })).body.items[1];
    await makeWorkout(app.db, anna, '2026-03-01', [{ exerciseId: found.id, reps: 10 }]);
    expect((await namesFor({ q: 'dumbbell curl', limit: 5 }))[0]).toBe(second);
  });

  test('something that is no muscle is refused', async () => {
    expect((await api.get('/api/v1/exercises?muscle=heart').ok(() => true)).status).toBe(422);
  });
});

describe('one’s own exercise', () => {
  test('is made, found by its other name, changed, binned and restored', async () => {
    const made = await api
      .post('/api/v1/exercises')
      .send({ name: 'Zercher Carry', aliases: ['front carry'], primaryMuscles: ['quadriceps'] });
    expect([made.status, made.body.isOwn, made.body.kind]).toEqual([201, true, 'strength']);
    expect((await namesFor({ q: 'front carry' }))[0]).toBe('Zercher Carry');
    const url = `/api/v1/exercises/${made.body.id}`;
    expect((await api.patch(url).set('If-Match', '1').send({ restS: 120 })).body).toMatchObject({
      restS: 120,
      version: 2,
    });
    expect(
      (
        await api
          .patch(url)
          .set('If-Match', '1')
          .send({ restS: 60 })
          .ok(() => true)
      ).status,
    ).toBe(409);
    expect((await api.delete(url)).status).toBe(204);
    expect(await namesFor({ own: 'true' })).toEqual([]);
    expect((await api.post(`${url}/restoration`)).body.name).toBe('Zercher Carry');
  });

  test('cannot have the name of another one, whatever its case', async () => {
    await api.post('/api/v1/exercises').send({ name: 'Zercher Carry' });
    const { status, body } = await api
      .post('/api/v1/exercises')
      .send({ name: 'zercher carry' })
      .ok(() => true);
    expect([status, body.errors[0].path]).toEqual([422, 'name']);
  });

  test.each([
    [{}, 'name'],
    [{ name: '' }, 'name'],
    [{ name: 'x'.repeat(121) }, 'name'],
    [{ name: 'x', primaryMuscles: ['heart'] }, 'primaryMuscles.0'],
    [{ name: 'x', userId: 'me' }, 'userId'],
  ])('%j is refused', async (input, path) => {
    const { status, body } = await api
      .post('/api/v1/exercises')
      .send(input)
      .ok(() => true);
    expect([status, body.errors[0].path]).toEqual([422, path]);
  });

  test('is nobody else’s, and the library is nobody’s to change', async () => {
    const { body } = await api.post('/api/v1/exercises').send({ name: 'Zercher Carry' });
    const squat = await exerciseOf(app.db, 'barbell-squat');
    for (const [agent, id] of [
      [stranger, body.id],
      [api, squat],
    ] as const) {
      const url = `/api/v1/exercises/${id}`;
      expect(
        (
          await agent
            .patch(url)
            .send({ name: 'Mine' })
            .ok(() => true)
        ).status,
      ).toBe(404);
      expect((await agent.delete(url).ok(() => true)).status).toBe(404);
    }
    expect((await stranger.get(`/api/v1/exercises/${body.id}`).ok(() => true)).status).toBe(404);
  });
});
