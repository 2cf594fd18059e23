import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execute, selectRow, selectRows } from '../../src/db/index.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser, Fields } from '../support/browser.ts';
import { makeUser, type TestUser } from '../support/users.ts';

let app: TestApp;
let anna: TestUser;
let browser: Browser;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  anna = await makeUser(app.db);
  browser = await app.as(anna);
  await browser.get('/fitness');
});

/** The fields of the first form that saves, as a browser would send them. */
function formOf(html: string): Fields {
  const form =
    /<form[^>]*action="\/capture"[^>]*>(?:(?!<\/form>)[\s\S])*data-capture-save[\s\S]*?<\/form>/.exec(
      html,
    )![0];
  const fields: Fields = {};
  for (const [tag] of form.matchAll(/<input[^>]*>/g)) {
    const name = / name="([^"]*)"/.exec(tag)![1]!;
    if (name !== '_csrf') fields[name] = / value="([^"]*)"/.exec(tag)?.[1] ?? '';
  }
  for (const [, name, options] of form.matchAll(/<select name="([^"]*)">([\s\S]*?)<\/select>/g)) {
    fields[name!] = / value="([^"]*)" selected/.exec(options!)![1]!;
  }
  return fields;
}

const preview = async (text: string) => (await browser.post('/capture/preview', { text })).text;

const sets = (user: TestUser) =>
  selectRows(
    app.db,
    `select e.name, s.reps, s.weight_kg, s.weight_unit, s.rpe, s.duration_s, s.distance_m
       from workout_sets s join workouts w on w.id = s.workout_id join exercises e on e.id = s.exercise_id
      where w.user_id = :id and w.deleted_at is null order by w.id, s.position`,
    { id: user.id },
  );

