import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { selectRow } from '../../src/db/index.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';
import { exerciseOf } from './training.ts';

let app: TestApp;
let anna: TestUser;
let api: TestAgent;
let stranger: TestAgent;
let squat: string;
let running: string;
beforeAll(async () => {
  app = await startTestApp();
  stranger = app.withToken(await makeToken(app.db, await makeUser(app.db)));
  squat = await exerciseOf(app.db, 'barbell-squat');
  running = await exerciseOf(app.db, 'running');
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  api = app.withToken(await makeToken(app.db, anna));
});
afterAll(() => app.stop());

const startedAt = '2026-03-03T17:00:00Z';
const post = (body: object, agent = api) =>
  agent
    .post('/api/v1/workouts')
    .send(body)
    .ok(() => true);
const countOf = async (table: string) =>
  (await selectRow<{ count: number }>(
    app.db,
    `select count(*)::int as count from ${table} where user_id = :id`,
    { id: anna.id },
  ))!.count;

describe('logging a workout', () => {
  test('answers it with its sets in order and the names of the exercises', async () => {
    const { status, body, headers } = await post({
      title: 'Legs "heavy" & more',
      startedAt: '2026-03-03T23:30:00.000Z',
      endedAt: '2026-03-04T00:30:00Z',
      sets: [
        { exerciseId: squat, setType: 'warmup', reps: 10, weightKg: 20 },
        { exerciseId: squat, reps: 5, weightKg: 102.5, rir: 1.5, notes: 'good "one"' },
        { exerciseId: running, durationS: 1650, distanceM: 5000, avgHr: 151 },
      ],
    });
    expect(status).toBe(201);
    expect(headers['location']).toBe(`/api/v1/workouts/${body.id}`);
    expect(body).toMatchObject({
      title: 'Legs "heavy" & more',
      // 00:30 in Berlin: the day it was there.
      localDate: '2026-03-04',
      startedAt: '2026-03-03T23:30:00.000Z',
      version: 1,
      sets: [
        { exerciseName: 'Barbell Squat', setType: 'warmup', reps: 10, weightKg: 20, position: 0 },
        { setType: 'normal', reps: 5, weightKg: 102.5, rir: 1.5, weightUnit: 'kg', notes: 'good "one"' },
        {
          exerciseName: 'Running',
          reps: null,
          durationS: 1650,
          distanceM: 5000,
          avgHr: 151,
          weightUnit: null,
        },
      ],
    });
    expect((await api.get(`/api/v1/workouts/${body.id}`)).body).toEqual(body);
  });

  test('with no sets is a workout that has begun', async () => {
    expect(await post({ startedAt })).toMatchObject({ status: 201, body: { endedAt: null, sets: [] } });
  });

  test.each([
    ['no start', {}, 'startedAt'],
    ['a start without an offset', { startedAt: '2026-03-03T17:00:00' }, 'startedAt'],
    ['a start before 1900', { startedAt: '1899-12-31T00:00:00Z' }, 'startedAt'],
    ['an end before the start', { startedAt, endedAt: '2026-03-03T16:00:00Z' }, 'endedAt'],
    ['an unknown field', { startedAt, mood: 'good' }, 'mood'],
    ['a title over several lines', { startedAt, title: 'a\nb' }, 'title'],
    ['1001 repetitions', { sets: [{ reps: 1001 }] }, 'sets.0.reps'],
    ['half a repetition', { sets: [{ reps: 5.5 }] }, 'sets.0.reps'],
    ['a negative weight', { sets: [{ weightKg: -1 }] }, 'sets.0.weightKg'],
    ['2001 kg', { sets: [{ weightKg: 2001 }] }, 'sets.0.weightKg'],
    ['a weight as text', { sets: [{ weightKg: '100' }] }, 'sets.0.weightKg'],
    ['an unknown set type', { sets: [{ setType: 'pyramid' }] }, 'sets.0.setType'],
    ['an unknown field of a set', { sets: [{ tempo: 3 }] }, 'sets.0.tempo'],
    ['an exercise id that is none', { sets: [{ exerciseId: 'squat' }] }, 'sets.0.exerciseId'],
    ['an exercise that does not exist', { sets: [{ exerciseId: newId() }] }, 'sets.0.exerciseId'],
    ['a day of nobody’s routine', { startedAt, routineDayId: newId() }, 'routineDayId'],
    ['501 sets', { sets: Array.from({ length: 501 }, () => ({})) }, 'sets'],
  ])('%s is refused, naming the field, and stores nothing', async (_name, input, path) => {
    const sets =
      'sets' in input ? { startedAt, sets: input.sets.map((set) => ({ exerciseId: squat, ...set })) } : input;
    const { status, body } = await post(sets);
    expect([status, body.errors[0].path]).toEqual([422, path]);
    expect(await countOf('workouts')).toBe(0);
  });

  test('with someone else’s exercise is refused', async () => {
    const own = await stranger.post('/api/v1/exercises').send({ name: `Secret lift ${newId()}` });
    const { status, body } = await post({
      startedAt,
      sets: [{ exerciseId: squat }, { exerciseId: own.body.id }],
    });
    expect([status, body.errors[0].path]).toEqual([422, 'sets.1.exerciseId']);
    expect(await countOf('workouts')).toBe(0);
  });

  test('twelve times at once with one Idempotency-Key stores one', async () => {
    const body = { startedAt, sets: [{ exerciseId: squat, reps: 5, weightKg: 100 }] };
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => api.post('/api/v1/workouts').set('Idempotency-Key', 'one').send(body)),
    );
    expect(new Set(answers.map((answer) => `${answer.status} ${answer.body.id}`)).size).toBe(1);
    expect([await countOf('workouts'), await countOf('workout_sets')]).toEqual([1, 1]);
  });
});

