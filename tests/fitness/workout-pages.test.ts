import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { selectRow } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { makeUser, type TestUser } from '../support/users.ts';
import { exerciseOf, makeTrainingYear, makeWorkout } from './training.ts';

let app: TestApp;
let anna: TestUser;
let browser: Browser;
let stranger: Browser;
let bench: string;
let running: string;
beforeAll(async () => {
  app = await startTestApp();
  stranger = await app.as(await makeUser(app.db));
  bench = await exerciseOf(app.db, 'barbell-bench-press-medium-grip');
  running = await exerciseOf(app.db, 'running');
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
const setsOf = async (user: TestUser) =>
  (await selectRow<{ sets: Record<string, unknown>[] }>(
    app.db,
    `select coalesce(json_agg(json_build_object('reps', reps, 'weight', weight_kg, 'unit', weight_unit, 'rir', rir,
            'duration', duration_s, 'distance', distance_m, 'type', set_type) order by position), '[]') as sets
       from workout_sets where user_id = :id`,
    { id: user.id },
  ))!.sets;

describe('logging a workout without scripts', () => {
  test('the first workout of all offers what most people begin with', async () => {
    const workout = await startWorkout();
    expect((await browser.get(`${workout}/log`)).text).toMatch(/<button[^>]*>Barbell Squat</);
    await browser.post(`${workout}/exercises`, { exerciseId: bench });
    await browser.post(`${workout}/sets`, { exerciseId: bench, weight: '60', reps: '8' });
    await browser.post(`${workout}/completion`);
    const next = (await browser.get(`${await startWorkout()}/log`)).text;
    expect(next).toMatch(/<button[^>]*>Barbell Bench Press - Medium Grip</);
    expect(next).not.toMatch(/<button[^>]*>Barbell Squat</);
  });

  test('start, pick an exercise by typing its name, save sets, finish', async () => {
    const workout = await startWorkout();
    const added = await browser.post(`${workout}/exercises`, {
      exerciseId: '',
      exerciseIdText: 'bench pres',
    });
    expect(added.headers['location']).toBe(`${workout}/log?exercise=${bench}`);
    expect((await browser.visit(added.headers['location']!)).text).toMatch(
      'Barbell Bench Press - Medium Grip',
    );
    const saved = await browser.post(`${workout}/sets`, {
      exerciseId: bench,
      weight: '82,5',
      reps: '8',
      rir: '2',
    });
    expect(saved.status).toBe(303);
    const page = await browser.visit(saved.headers['location']!);
    expect(page.text).toMatch('8 × 82.5 kg');
    expect(page.text).toMatch('2 in reserve');
    const finished = await browser.post(`${workout}/completion`, { sessionRpe: '7', notes: 'Went well' });
    const summary = await browser.visit(finished.headers['location']!);
    expect(summary.text).toMatch(/Went well[\s\S]*8 × 82\.5 kg/);
    expect(await setsOf(anna)).toMatchObject([{ reps: 8, weight: 82.5, unit: 'kg', rir: 2, type: 'normal' }]);
  });

  test('a set that was sent twice by one form is one; another one from the same form is another', async () => {
    const workout = await startWorkout();
    const send = (reps: number) => browser.post(`${workout}/sets`, { _key: 'k', exerciseId: bench, reps });
    await Promise.all([send(5), send(5), send(5), send(6)]);
    expect((await setsOf(anna)).map(({ reps }) => reps).sort()).toEqual([5, 6]);
  });

  test('Start that is clicked four times starts one workout', async () => {
    const answers = await Promise.all(Array.from({ length: 4 }, () => browser.post('/fitness/workouts')));
    expect(new Set(answers.map(({ headers }) => headers['location'])).size).toBe(1);
  });

  test('pounds and miles are what the person types', async () => {
    const bob = await makeUser(app.db, { weightUnit: 'lb', distanceUnit: 'mi' });
    browser = await app.as(bob);
    const workout = await startWorkout();
    await browser.post(`${workout}/sets`, { exerciseId: bench, weight: '225', reps: '5' });
    await browser.post(`${workout}/sets`, {
      exerciseId: running,
      distance: '3.1',
      duration: '27:30',
      avgHr: '151',
    });
    expect(await setsOf(bob)).toMatchObject([
      { weight: 102.058, unit: 'lb' },
      { duration: 1650, distance: 4989, unit: null },
    ]);
    const { text } = await browser.get(`${workout}/log?exercise=${bench}`);
    expect(text).toMatch('5 × 225 lb');
    expect(text).toMatch('3.1 mi in 27:30');
  });

  test.each([
    [{ reps: '1001' }, '1,000 at most'],
    [{ reps: 'many' }, 'Type a number'],
    [{ weight: '2001', reps: '5' }, '2,000 at most'],
    [{ weight: '60' }, 'How many'],
    [{ reps: '5', rir: '11' }, '10 at most'],
  ])('%j comes back with what was typed and what is wrong', async (fields, message) => {
    const workout = await startWorkout();
    await browser.post(`${workout}/exercises`, { exerciseId: bench });
    const { status, text } = await browser.post(`${workout}/sets`, { exerciseId: bench, ...fields });
    expect(status).toBe(422);
    expect(text.toLowerCase()).toMatch(message.toLowerCase());
    if ('weight' in fields) expect(text).toMatch(`value="${fields.weight}"`);
    expect(await setsOf(anna)).toEqual([]);
  });

  test('an unknown exercise is said so beside its field', async () => {
    const workout = await startWorkout();
    const { status, text } = await browser.post(`${workout}/exercises`, {
      exerciseId: '',
      exerciseIdText: 'qqqq zzzz',
    });
    expect(status).toBe(422);
    expect(text).toMatch('Nothing found for “qqqq zzzz”');
  });
});

describe('what the next set begins with', () => {
  test('is more than last time when all sets were hit, and says why', async () => {
    await makeWorkout(
      app.db,
      anna,
      '2026-02-28',
      Array.from({ length: 3 }, () => ({ exerciseId: bench, reps: 5, weightKg: 97.5 })),
    );
    const workout = await startWorkout();
    await browser.post(`${workout}/exercises`, { exerciseId: bench });
    const { text } = await browser.get(`${workout}/log?exercise=${bench}`);
    expect(text).toMatch('Last time 5 × 97.5 kg, Sat 28 Feb');
    expect(text).toMatch('+2.5 kg: all sets hit last time');
    expect(text).toMatch(/name="weight" value="100"/);
  });

  test('is then the set before', async () => {
    const workout = await startWorkout();
    await browser.post(`${workout}/sets`, { exerciseId: bench, weight: '61.25', reps: '9' });
    const { text } = await browser.get(`${workout}/log`);
    expect(text).toMatch(/name="weight" value="61.25"/);
    expect(text).toMatch(/name="reps" value="9"/);
    expect(text).toMatch('Set 2');
  });
});

describe('a set', () => {
  test('is changed, taken out, and brought back in its place', async () => {
    const workout = await startWorkout();
    for (const reps of ['5', '6', '7'])
      await browser.post(`${workout}/sets`, { exerciseId: bench, reps, weight: '60' });
    const { text } = await browser.get(`${workout}/log`);
    const links = [...text.matchAll(/href="(\/fitness\/workouts\/[^"]+\/sets\/[^"]+)"/g)].map(
      ([, href]) => href!,
    );
    expect((await browser.get(links[0]!)).text).toMatch(/name="reps" value="5"/);
    await browser.post(links[0]!, { exerciseId: bench, reps: '8', weight: '', setType: 'failure' });
    expect((await setsOf(anna))[0]).toMatchObject({ reps: 8, weight: null, type: 'failure' });
    const removed = await browser.post(`${links[1]!}/deletion`);
    expect((await setsOf(anna)).map(({ reps }) => reps)).toEqual([8, 7]);
    const page = await browser.visit(removed.headers['location']!);
    const undo = /action="([^"]+restored)">[\s\S]*?name="set" value="([^"]+)"/.exec(page.text)!;
    await browser.post(undo[1]!, { set: undo[2]!.replaceAll('&#34;', '"') });
    expect((await setsOf(anna)).map(({ reps }) => reps)).toEqual([8, 6, 7]);
    for (const set of ['', 'null', '{', '{"reps":5}'])
      expect((await browser.post(undo[1]!, { set })).status).toBe(400);
  });
});

describe('a workout that is over', () => {
  test('is entered afterwards on its day, and edited; an edit over a newer one asks again', async () => {
    const entered = await browser.post('/fitness/workouts/past', {
      title: 'Push day',
      date: '2026-02-20',
      time: '18:00',
      duration: '75',
    });
    const workout = entered.headers['location']!.replace(/\/log$/, '');
    await browser.post(`${workout}/sets`, { exerciseId: bench, reps: '5', weight: '80' });
    const { text } = await browser.get(workout);
    expect(text).toMatch(/Push day[\s\S]*Fri 20 Feb, 18:00[\s\S]*75 <span class="unit">min/);
    const edit = await browser.get(`${workout}/edit`);
    const version = /name="version" value="(\d+)"/.exec(edit.text)![1]!;
    const fields = { title: 'Push', date: '2026-02-21', time: '07:30', duration: '60', version };
    expect((await browser.post(workout, fields)).status).toBe(303);
    const again = await browser.post(workout, { ...fields, title: 'Mine' });
    expect(again.status).toBe(409);
    expect(again.text).toMatch(/changed meanwhile[\s\S]*“Push”[\s\S]*value="Mine"/);
  });

  test.each([
    [{ date: '2026-02-30', time: '18:00' }, 'date'],
    [{ date: '1899-12-31', time: '18:00' }, 'date'],
    [{ date: '2026-02-20', time: '25:00' }, 'time'],
    [{ date: '2026-02-20', time: '18:00', duration: 'long' }, 'duration'],
    [{ date: '2026-02-20', time: '18:00', title: 'x'.repeat(201) }, 'title'],
  ])('%j is refused at its field', async (fields, name) => {
    const { status, text } = await browser.post('/fitness/workouts/past', fields);
    expect(status).toBe(422);
    expect(text).toMatch(`id="${name}-error"`);
  });

  test('is done again: its exercises with their numbers, none of its sets', async () => {
    const id = await makeWorkout(app.db, anna, '2026-02-28', [
      { exerciseId: bench, reps: 5, weightKg: 80 },
      { exerciseId: bench, reps: 5, weightKg: 80 },
      { exerciseId: running, durationS: 600, distanceM: 2000 },
    ]);
    const copied = await browser.post(`/fitness/workouts/${id}/copy`);
    const { text } = await browser.visit(copied.headers['location']!);
    expect(text).toMatch(/Set 1 of 2[\s\S]*2 × 5/);
    expect(text).toMatch('Running');
    expect(await setsOf(anna)).toHaveLength(3);
  });

  test('is deleted, and Undo brings it back', async () => {
    const id = await makeWorkout(app.db, anna, '2026-02-28', [{ exerciseId: bench, reps: 5, weightKg: 80 }]);
    const url = `/fitness/workouts/${id}`;
    const gone = await browser.post(`${url}/deletion`);
    const list = await browser.visit(gone.headers['location']!);
    expect(list.text).toMatch(/Workout deleted[\s\S]*restoration/);
    expect(list.text).not.toMatch(`href="${url}"`);
    expect((await browser.get(url)).status).toBe(404);
    await browser.post(`${url}/restoration`);
    expect((await browser.get(url)).status).toBe(200);
  });
});

test('the list goes back a year, page by page', async () => {
  await makeTrainingYear(app.db, anna, '2026-03-03');
  let path: string | undefined = '/fitness/workouts';
  const seen = new Set<string>();
  let pages = 0;
  for (; path !== undefined; pages++) {
    const { text } = await browser.get(path);
    for (const [, id] of text.matchAll(/href="\/fitness\/workouts\/([0-9a-f-]{36})"/g)) seen.add(id!);
    path = /href="([^"]+)" rel="next"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
  }
  expect([seen.size, pages]).toEqual([260, 9]);
});