describe('the capture box', () => {
  test('shows what it understood, saves after one confirmation, and takes it back', async () => {
    const html = await preview('squat 5x5 100kg');
    expect(html).toMatch(/<option value="[^"]+" selected>Barbell Squat<\/option>/);
    expect(await sets(anna)).toEqual([]);
    const saved = await browser.post('/capture', formOf(html));
    expect(saved.status).toBe(303);
    const five = { name: 'Barbell Squat', reps: 5, weight_kg: 100, weight_unit: 'kg' };
    expect(await sets(anna)).toEqual(Array.from({ length: 5 }, () => expect.objectContaining(five)));
    expect(saved.headers['location']).toMatch(/^\/fitness\/workouts\/[0-9a-f-]{36}$/);

    const { text } = await browser.get('/fitness/progress');
    expect(text).toContain('Barbell Squat kept');
    const token = /name="token" value="([^"]+)"/.exec(text)![1]!;
    const undone = await browser.post('/capture/undo', { source: 'fitness', token });
    expect(undone.status).toBe(303);
    expect(await sets(anna)).toEqual([]);
    expect((await browser.post('/capture/undo', { source: 'fitness', token })).status).toBe(303);
  });

  test('saves what the chips say, not what was typed first', async () => {
    const form = formOf(await preview('bench 100x8@9, 3 sets'));
    await browser.post('/capture', {
      ...form,
      'entries.0.groups.0.reps': '6',
      'entries.0.groups.0.weight': '102,5',
    });
    expect(await sets(anna)).toEqual(
      Array.from({ length: 3 }, () => expect.objectContaining({ reps: 6, weight_kg: 102.5, rpe: 9 })),
    );
  });

  test('a double click is one workout', async () => {
    const form = formOf(await preview('squat 5x5 100kg'));
    const answers = await Promise.all([1, 2, 3, 4].map(() => browser.post('/capture', form)));
    expect(new Set(answers.map(({ headers }) => headers['location'])).size).toBe(1);
    expect(await sets(anna)).toHaveLength(5);
  });

  test('goes into the workout that is running, and takes only that back', async () => {
    const running = newId();
    await execute(
      app.db,
      `insert into workouts (id, user_id, started_at, local_date, time_zone)
       values (:id, :userId, '2026-03-03T09:30:00Z', '2026-03-03', 'Europe/Berlin')`,
      { id: running, userId: anna.id },
    );
    await browser.post('/capture', formOf(await preview('squat 5x5 100kg')));
    const saved = await browser.post('/capture', formOf(await preview('bench 3x8 80kg')));
    expect(saved.headers['location']).toBe(`/fitness/workouts/${running}`);
    expect((await sets(anna)).map(({ name }) => name)).toEqual([
      ...Array.from({ length: 5 }, () => 'Barbell Squat'),
      ...Array.from({ length: 3 }, () => 'Barbell Bench Press - Medium Grip'),
    ]);
    const { text } = await browser.get('/fitness/progress');
    expect(text).toContain('added to the running workout');
    await browser.post('/capture/undo', {
      source: 'fitness',
      token: /name="token" value="([^"]+)"/.exec(text)![1]!,
    });
    expect(await sets(anna)).toHaveLength(5);
    await browser.post('/capture', formOf(await preview('squat 3x5 100kg yesterday 18:00')));
    expect(
      await selectRows(app.db, 'select id from workouts where user_id = :id', { id: anna.id }),
    ).toHaveLength(2);
  });

  test('keeps a run with its time on the clock', async () => {
    await browser.post('/capture', formOf(await preview('run 5 km 27:30 yesterday 18:00')));
    expect(await sets(anna)).toMatchObject([{ name: 'Running', distance_m: 5000, duration_s: 1650 }]);
    const workout = await selectRow(
      app.db,
      'select started_at, ended_at, local_date, source from workouts where user_id = :id',
      { id: anna.id },
    );
    expect(workout).toEqual({
      started_at: '2026-03-02T17:00:00.000Z',
      ended_at: '2026-03-02T17:27:30.000Z',
      local_date: '2026-03-02',
      source: 'capture',
    });
  });

  test('keeps a body weight in pounds, and a waist that was never kept before', async () => {
    const saved = await browser.post('/capture', formOf(await preview('weight 180 lb')));
    expect(saved.headers['location']).toBe('/fitness/body');
    await browser.post('/capture', formOf(await preview('waist 84 cm')));
    const rows = await selectRows(
      app.db,
      `select t.name, m.value, m.source from measurements m join measurement_types t on t.id = m.measurement_type_id
        where m.user_id = :id order by m.id`,
      { id: anna.id },
    );
    expect(rows).toEqual([
      { name: 'Body weight', value: 81.647, source: 'capture' },
      { name: 'Waist', value: 84, source: 'capture' },
    ]);
  });

  test('offers the other reading of an unclear line', async () => {
    const html = await preview('dumbbell curl 12x10');
    expect(html).toContain('Or: ');
    expect(html).toContain('12 × 10');
  });

  test('answers a script with a piece of a page', async () => {
    const { text } = await app.as(anna).then(async (other) => {
      await other.get('/fitness');
      return other.post('/capture', { text: 'squat 5x5 100kg' });
    });
    expect(text).toContain('<h1>Capture</h1>');
    expect(formOf(text)['entries.0.groups.0.sets']).toBe('5');
  });

  test.each([
    ['hello', 'I know no exercise like'],
    ['squat', 'Barbell Squat: how much?'],
    ['squat 5x5 9000 kg', 'cannot be the weight in kg'],
    ['', 'This is not clear yet'],
    ['<script>alert(1)</script>', 'script alert(1)'],
  ])('says why "%s" is not understood', async (text, words) => {
    const answer = await browser.post('/capture/preview', { text });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(words);
  });

  test.each([
    ['entries.0.groups.0.reps', 'many', 'Reps: Type a number'],
    ['entries.0.groups.0.reps', '', 'Reps: Say how many'],
    ['entries.0.groups.0.weight', '5000', '2,000 at most'],
    ['entries.0.groups.0.sets', '9999', 'Sets: 50 at most'],
    ['at', 'soon', 'When: Choose a day and a time'],
    ['entries.0.exerciseId', '0193b3a0-0000-7000-8000-000000000000', 'exercise'],
  ])('a bad chip %s=%s comes back with what was typed', async (name, value, words) => {
    const form = formOf(await preview('squat 5x5 100kg'));
    const { status, text } = await browser.post('/capture', { ...form, [name]: value });
    expect(status).toBe(422);
    expect(text).toContain(words);
    if (value && !name.endsWith('Id')) expect(text).toContain(`value="${value}"`);
    expect(await sets(anna)).toEqual([]);
  });

  test('refuses forms that are not its own, and visitors', async () => {
    const form = formOf(await preview('squat 5x5 100kg'));
    expect((await browser.post('/capture', { ...form, user_id: anna.id })).status).toBe(422);
    expect((await browser.post('/capture', { ...form, source: 'nobody' })).status).toBe(400);
    expect((await browser.post('/capture/undo', { source: 'fitness', token: 'workout:1' })).status).toBe(422);
    expect((await app.visitor().post('/capture', form)).headers['location']).toMatch(/^\/auth\/sign-in/);
    expect(await sets(anna)).toEqual([]);
  });

  test('nobody takes back what someone else kept', async () => {
    await browser.post('/capture', formOf(await preview('squat 5x5 100kg')));
    const row = await selectRow<{ id: string }>(app.db, 'select id from workouts where user_id = :id', {
      id: anna.id,
    });
    const other = await app.as(await makeUser(app.db, { householdId: anna.householdId }));
    await other.get('/fitness');
    await other.post('/capture/undo', { source: 'fitness', token: `workout:${row!.id}` });
    expect(await sets(anna)).toHaveLength(5);
  });
});
