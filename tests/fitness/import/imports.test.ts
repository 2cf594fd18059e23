import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execute, selectRow, selectRows } from '../../../src/db/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { finishJobs } from '../../support/jobs.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

const HEADER =
  'Date,Workout Name,Duration,Exercise Name,Set Order,Weight,Reps,Distance,Seconds,Notes,Workout Notes,RPE';
const STRONG = Buffer.from(
  [
    HEADER,
    '2025-02-03 07:10:00,Push,1h 5m,Bench Press (Barbell),1,100,5,0,0,,,8',
    '2025-02-03 07:10:00,Push,1h 5m,Bench Press (Barbell),2,102.5,4,0,0,,,',
    '2025-02-03 07:10:00,Push,1h 5m,Dragon Flag,1,0,8,0,0,,,',
    '2025-07-05 18:40:00,Push,45m,Bench Press (Barbell),1,105,3,0,0,,,',
    '',
  ].join('\n'),
);

let app: TestApp;
let user: TestUser;
let browser: Browser;

beforeEach(async () => {
  app = await startTestApp();
  user = await makeUser(app.db);
  browser = await app.as(user);
  await browser.get('/fitness/imports');
});
afterEach(() => app.stop());

async function upload(bytes: Buffer, name = 'strong.csv'): Promise<string> {
  const response = await browser.upload('/fitness/imports', { file: { name, bytes } });
  expect(response.status).toBe(303);
  await finishJobs(app);
  return response.headers['location']!;
}

async function apply(page: string, fields: Record<string, string> = { weightUnit: 'kg' }) {
  const response = await browser.post(`${page}/application`, fields);
  await finishJobs(app);
  return response;
}

const text = async (page: string) => (await browser.get(page)).text;
const storedWorkouts = () =>
  selectRows<{
    id: string;
    title: string;
    started_at: string;
    local_date: string;
    sets: number;
    deleted: boolean;
  }>(
    app.db,
    `select w.id, w.title, w.started_at, w.local_date, w.deleted_at is not null as deleted,
            (select count(*)::int from workout_sets s where s.workout_id = w.id) as sets
       from workouts w where w.user_id = :userId order by w.started_at`,
    { userId: user.id },
  );