describe('the list', () => {
  test('goes from the newest to the oldest over cursors, each workout once', async () => {
    for (const hour of [10, 11, 12, 12, 13]) {
      await post({
        title: `at ${hour}`,
        startedAt: `2026-03-03T${hour}:00:00Z`,
        sets: [{ exerciseId: squat, reps: 5 }],
      });
    }
    const titles: string[] = [];
    let cursor: string | null = '';
    let pages = 0;
    for (; cursor !== null; pages++) {
      const { body } = await api.get('/api/v1/workouts').query({ limit: 2, ...(cursor && { cursor }) });
      titles.push(...body.items.map((item: { title: string }) => item.title));
      cursor = body.nextCursor;
    }
    expect(titles).toEqual(['at 13', 'at 12', 'at 12', 'at 11', 'at 10']);
    expect(pages).toBe(3);
  });

  test('has the sets with their names, and no empty fields', async () => {
    await post({ startedAt, sets: [{ exerciseId: squat, reps: 5, weightKg: 100 }] });
    const { body } = await api.get('/api/v1/workouts');
    expect(body.items[0].sets).toEqual([
      { exerciseId: squat, exerciseName: 'Barbell Squat', reps: 5, weightKg: 100 },
    ]);
  });

  test('can be cut to days, both ends included', async () => {
    for (const day of ['01', '02', '03', '04'])
      await post({ title: day, startedAt: `2026-03-${day}T12:00:00Z` });
    const { body } = await api.get('/api/v1/workouts?from=2026-03-02&to=2026-03-03');
    expect(body.items.map((item: { title: string }) => item.title)).toEqual(['03', '02']);
  });

  test.each(['limit=0', 'limit=201', 'limit=x', 'cursor=abc', 'from=yesterday', 'from=2026-02-30', 'page=2'])(
    '?%s is refused',
    async (query) => {
      expect((await api.get(`/api/v1/workouts?${query}`).ok(() => true)).status).toBe(422);
    },
  );

  test('shows nobody else’s', async () => {
    await post({ startedAt });
    expect((await stranger.get('/api/v1/workouts')).body).toEqual({ items: [], nextCursor: null });
  });
});

