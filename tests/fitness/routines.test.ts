import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { newId } from '../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';
import { exerciseOf, makeWorkout } from './training.ts';

let app: TestApp;
let anna: TestUser;
let api: TestAgent;
let browser: Browser;
let stranger: TestUser;
let squat: string;
let bench: string;
beforeAll(async () => {
  app = await startTestApp();
  stranger = await makeUser(app.db);
  squat = await exerciseOf(app.db, 'barbell-squat');
  bench = await exerciseOf(app.db, 'barbell-bench-press-medium-grip');
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  api = app.withToken(await makeToken(app.db, anna));
  browser = await app.as(anna);
});
afterAll(() => app.stop());

const twoDays = () => ({
  name: 'Strength',
  days: [
    { name: 'A', entries: [{ exerciseId: squat, sets: 3, repsMin: 5, repsMax: 5, incrementKg: 5 }] },
    {
      name: 'B',
      weekday: 2,
      entries: [
        { exerciseId: bench, sets: 2, repsMin: 8, repsMax: 12, superset: 1, restS: 90 },
        { exerciseId: squat, sets: 2, repsMax: 10, superset: 1 },
      ],
    },
  ],
});
const create = async () => (await api.post('/api/v1/routines').send(twoDays())).body;

describe('routines over the API', () => {
  test('are kept as they were sent, listed, and copied by nobody else', async () => {
    const { status, body } = await api.post('/api/v1/routines').send(twoDays());
    expect(status).toBe(201);
    expect(body.days.map((day: { name: string }) => day.name)).toEqual(['A', 'B']);
    expect(body.days[1].entries).toMatchObject([
      {
        exerciseName: 'Barbell Bench Press - Medium Grip',
        sets: 2,
        repsMin: 8,
        repsMax: 12,
        superset: 1,
        restS: 90,
      },
      { exerciseId: squat, repsMin: null, repsMax: 10 },
    ]);
    expect((await api.get('/api/v1/routines')).body.items).toEqual([body]);
    const other = app.withToken(await makeToken(app.db, stranger));
    const url = `/api/v1/routines/${body.id}`;
    for (const call of [
      other.get(url),
      other.patch(url).send({ name: 'x' }),
      other.delete(url),
      other.post(`${url}/restoration`),
    ]) {
      expect((await call.ok(() => true)).status).toBe(404);
    }
  });

  test('a day that is named by its id stays the same day; the others are replaced', async () => {
    const routine = await create();
    const [, kept] = routine.days;
    const changed = await api.patch(`/api/v1/routines/${routine.id}`).send({
      days: [
        { name: 'New first', entries: [] },
        { id: kept.id, name: 'B2', entries: [{ exerciseId: squat }] },
      ],
    });
    expect(changed.body.days.map((day: { name: string }) => day.name)).toEqual(['New first', 'B2']);
    expect(changed.body.days[1].id).toBe(kept.id);
    expect(changed.body.version).toBe(2);
  });

  test('a day of someone else’s routine cannot be named', async () => {
    const theirs = await app
      .withToken(await makeToken(app.db, stranger))
      .post('/api/v1/routines')
      .send(twoDays());
    const routine = await create();
    const { status, body } = await api
      .patch(`/api/v1/routines/${routine.id}`)
      .send({ days: [{ id: theirs.body.days[0].id, name: 'Mine now', entries: [] }] })
      .ok(() => true);
    expect([status, body.errors[0].path]).toEqual([422, 'days.0.id']);
  });

  test.each([
    [{ days: [] }, 'name'],
    [{ name: 'x', days: [{ name: '' }] }, 'days.0.name'],
    [{ name: 'x', days: [{ name: 'A', weekday: 7 }] }, 'days.0.weekday'],
    [{ name: 'x', days: [{ name: 'A', entries: [{ exerciseId: newId() }] }] }, 'days.0.entries.0.exerciseId'],
    [{ name: 'x', pace: 1 }, 'pace'],
  ])('%j is refused', async (input, path) => {
    const { status, body } = await api
      .post('/api/v1/routines')
      .send(input)
      .ok(() => true);
    expect([status, body.errors[0].path]).toEqual([422, path]);
  });

  test('ends of a range in the wrong order are refused', async () => {
    const entries = [{ exerciseId: squat, repsMin: 12, repsMax: 8 }];
    const { status } = await api
      .post('/api/v1/routines')
      .send({ name: 'x', days: [{ name: 'A', entries }] })
      .ok(() => true);
    expect(status).toBe(422);
  });

  test('of changes made at once over one version only one wins', async () => {
    const routine = await create();
    const answers = await Promise.all(
      ['a', 'b', 'c', 'd'].map((name) =>
        api
          .patch(`/api/v1/routines/${routine.id}`)
          .set('If-Match', '1')
          .send({ name })
          .ok(() => true),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
  });
});

describe('a routine on its pages', () => {
  test('is made day by day, exercise by exercise, with targets', async () => {
    const made = await browser.post('/fitness/routines', { name: 'Upper <lower>' });
    const routine = made.headers['location']!;
    const day = (await browser.post(`${routine}/days`, { name: 'Push', weekday: '1' })).headers['location']!;
    const entry = (await browser.post(`${day}/entries`, { exerciseId: '', exerciseIdText: 'bench press' }))
      .headers['location']!;
    await browser.post(entry, {
      sets: '3',
      repsMin: '8',
      repsMax: '12',
      weight: '60',
      rir: '2',
      restS: '120',
      increment: '2.5',
    });
    await browser.post(`${day}/entries`, { exerciseId: squat });
    const page = await browser.get(day);
    expect(page.text).toMatch(
      /3 × 8–12 · 60 kg · 2 in reserve · 120 s rest · \+2.5 kg when all sets reach 12/,
    );
    await browser.post(`${entry}/down`);
    const { text } = await browser.get(routine);
    expect(text).toMatch(/Upper &lt;lower&gt;[\s\S]*Mon[\s\S]*Barbell Squat[\s\S]*Bench Press/);
  });

  test.each([
    [{ sets: '0' }, 'sets'],
    [{ repsMin: '12', repsMax: '8' }, 'repsMax'],
    [{ weight: 'heavy' }, 'weight'],
  ])('targets such as %j come back with what is wrong', async (fields, name) => {
    const routine = await create();
    const [day] = routine.days;
    const { status, text } = await browser.post(
      `/fitness/routines/${routine.id}/days/${day.id}/entries/${day.entries[0].id}`,
      fields,
    );
    expect(status).toBe(422);
    expect(text).toMatch(`id="${name}-error"`);
  });

  test('is duplicated, deleted and brought back', async () => {
    const routine = await create();
    const url = `/fitness/routines/${routine.id}`;
    const copy = (await browser.post(`${url}/copy`)).headers['location']!;
    expect((await browser.get(copy)).text).toMatch(/Strength \(copy\)[\s\S]*2 × 8–12/);
    await browser.post(`${url}/deletion`);
    expect((await browser.get(url)).status).toBe(404);
    await browser.post(`${url}/restoration`);
    expect((await browser.get(url)).status).toBe(200);
  });

  test('what is taken out of it comes back in its place with Undo', async () => {
    const routine = await create();
    const url = `/fitness/routines/${routine.id}`;
    const day = `${url}/days/${routine.days[1].id}`;
    const undo = async (path: string) => {
      const { text } = await browser.visit((await browser.post(path)).headers['location']!);
      const [, action, removed] = /action="([^"]+restored)">[\s\S]*?name="removed" value="([^"]+)"/.exec(
        text,
      )!;
      return browser.post(action!, { removed: removed!.replaceAll('&#34;', '"') });
    };
    expect((await undo(`${day}/entries/${routine.days[1].entries[0].id}/deletion`)).status).toBe(303);
    expect((await undo(`${url}/days/${routine.days[0].id}/deletion`)).status).toBe(303);
    const { body } = await api.get(`/api/v1/routines/${routine.id}`);
    const withoutIds = (value: unknown) =>
      JSON.parse(JSON.stringify(value), (key, inner) => (key === 'id' ? undefined : inner));
    expect(withoutIds(body.days)).toEqual(withoutIds(routine.days));
    expect((await browser.post(`${url}/restored`, { removed: '{"at":0,"day":{}}' })).status).toBe(400);
  });

  test('is nobody else’s', async () => {
    const routine = await create();
    const url = `/fitness/routines/${routine.id}`;
    const day = `${url}/days/${routine.days[0].id}`;
    const theirs = await app.as(stranger);
    for (const path of [url, day, `${day}/entries/${routine.days[0].entries[0].id}`]) {
      expect((await theirs.get(path)).status).toBe(404);
    }
    for (const path of [url, `${url}/days`, `${url}/copy`, `${url}/deletion`, day, `${day}/deletion`]) {
      expect([path, (await theirs.post(path, { name: 'x' })).status]).toEqual([path, 404]);
    }
    expect((await theirs.post('/fitness/workouts', { routineDayId: routine.days[0].id })).status).toBe(404);
  });
});

describe('training by a routine', () => {
  test('a workout has the day’s targets; the load rises by its rule when all sets hit the top', async () => {
    const routine = await create();
    await makeWorkout(
      app.db,
      anna,
      '2026-02-28',
      Array.from({ length: 3 }, () => ({ exerciseId: squat, reps: 5, weightKg: 100 })),
    );
    const started = await browser.post('/fitness/workouts', { routineDayId: routine.days[0].id });
    const { text } = await browser.visit(started.headers['location']!);
    expect(text).toMatch(/Set 1 of 3[\s\S]*3 × 5[\s\S]*\+5 kg: all sets hit last time/);
    expect(text).toMatch(/name="weight" value="105"/);
  });

  test('sets of a superset are done in turn, then the workout goes on', async () => {
    const routine = await create();
    const started = await browser.post('/fitness/workouts', { routineDayId: routine.days[1].id });
    const workout = started.headers['location']!.replace(/\/log$/, '');
    const shown = async (path: string) =>
      /data-panel="([^"]+)"[^>]*>/.exec(
        (await browser.get(path)).text.match(/<section class="card stack log-panel"(?:(?!hidden)[^>])*>/)![0],
      )![1];
    const order: (string | undefined)[] = [await shown(`${workout}/log`)];
    for (const exerciseId of [bench, squat, bench]) {
      const saved = await browser.post(`${workout}/sets`, { exerciseId, reps: '10', weight: '40' });
      order.push(await shown(saved.headers['location']!));
    }
    expect(order).toEqual([bench, squat, bench, squat]);
  });

  test('Today offers the day that comes next', async () => {
    const routine = await api
      .post('/api/v1/routines')
      .send({ ...twoDays(), days: twoDays().days.map((day) => ({ ...day, weekday: null })) });
    expect((await browser.get('/')).text).toMatch(`value="${routine.body.days[0].id}"`);
    const started = await browser.post('/fitness/workouts', { routineDayId: routine.body.days[0].id });
    const workout = started.headers['location']!.replace(/\/log$/, '');
    expect((await browser.get('/')).text).toMatch(`href="${workout}/log"`);
    await browser.post(`${workout}/sets`, { exerciseId: squat, reps: '5' });
    await browser.post(`${workout}/completion`);
    app.clock.advance(86_400_000);
    const tomorrow = await app.as(anna);
    expect((await tomorrow.get('/')).text).toMatch(`value="${routine.body.days[1].id}"`);
  });
});
