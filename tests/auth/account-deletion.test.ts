import { existsSync, readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { hashPassword } from '../../src/auth/passwords.ts';
import { selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { finishJobs, runNow } from '../support/jobs.ts';
import { makeHousehold, makeUser, type TestUser } from '../support/users.ts';

const PASSWORD = 'correct horse battery';

let app: TestApp;
let householdId: string;
beforeAll(async () => {
  app = await startTestApp();
  householdId = await makeHousehold(app.db);
});
afterAll(() => app.stop());

/** Every table with a user's rows, by what the schema itself says. */
async function rowsOf(user: TestUser): Promise<Record<string, number>> {
  const tables = await selectRows<{ name: string }>(
    app.db,
    `select table_name as name from information_schema.columns
      where column_name = 'user_id' and table_schema = 'public' and table_name <> 'audit_log'`,
  );
  const counts: Record<string, number> = {};
  for (const { name } of tables) {
    const rows = await selectRows(app.db, `select 1 from ${name} where user_id = :id`, { id: user.id });
    if (rows.length > 0) counts[name] = rows.length;
  }
  return counts;
}

const storedFiles = () =>
  existsSync(app.config.uploadsDir)
    ? readdirSync(app.config.uploadsDir, { recursive: true, withFileTypes: true }).filter((entry) =>
        entry.isFile(),
      )
    : [];

async function makeTraces(user: TestUser): Promise<void> {
  const browser = await app.as(user);
  const exercise = await browser.json('post', '/api/v1/exercises', {
    name: `Own ${user.email}`,
    category: 'strength',
  });
  expect(exercise.status).toBe(201);
  const workout = await browser.json('post', '/api/v1/workouts', {
    startedAt: '2026-03-03T09:00:00Z',
    sets: [{ exerciseId: exercise.body.id, reps: 5, weightKg: 100 }],
  });
  expect(workout.status).toBe(201);
  const bytes = await sharp({ create: { width: 60, height: 80, channels: 3, background: '#7a8' } })
    .jpeg()
    .toBuffer();
  expect((await browser.upload('/fitness/photos', { file: { name: 'a.jpg', bytes } })).status).toBe(303);
  await finishJobs(app);
}

test('a deleted account leaves nothing: no row in any table, no file, and nobody else loses any', async () => {
  const owner = await makeUser(app.db, { householdId });
  const passwordHash = await hashPassword(PASSWORD);
  const leaver = await makeUser(app.db, { householdId, role: 'member', passwordHash });
  await makeTraces(owner);
  const kept = { rows: await rowsOf(owner), files: storedFiles().length };
  expect(kept.files).toBe(2);
  await makeTraces(leaver);
  expect(Object.keys(await rowsOf(leaver))).toEqual(
    expect.arrayContaining(['workouts', 'photos', 'exercises']),
  );
  const browser = await app.as(leaver);
  const answer = await browser.post('/settings/account/deletion', { currentPassword: PASSWORD });
  expect(answer.status).toBe(303);
  await finishJobs(app);
  expect(await rowsOf(leaver)).toEqual({});
  expect(await selectRows(app.db, 'select 1 from users where id = :id', { id: leaver.id })).toEqual([]);
  expect({ rows: await rowsOf(owner), files: storedFiles().length }).toEqual(kept);
});

test('every night what has no more use goes, and what has stays', async () => {
  const user = await makeUser(app.db, { householdId });
  await app.as(user);
  await runNow(app, 'tidy-accounts');
  expect(await rowsOf(user)).toMatchObject({ sessions: 1 });
  app.clock.advance(2 * 86_400_000);
  await runNow(app, 'tidy-accounts');
  expect(await rowsOf(user)).toEqual({});
  expect((await selectRows(app.db, 'select 1 from audit_log')).length).toBeGreaterThan(0);
  app.clock.advance(366 * 86_400_000);
  await runNow(app, 'tidy-accounts');
  expect(await selectRows(app.db, 'select 1 from audit_log')).toEqual([]);
});