describe('the import page', () => {
  test('shows what a file would add, asks for the unit, adds it with one button and takes it away again', async () => {
    const page = await upload(STRONG);
    const preview = await text(page);
    expect(preview).toContain('Strong export');
    expect(preview).toMatch(/Workouts to add<\/dt><dd class="stat-value">2</);
    expect(preview).toMatch(/Sets to add<\/dt><dd class="stat-value">4</);
    expect(preview).toContain('Which unit are the weights in?');
    expect(preview).toContain('1 name is not in the library');
    expect(await storedWorkouts()).toEqual([]);

    const unanswered = await apply(page, {});
    expect(unanswered.status).toBe(422);
    expect(unanswered.text).toContain('Choose one of these.');
    expect(await storedWorkouts()).toEqual([]);

    expect((await apply(page)).status).toBe(303);
    expect(await text(page)).toContain('Added 2 workouts with 4 sets.');
    expect(await storedWorkouts()).toEqual([
      expect.objectContaining({
        title: 'Push',
        started_at: '2025-02-03T06:10:00.000Z',
        local_date: '2025-02-03',
        sets: 3,
      }),
      expect.objectContaining({
        title: 'Push',
        started_at: '2025-07-05T16:40:00.000Z',
        local_date: '2025-07-05',
        sets: 1,
      }),
    ]);
    const own = await selectRows<{ name: string }>(app.db, 'select name from exercises where user_id = :id', {
      id: user.id,
    });
    expect(own).toEqual([{ name: 'Dragon Flag' }]);

    expect((await browser.post(`${page}/deletion`)).status).toBe(303);
    expect(await text(page)).toContain('Undone. What this file had added is gone.');
    expect(await storedWorkouts()).toEqual([]);
    expect(await selectRows(app.db, 'select 1 from exercises where user_id = :id', { id: user.id })).toEqual(
      [],
    );

    await apply(page, {});
    expect(await storedWorkouts()).toHaveLength(2);
  });

  test('pounds are stored as kilograms, with the unit they were lifted in', async () => {
    await apply(await upload(STRONG), { weightUnit: 'lb' });
    const set = await selectRow<{ weight_kg: number; weight_unit: string; rpe: number; name: string }>(
      app.db,
      `select s.weight_kg, s.weight_unit, s.rpe, e.name from workout_sets s join exercises e on e.id = s.exercise_id
        where s.user_id = :userId and s.rpe is not null`,
      { userId: user.id },
    );
    expect(set).toEqual({
      weight_kg: 45.359,
      weight_unit: 'lb',
      rpe: 8,
      name: 'Barbell Bench Press - Medium Grip',
    });
  });

  test('a second import adds nothing, also after one workout was renamed and another thrown away', async () => {
    await apply(await upload(STRONG));
    const [first, second] = await storedWorkouts();
    await execute(app.db, `update workouts set title = 'Legs', version = 2 where id = :id`, {
      id: first!.id,
    });
    await execute(app.db, 'update workouts set deleted_at = :now, version = 2 where id = :id', {
      id: second!.id,
      now: app.clock.now(),
    });
    const again = await upload(STRONG, 'again.csv');
    const preview = await text(again);
    expect(preview).toContain('There is nothing to add');
    expect(preview).toContain('1 workout lies in your bin and stays there.');
    await apply(again, {});
    expect(await storedWorkouts()).toEqual([
      expect.objectContaining({ title: 'Legs', deleted: false }),
      expect.objectContaining({ title: 'Push', deleted: true }),
    ]);
  });

  test('undo keeps what was changed since', async () => {
    const page = await upload(STRONG);
    await apply(page);
    const [first] = await storedWorkouts();
    await execute(app.db, `update workouts set title = 'Mine', version = 2 where id = :id`, {
      id: first!.id,
    });
    await browser.post(`${page}/deletion`);
    expect(await text(page)).toContain('Undone, except what was changed or used since.');
    expect(await storedWorkouts()).toEqual([expect.objectContaining({ title: 'Mine' })]);
  });

  test('a name can be given another exercise before it is added', async () => {
    const page = await upload(STRONG);
    const field = /name="(exercises\.n[^"]+)" aria-label="What Dragon Flag becomes"/.exec(
      await text(page),
    )?.[1];
    const plank = await selectRow<{ id: string }>(app.db, `select id from exercises where slug = 'plank'`);
    expect((await apply(page, { weightUnit: 'kg', [field!]: plank!.id })).status).toBe(303);
    const used = await selectRows<{ name: string }>(
      app.db,
      `select distinct e.name from workout_sets s join exercises e on e.id = s.exercise_id where s.user_id = :userId order by 1`,
      { userId: user.id },
    );
    expect(used.map(({ name }) => name)).toEqual(['Barbell Bench Press - Medium Grip', 'Plank']);
  });

  test('a file cut short is refused whole, with the line and the cure', async () => {
    const page = await upload(STRONG.subarray(0, STRONG.length - 20));
    const refused = await text(page);
    expect(refused).toContain('Nothing was added');
    expect(refused).toContain('Line 5: ');
    expect(refused).toContain('cut short here');
    expect((await apply(page)).status).toBe(409);
    expect(await storedWorkouts()).toEqual([]);
  });

  test('no file, and one of more than 10 MB, are refused with words', async () => {
    const none = await browser.upload('/fitness/imports', {}, { note: 'no file' });
    expect(none.status).toBe(422);
    expect(none.text).toContain('Choose a file first');
    const huge = await browser.upload('/fitness/imports', {
      file: { name: 'big.csv', bytes: Buffer.alloc(10.5 * 1024 * 1024, 'a') },
    });
    expect(huge.status).toBe(413);
    const allowed = await browser.upload('/fitness/imports', {
      file: { name: 'big.csv', bytes: Buffer.alloc(9.5 * 1024 * 1024, 'a') },
    });
    expect(allowed.status).toBe(303);
  });

  test('nobody sees or touches the import of someone else, and nobody signed out any', async () => {
    const page = await upload(STRONG);
    const other = await app.as(await makeUser(app.db));
    expect((await other.get(page)).status).toBe(404);
    expect((await other.post(`${page}/application`, { weightUnit: 'kg' })).status).toBe(404);
    expect((await other.post(`${page}/deletion`)).status).toBe(404);
    expect((await other.get('/fitness/imports')).text).not.toContain('strong.csv');
    expect((await other.get('/fitness/imports/nonsense')).status).toBe(404);
    expect((await app.visitor().get(page)).headers['location']).toContain('/auth/sign-in');
  });

  test('an activity file becomes a workout with its track', async () => {
    const points = [0, 10, 20].map(
      (s) => `<trkpt lat="${50 + s / 1e4}" lon="7"><time>2025-05-01T21:59:${30 + s}Z</time></trkpt>`,
    );
    const gpx = `<gpx><trk><name>Evening run</name><trkseg>${points.join('')}</trkseg></trk></gpx>`;
    await apply(await upload(Buffer.from(gpx), 'run.gpx'), {});
    expect(await storedWorkouts()).toEqual([
      expect.objectContaining({
        title: 'Evening run',
        started_at: '2025-05-01T21:59:30.000Z',
        local_date: '2025-05-01',
        sets: 1,
      }),
    ]);
    const track = await selectRow<{ points: unknown[]; name: string }>(
      app.db,
      `select t.points, e.name from activity_tracks t join workout_sets s on s.id = t.workout_set_id
         join exercises e on e.id = s.exercise_id where t.user_id = :userId`,
      { userId: user.id },
    );
    expect(track).toEqual({
      name: 'Running',
      points: [{ t: 0, d: 0 }, expect.objectContaining({ t: 10 }), expect.objectContaining({ t: 20 })],
    });
  });
});

