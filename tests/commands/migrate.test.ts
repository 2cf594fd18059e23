import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { selectRow } from '../../src/db/index.ts';
import { knownMigrations } from '../../src/db/migrate.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeUser } from '../support/users.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());

/** Runs an operator's command on the test's database, as `node scripts/…` does. */
function run(script: string, args: string[] = [], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [join(projectRoot, `scripts/${script}.ts`), ...args],
    {
      encoding: 'utf8',
      env: {
        ...{ PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', DATABASE_URL: app.databaseUrl },
        ...{ SECRET_KEY: app.config.secretKey, DATA_DIR: app.config.dataDir, ...env },
      },
    },
  );
  return { status, stdout, stderr };
}

const lines = (text: string) => text.trim().split('\n');

test('the schema can be looked at, taken back and brought up to date again', () => {
  const last = knownMigrations().at(-1)!;
  expect(lines(run('migrate', ['--status']).stdout)).toEqual(
    knownMigrations().map((name) => `applied  ${name}`),
  );
  expect(run('migrate', ['--rollback'])).toMatchObject({
    status: 0,
    stdout: expect.stringContaining(`${last}`),
  });
  expect(run('migrate', ['--status']).stdout).toContain(`waiting  ${last}`);
  expect(run('migrate')).toMatchObject({ status: 0, stdout: expect.stringContaining(`Applied: `) });
  expect(run('migrate').stdout).toBe('Nothing to do.\n');
}, 60_000);

test('db:reset is refused in production and empties a development database', async () => {
  await makeUser(app.db);
  const count = () => selectRow<{ users: number }>(app.db, 'select count(*) as users from users');
  expect(run('reset-database')).toMatchObject({ status: 1, stderr: expect.stringContaining('production') });
  expect(await count()).toEqual({ users: 1 });
  expect(run('reset-database', [], { NODE_ENV: 'development' })).toMatchObject({ status: 0 });
  const { exercises } = (await selectRow<{ exercises: number }>(
    app.db,
    'select count(*) as exercises from exercises',
  ))!;
  expect(exercises).toBeGreaterThan(873);
  expect(await selectRow(app.db, 'select count(*)::int as users_left from users')).toEqual({ users_left: 0 });
}, 60_000);