test('someone else’s workout does not exist, on any page', async () => {
  const id = await makeWorkout(app.db, anna, '2026-02-28', [{ exerciseId: bench, reps: 5, weightKg: 80 }]);
  const url = `/fitness/workouts/${id}`;
  for (const path of [url, `${url}/log`, `${url}/log/panels`, `${url}/edit`, `${url}/sets/${id}`]) {
    expect([path, (await stranger.get(path)).status]).toEqual([path, 404]);
  }
  const posts = ['deletion', 'restoration', 'copy', 'completion', `exercises/${bench}/deletion`];
  for (const path of posts.slice(0, 4))
    expect([path, (await stranger.post(`${url}/${path}`)).status]).toEqual([path, 404]);
  expect((await stranger.post(`${url}/sets`, { exerciseId: bench, reps: '5' })).status).toBe(404);
  expect((await stranger.post(`${url}/exercises`, { exerciseId: bench })).status).toBe(404);
  expect((await stranger.post(url, { date: '2026-02-28', time: '18:00' })).status).toBe(404);
  expect(await setsOf(anna)).toHaveLength(1);
});

test.each(['/fitness/workouts', '/fitness/workouts/new', '/fitness/exercises', '/fitness/plates?weight=100'])(
  '%s leads a visitor to sign in',
  async (path) => {
    expect((await app.visitor().get(path)).headers['location']).toMatch('/auth/sign-in?next=');
  },
);