describe('/api/v1/imports', () => {
  test('uploads, tells the dry run, applies once however many ask, lists and undoes', async () => {
    const api = app.withToken(await makeToken(app.db, user, ['read', 'write']));
    const sent = await api.post('/api/v1/imports').attach('file', STRONG, 'strong.csv');
    expect(sent.status).toBe(202);
    expect(sent.body).toMatchObject({ state: 'uploaded', fileName: 'strong.csv', preview: null });
    const path = sent.headers['location']!;
    expect((await api.post(`${path}/application`).send({ weightUnit: 'kg' })).status).toBe(409);
    await finishJobs(app);
    expect((await api.get(path)).body).toMatchObject({
      state: 'read',
      kind: 'strong',
      preview: {
        workouts: { total: 2, toAdd: 2, existing: 0, inBin: 0 },
        questions: ['weightUnit'],
        from: '2025-02-03',
        to: '2025-07-05',
      },
    });
    const open = await api.post(`${path}/application`).send({});
    expect(open.status).toBe(422);
    expect(open.body.errors).toEqual([expect.objectContaining({ path: 'weightUnit' })]);
    const foreign = await api
      .post(`${path}/application`)
      .send({ weightUnit: 'kg', exercises: { 'Dragon Flag': user.id } });
    expect(foreign.body.errors).toEqual([expect.objectContaining({ path: 'exercises.Dragon Flag' })]);
    expect((await api.post(`${path}/application`).send({ weightUnit: 'stone' })).status).toBe(422);
    const both = await Promise.all(
      [1, 2].map(() => api.post(`${path}/application`).send({ weightUnit: 'kg' })),
    );
    expect(both.map(({ status }) => status).sort()).toEqual([202, 409]);
    await finishJobs(app);
    expect((await api.get(path)).body).toMatchObject({
      state: 'applied',
      result: { workouts: 2, sets: 4, exercises: 1, existing: 0 },
    });
    const list = await api.get('/api/v1/imports?limit=1');
    expect(list.body.items).toHaveLength(1);
    expect((await api.delete(`${path}/application`)).body).toMatchObject({ state: 'undone' });
    expect(await storedWorkouts()).toEqual([]);
  });

  test('is closed to others', async () => {
    const api = app.withToken(await makeToken(app.db, user, ['read', 'write']));
    const sent = await api.post('/api/v1/imports').attach('file', STRONG, 'strong.csv');
    const stranger = app.withToken(await makeToken(app.db, await makeUser(app.db), ['read', 'write']));
    expect((await stranger.get(sent.headers['location']!)).status).toBe(404);
    expect((await stranger.get('/api/v1/imports')).body.items).toEqual([]);
    expect((await app.visitor().json('get', '/api/v1/imports')).status).toBe(401);
    expect((await api.post('/api/v1/imports').send({ file: 'no' })).status).toBe(422);
    const reader = app.withToken(await makeToken(app.db, user, ['read']));
    expect((await reader.post('/api/v1/imports').attach('file', STRONG, 'a.csv')).status).toBe(403);
  });
});