describe('changing a workout', () => {
  test('with the version that was read; an older one gets 409 with what is stored', async () => {
    const { body } = await post({ startedAt, sets: [{ exerciseId: squat, reps: 5 }] });
    const change = (title: string, version: number) =>
      api
        .patch(`/api/v1/workouts/${body.id}`)
        .set('If-Match', `"${version}"`)
        .send({ title })
        .ok(() => true);
    const answers = await Promise.all(['a', 'b', 'c'].map((title) => change(title, 1)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
    const won = answers.find(({ status }) => status === 200)!;
    const lost = answers.find(({ status }) => status === 409)!;
    expect(lost.body.current).toEqual(won.body);
    expect(won.headers['etag']).toBe('"2"');
  });

  test('its sets are replaced as a whole, and none is lost when one is wrong', async () => {
    const { body } = await post({ startedAt, sets: [{ exerciseId: squat, reps: 5 }] });
    const url = `/api/v1/workouts/${body.id}`;
    const wrong = await api
      .patch(url)
      .send({ sets: [{ exerciseId: squat }, { exerciseId: newId() }] })
      .ok(() => true);
    expect([wrong.status, wrong.body.errors[0].path]).toEqual([422, 'sets.1.exerciseId']);
    expect((await api.get(url)).body.sets).toHaveLength(1);
    const right = await api
      .patch(url)
      .send({ sets: [{ exerciseId: running, durationS: 60 }, { exerciseId: squat }] });
    expect(right.body.sets.map((set: { exerciseName: string }) => set.exerciseName)).toEqual([
      'Running',
      'Barbell Squat',
    ]);
  });

  test('moving its start moves its day', async () => {
    const { body } = await post({ startedAt });
    const moved = await api.patch(`/api/v1/workouts/${body.id}`).send({ startedAt: '2026-02-01T23:30:00Z' });
    expect(moved.body.localDate).toBe('2026-02-02');
  });

  test('is refused when end and start no longer fit', async () => {
    const { body } = await post({ startedAt, endedAt: '2026-03-03T18:00:00Z' });
    const { status } = await api
      .patch(`/api/v1/workouts/${body.id}`)
      .send({ startedAt: '2026-03-03T19:00:00Z' })
      .ok(() => true);
    expect(status).toBe(422);
  });
});

describe('the bin', () => {
  test('a deleted workout is gone everywhere, and back after its restoration', async () => {
    const { body } = await post({ startedAt, sets: [{ exerciseId: squat, reps: 5 }] });
    const url = `/api/v1/workouts/${body.id}`;
    expect((await api.delete(url)).status).toBe(204);
    expect((await api.get(url).ok(() => true)).status).toBe(404);
    expect((await api.delete(url).ok(() => true)).status).toBe(404);
    expect((await api.get('/api/v1/workouts')).body.items).toEqual([]);
    expect((await api.post(`${url}/restoration`)).body.sets).toHaveLength(1);
    expect((await api.get(url)).status).toBe(200);
  });
});

describe('single sets', () => {
  test('are added at the end, changed and taken out', async () => {
    const { body } = await post({ startedAt, sets: [{ exerciseId: squat, reps: 5, weightKg: 100 }] });
    const sets = `/api/v1/workouts/${body.id}/sets`;
    const added = await api.post(sets).send({ exerciseId: squat, reps: 4, weightKg: 102.5 });
    expect([added.status, added.body.position, added.body.completedAt]).toEqual([
      201,
      1,
      app.clock.now().toISOString(),
    ]);
    const changed = await api
      .patch(`${sets}/${added.body.id}`)
      .send({ reps: 6, rir: null, setType: 'failure' });
    expect(changed.body).toMatchObject({ reps: 6, weightKg: 102.5, setType: 'failure' });
    expect((await api.delete(`${sets}/${body.sets[0].id}`)).status).toBe(204);
    const { body: now } = await api.get(`/api/v1/workouts/${body.id}`);
    expect([now.sets.length, now.sets[0].id, now.version]).toEqual([1, added.body.id, 4]);
  });

  test('added eight times at once with one Idempotency-Key are one; with eight keys eight', async () => {
    const { body } = await post({ startedAt });
    const add = (key: string) =>
      api
        .post(`/api/v1/workouts/${body.id}/sets`)
        .set('Idempotency-Key', key)
        .send({ exerciseId: squat, reps: 5 });
    await Promise.all(Array.from({ length: 8 }, () => add('same')));
    expect(await countOf('workout_sets')).toBe(1);
    await Promise.all(Array.from({ length: 8 }, (_, at) => add(`key ${at}`)));
    expect(await countOf('workout_sets')).toBe(9);
  });
});

describe('someone else’s workout does not exist', () => {
  test('for any route', async () => {
    const { body } = await post({ startedAt, sets: [{ exerciseId: squat, reps: 5 }] });
    const url = `/api/v1/workouts/${body.id}`;
    const set = `${url}/sets/${body.sets[0].id}`;
    const answers = await Promise.all(
      [
        stranger.get(url),
        stranger.patch(url).send({ title: 'x' }),
        stranger.delete(url),
        stranger.post(`${url}/restoration`),
        stranger.post(`${url}/sets`).send({ exerciseId: squat }),
        stranger.patch(set).send({ reps: 1 }),
        stranger.delete(set),
      ].map((call) => call.ok(() => true)),
    );
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 404));
    expect((await api.get(url)).body).toEqual(body);
  });

  test('nor for a visitor or a token that may only read', async () => {
    expect((await app.visitor().json('get', '/api/v1/workouts')).status).toBe(401);
    const reader = app.withToken(await makeToken(app.db, anna, ['read']));
    expect((await post({ startedAt }, reader)).status).toBe(403);
  });

  test('an id that is none', async () => {
    expect((await api.get('/api/v1/workouts/17').ok(() => true)).status).toBe(404);
  });
});
