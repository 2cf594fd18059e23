import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';
import { exerciseOf, makeTrainingYear, makeWorkout } from './training.ts';

let app: TestApp;
let squat: string;
let run: string;
let anna: TestUser;

beforeAll(async () => {
  app = await startTestApp();
  squat = await exerciseOf(app.db, 'barbell-squat');
  run = await exerciseOf(app.db, 'running');
  anna = await makeUser(app.db);
  await makeWorkout(app.db, anna, '2026-02-03', [
    { exerciseId: squat, reps: 5, weightKg: 60, setType: 'warmup' },
    { exerciseId: squat, reps: 5, weightKg: 100 },
    { exerciseId: squat, reps: 5, weightKg: 100 },
  ]);
  await makeWorkout(app.db, anna, '2026-02-10', [{ exerciseId: squat, reps: 5, weightKg: 105 }]);
  await makeWorkout(app.db, anna, '2026-02-22', [{ exerciseId: run, distanceM: 5000, durationS: 1600 }]);
  await makeWorkout(app.db, anna, '2026-03-01', [{ exerciseId: run, distanceM: 5000, durationS: 1500 }]);
});
afterAll(() => app.stop());

describe('the progress page', () => {
  test('answers questions with charts, and each has its table', async () => {
    const { status, text } = await (await app.as(anna)).get('/fitness/progress');
    expect(status).toBe(200);
    expect(text).toContain('Is my Barbell Squat going up?');
    expect(text.match(/<svg class="chart/g)!.length).toBeGreaterThanOrEqual(5);
    expect(text).toContain('Tue 10 Feb: 122.5 kg (5 × 105 kg), a record');
    expect(text).toMatch(/Quadriceps: 0\.\d+ a week/);
    expect(text.match(/<summary>As a table/g)!.length).toBeGreaterThanOrEqual(4);
    expect(text).toContain('Sun 1 Mar: 1 set');
    expect(text).toContain('Am I getting faster at Running?');
    expect(text).toContain('5:00 /km (5 km in 25:00)');
    expect(text).not.toMatch(/ style="|undefined|NaN/);
  });

  test('a single day is no line, and half a year without training is no calendar', async () => {
    const eve = await makeUser(app.db);
    await makeWorkout(app.db, eve, '2026-03-02', [{ exerciseId: squat, reps: 5, weightKg: 60 }]);
    const { text } = await (await app.as(eve)).get('/fitness/progress');
    expect(text).toContain('The line begins with the second day.');
    expect(text).not.toContain('id="exercise-chart"');
    expect(text.match(/class="chart chart-heat"/g)).toHaveLength(1);
  });

  test('shows the exercise that was picked, in the units of the person', async () => {
    const bob = await makeUser(app.db, { weightUnit: 'lb', distanceUnit: 'mi' });
    await makeWorkout(app.db, bob, '2026-03-01', [{ exerciseId: run, distanceM: 5000, durationS: 1500 }]);
    await makeWorkout(app.db, bob, '2026-03-01', [{ exerciseId: squat, reps: 5, weightKg: 102.058 }]);
    const browser = await app.as(bob);
    expect((await browser.get(`/fitness/progress?exercise=${run}`)).text).toContain('8:03 /mi');
    expect((await browser.get(`/fitness/progress?exercise=${squat}`)).text).toContain('5 × 225 lb');
  });

  test('shows all time when asked, and calls nothing a record that was beaten years ago', async () => {
    const eve = await makeUser(app.db);
    await makeWorkout(app.db, eve, '2023-05-02', [{ exerciseId: squat, reps: 5, weightKg: 150 }]);
    await makeWorkout(app.db, eve, '2026-02-03', [{ exerciseId: squat, reps: 5, weightKg: 100 }]);
    await makeWorkout(app.db, eve, '2026-02-10', [{ exerciseId: squat, reps: 5, weightKg: 110 }]);
    const browser = await app.as(eve);
    const year = (await browser.get('/fitness/progress')).text;
    expect(year).toContain('Tue 10 Feb: 128.3 kg (5 × 110 kg)<');
    expect(year).not.toContain('2 May 2023:');
    const all = (
      await browser.get(
        /href="(\/fitness\/progress\?exercise=[^"]+period=all)"/.exec(year)![1]!.replace('&amp;', '&'),
      )
    ).text;
    expect(all).toContain('Tue 2 May 2023: 175 kg (5 × 150 kg)');
    expect(all).not.toContain('a record');
  });

  test('says what to do while there is nothing to draw', async () => {
    const { status, text } = await (await app.as(await makeUser(app.db))).get('/fitness/progress');
    expect(status).toBe(200);
    expect(text).toContain('No training to draw yet');
    expect(text).toContain('href="/fitness"');
  });

  test.each(['no-uuid', '0193b3a0-0000-7000-8000-000000000000'])(
    'an exercise %s is not there',
    async (id) => {
      expect((await (await app.as(anna)).get(`/fitness/progress?exercise=${id}`)).status).toBe(404);
    },
  );

  test('is closed to visitors, and to others it shows nothing of this person', async () => {
    expect((await app.visitor().get('/fitness/progress')).headers['location']).toMatch(/^\/auth\/sign-in/);
    const other = await app.as(await makeUser(app.db, { householdId: anna.householdId }));
    expect((await other.get(`/fitness/progress?exercise=${squat}`)).status).toBe(404);
    expect((await other.get('/fitness/progress/records')).text).not.toContain('Barbell Squat');
  });

  test('a year of five thousand sets is drawn whole, with three statements', async () => {
    const busy = await makeUser(app.db);
    await makeTrainingYear(app.db, busy, '2026-03-03');
    const browser = await app.as(busy);
    await browser.get('/fitness');
    const run = jest.spyOn(app.db, 'run');
    const { status, text } = await browser.get('/fitness/progress');
    // The session, the training, and the sets of the exercise shown.
    expect(run).toHaveBeenCalledTimes(3);
    run.mockRestore();
    expect(status).toBe(200);
    expect(text.match(/class="chart-point/g)!.length).toBeGreaterThan(200);
    expect(text).toMatch(/<dd class="stat-value">52<\/dd>/);
  });
});

describe('records', () => {
  test('are listed with the day they were set, warm-ups left out', async () => {
    const { text } = await (await app.as(anna)).get('/fitness/progress/records');
    const words = text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
    expect(words).toContain('Barbell Squat Heaviest · Tue 10 Feb 105 kg 5 × 105 kg');
    expect(words).toContain('Running Fastest pace · Sun 1 Mar 5:00 /km');
    expect(text).not.toContain('60 kg');
  });
});

describe('the progress API', () => {
  test('gives the days of an exercise with both formulas and its records', async () => {
    const api = app.withToken(await makeToken(app.db, anna));
    const { status, body } = await api.get(`/api/v1/progress/exercises/${squat}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ metric: 'oneRepMax', unit: 'kg', name: 'Barbell Squat' });
    expect(body.days).toHaveLength(2);
    expect(body.days[0]).toMatchObject({ date: '2026-02-03', sets: 2, volumeKg: 1000, isRecord: false });
    expect(body.days[1].epleyKg).toBeCloseTo(122.5, 5);
    expect(body.days[1].brzyckiKg).toBeCloseTo(118.125, 5);
    expect(body.records).toContainEqual({ kind: 'heaviest', value: 105, unit: 'kg', date: '2026-02-10' });
  });

  test('gives volume by week and muscle, the calendar and all records', async () => {
    const api = app.withToken(await makeToken(app.db, anna));
    const volume = (await api.get('/api/v1/progress/volume')).body;
    expect(volume.items.map(({ week }: { week: string }) => week)).toEqual(['2026-02-02', '2026-02-09']);
    expect(volume.items[0].muscles[0]).toEqual({ muscle: 'quadriceps', sets: 2, volumeKg: 1000 });
    const calendar = (await api.get('/api/v1/progress/calendar?from=2026-02-01&to=2026-02-28')).body;
    expect(calendar.items).toEqual([
      { date: '2026-02-03', sets: 2 },
      { date: '2026-02-10', sets: 1 },
      { date: '2026-02-22', sets: 1 },
    ]);
    expect((await api.get('/api/v1/progress/records')).body.items[0]).toMatchObject({
      exerciseName: 'Running',
      date: '2026-03-01',
    });
  });

  test('refuses bad days and unknown exercises', async () => {
    const api = app.withToken(await makeToken(app.db, anna));
    expect((await api.get('/api/v1/progress/volume?from=2026-02-30')).status).toBe(422);
    expect((await api.get('/api/v1/progress/volume?form=2026-02-01')).status).toBe(422);
    expect((await api.get('/api/v1/progress/exercises/5')).status).toBe(404);
    expect((await api.get('/api/v1/progress/exercises/0193b3a0-0000-7000-8000-000000000000')).status).toBe(
      404,
    );
    expect((await app.visitor().json('get', '/api/v1/progress/records')).status).toBe(401);
  });
});
