import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { accountDeletionJob } from '../../../src/auth/account-deletion.ts';
import { selectRow, selectRows } from '../../../src/db/index.ts';
import { createQueue } from '../../../src/jobs/queue.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { finishJobs, runNow } from '../../support/jobs.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';
import { contents, exportOf, fillWith, importInto, withBallast } from './export-support.ts';

let app: TestApp;
let second: TestApp | undefined;
let user: TestUser;

beforeEach(async () => {
  app = await startTestApp();
  user = await makeUser(app.db, { name: 'Anna' });
});
afterEach(async () => {
  await app.stop();
  await second?.stop();
  second = undefined;
});

describe('an export', () => {
  test('holds everything of its owner and nothing of others, and imported elsewhere gives the same export again', async () => {
    await fillWith(app, user);
    await fillWith(app, await makeUser(app.db));
    const first = await exportOf(app, user);
    const held = await contents(first);
    expect(Object.keys(held).sort()).toEqual([
      'csv/measurements.csv',
      'csv/workouts.csv',
      'data/diary-entries.json',
      'data/exercises.json',
      'data/food-memory.json',
      'data/food-portions.json',
      'data/food-preferences.json',
      'data/foods.json',
      'data/goals.json',
      'data/measurement-types.json',
      'data/measurements.json',
      'data/nutrition-targets.json',
      'data/pantry-items.json',
      'data/photos.json',
      'data/planned-meals.json',
      'data/recipes.json',
      'data/routines.json',
      'data/shopping-lists.json',
      'data/workouts.json',
      'export.json',
      expect.stringMatching(/^photos\/[0-9a-f-]{36}\.webp$/),
      'recipes/recipes.jsonld',
    ]);
    expect(held['export.json']).toMatchObject({
      format: 'primary-assistant-export',
      profile: { name: 'Anna' },
    });
    expect(held['data/workouts.json']).toHaveLength(2);
    expect(held['csv/workouts.csv']).toContain("'=Run");
    expect(held['csv/workouts.csv']).toContain('"Dragon, ""Flag"""');

    second = await startTestApp();
    const elsewhere = await makeUser(second.db, { name: 'Anna', email: user.email });
    const { read, applied } = await importInto(second, elsewhere, first);
    expect(read.preview).toMatchObject({
      kind: 'export',
      workouts: { total: 2, toAdd: 2, existing: 0 },
      sets: { total: 2, toAdd: 2 },
      from: '2026-02-01',
      to: '2026-02-02',
    });
    expect(applied).toMatchObject({
      state: 'applied',
      result: {
        workouts: 2,
        sets: 2,
        exercises: 1,
        others: { routines: 1, measurements: 1, measurementTypes: 1, goals: 1, photos: 1 },
      },
    });
    const again = await contents(await exportOf(second, elsewhere));
    const { exportedAt: _exported, ...manifest } = again['export.json'] as Record<string, unknown>;
    expect(held['export.json']).toMatchObject(manifest);
    delete held['export.json'];
    delete again['export.json'];
    expect(again).toEqual(held);
  });

  test('imported a second time adds nothing; undone, all of it goes, the pictures too', async () => {
    await fillWith(app, user);
    const file = await exportOf(app, user);
    const same = await importInto(app, user, file);
    expect(same.read.preview).toMatchObject({ workouts: { toAdd: 0, existing: 2 }, sets: { toAdd: 0 } });
    expect(same.applied.result).toMatchObject({ workouts: 0, sets: 0, exercises: 0 });

    second = await startTestApp();
    const elsewhere = await makeUser(second.db);
    const { path } = await importInto(second, elsewhere, file);
    const stored = await selectRows<{ file: string }>(second.db, 'select file from photos', {});
    expect(existsSync(join(second.config.uploadsDir, stored[0]!.file))).toBe(true);
    const repeated = await importInto(second, elsewhere, file);
    expect(repeated.applied.result).toMatchObject({
      workouts: 0,
      sets: 0,
      others: { photos: 0, measurements: 0 },
    });
    const api = second.withToken(await makeToken(second.db, elsewhere));
    expect((await api.delete(`${path}/application`)).body.state).toBe('undone');
    for (const table of [
      'workouts',
      'workout_sets',
      'routines',
      'measurements',
      'measurement_types',
      'goals',
      'photos',
    ]) {
      expect(await selectRows(second.db, `select 1 from ${table}`, {})).toEqual([]);
    }
    expect(existsSync(join(second.config.uploadsDir, stored[0]!.file))).toBe(false);
  });

  test('of one person can be given to another of the same house, who gets rows of their own', async () => {
    await fillWith(app, user);
    const other = await makeUser(app.db);
    const file = await exportOf(app, user);
    expect((await importInto(app, other, file)).applied.result).toMatchObject({
      workouts: 2,
      sets: 2,
      exercises: 1,
    });
    expect((await importInto(app, other, file)).applied.result).toMatchObject({
      workouts: 0,
      sets: 0,
      exercises: 0,
    });
    const names = (held: Record<string, unknown>) =>
      JSON.stringify(held).replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id');
    const [mine, theirs] = [
      await contents(await exportOf(app, user)),
      await contents(await exportOf(app, other)),
    ];
    expect(names({ w: theirs['data/routines.json'] })).toEqual(names({ w: mine['data/routines.json'] }));
    const lines = (held: Record<string, unknown>) => String(held['csv/workouts.csv']).split('\r\n').sort();
    expect(lines(theirs)).toEqual(lines(mine));
  });

  test('is for its owner only, and for seven days', async () => {
    const api = app.withToken(await makeToken(app.db, user));
    const path = (await api.post('/api/v1/exports').send()).headers['location']!;
    expect((await api.get(`${path}/file`)).status).toBe(409);
    await finishJobs(app);
    const stranger = app.withToken(await makeToken(app.db, await makeUser(app.db)));
    expect((await stranger.get(path)).status).toBe(404);
    expect((await stranger.get(`${path}/file`)).status).toBe(404);
    expect((await app.visitor().get('/exports')).status).toBe(303);
    const file = (await selectRow<{ file: string }>(app.db, 'select file from exports', {}))!.file;
    expect(existsSync(join(app.config.exportsDir, file))).toBe(true);
    app.clock.advance(7 * 86_400_000 + 1000);
    expect((await api.get(`${path}/file`)).status).toBe(410);
    await runNow(app, 'expire-exports');
    expect((await api.get(path)).body).toMatchObject({ state: 'expired', fileUrl: null });
    expect(existsSync(join(app.config.exportsDir, file))).toBe(false);
  });

  test('goes with the account, and so do the pictures', async () => {
    await fillWith(app, user);
    await exportOf(app, user);
    const files = () =>
      [app.config.uploadsDir, app.config.exportsDir].flatMap((folder) =>
        readdirSync(folder, { recursive: true }).filter((name) => /\.\w+$/.test(String(name))),
      );
    expect(files()).toHaveLength(3);
    const deletion = accountDeletionJob([]);
    await app.db.transaction((trx) => createQueue(app.db).add(trx, deletion, { userId: user.id }));
    await finishJobs(app);
    expect(files()).toEqual([]);
    expect(await selectRows(app.db, 'select 1 from workouts', {})).toEqual([]);
  });

  test('is made from its page', async () => {
    const browser = await app.as(user);
    expect((await browser.get('/exports')).text).toContain('Everything you own, in one file');
    expect((await browser.post('/exports')).status).toBe(303);
    expect((await browser.post('/exports')).status).toBe(303);
    expect((await browser.get('/exports')).text).toContain('being made');
    await finishJobs(app);
    const page = (await browser.get('/exports')).text;
    const links = [...page.matchAll(/href="(\/exports\/[^"]+\/file)"/g)];
    expect(links).toHaveLength(1);
    expect((await browser.get(links[0]![1]!)).headers['content-disposition']).toMatch(
      /^attachment; filename="primary-assistant-.*\.zip"$/,
    );
  });

  test('larger than 10 MB is taken in when it is a ZIP, and its file goes when it is no longer needed', async () => {
    await fillWith(app, user);
    const large = await withBallast(await exportOf(app, user), 11 * 1024 * 1024);
    second = await startTestApp();
    const elsewhere = await makeUser(second.db);
    const { applied } = await importInto(second, elsewhere, large);
    expect(applied).toMatchObject({ state: 'applied', result: { workouts: 2, others: { photos: 1 } } });
    const kept = () =>
      existsSync(second!.config.exportsDir)
        ? readdirSync(second!.config.exportsDir, { recursive: true })
        : [];
    expect(kept().filter((name) => String(name).endsWith('.zip'))).toHaveLength(1);
    second.clock.advance(31 * 86_400_000);
    await runNow(second, 'forget-import-files');
    expect(kept().filter((name) => String(name).endsWith('.zip'))).toEqual([]);

    const api = second.withToken(await makeToken(second.db, elsewhere));
    const noZip = await api
      .post('/api/v1/imports')
      .attach('file', Buffer.alloc(11 * 1024 * 1024, 'a'), 'big.csv');
    expect(noZip.status).toBe(413);
    expect(noZip.body.detail).toContain('only an export of your own');
    expect(kept().filter((name) => String(name).endsWith('.zip'))).toEqual([]);
  });
});
