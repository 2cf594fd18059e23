import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { execute, selectRow, selectRows } from '../../src/db/index.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeToken } from '../support/users.ts';
import { withTwoFactor } from './two-factor-support.ts';

const PASSWORD = 'correct horse battery';

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  await execute(app.db, 'delete from users');
  await execute(app.db, 'delete from households');
});
afterAll(() => app.stop());

interface Ended {
  code: number | null;
  out: string;
  error: string;
}

/** Runs an operator's command on the test's database, as `node scripts/…` does. */
function run(script: string, args: string[], input = '', env: Record<string, string> = {}): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(projectRoot, `scripts/${script}.ts`), ...args], {
      env: {
        ...{ PATH: process.env['PATH'], NODE_NO_WARNINGS: '1', AUTO_MIGRATE: '0' },
        ...{ DATABASE_URL: app.databaseUrl, SECRET_KEY: app.config.secretKey, DATA_DIR: app.config.dataDir },
        ...env,
      },
    });
    const ended: Ended = { code: null, out: '', error: '' };
    child.stdout.on('data', (chunk: Buffer) => (ended.out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (ended.error += chunk.toString()));
    child.on('error', reject).on('close', (code) => resolve({ ...ended, code }));
    child.stdin.end(input);
  });
}

const signIn = (email: string, password: string) => app.visitor().post('/auth/sign-in', { email, password });
const makeAnna = () =>
  run('create-admin', ['--email', 'anna@example.org', '--name', 'Anna', '--password-stdin'], `${PASSWORD}\n`);

describe('create-admin', () => {
  test('makes the owner first, then admins of the same household, who can sign in', async () => {
    expect(await makeAnna()).toMatchObject({ code: 0, out: expect.stringContaining('as the owner') });
    const ben = await run('create-admin', ['--email', 'ben@example.org', '--password-stdin'], PASSWORD);
    expect(ben).toMatchObject({ code: 0, out: expect.stringContaining('as an admin') });
    expect((await signIn('anna@example.org', PASSWORD)).status).toBe(303);
    expect((await signIn('ben@example.org', PASSWORD)).status).toBe(303);
    const rows = await selectRows(app.db, 'select name, role from users order by email');
    expect(rows).toEqual([
      { name: 'Anna', role: 'owner' },
      { name: 'ben', role: 'admin' },
    ]);
    expect(await selectRows(app.db, 'select 1 from households')).toHaveLength(1);
  });

  test.each([
    ['a common password', ['--email', 'a@b.c', '--password-stdin'], 'password1', 'most common'],
    ['a short password', ['--email', 'a@b.c', '--password-stdin'], 'short', 'at least 8'],
    ['no address', ['--password-stdin'], PASSWORD, '--email is missing'],
    ['a bad address', ['--email', 'anna', '--password-stdin'], PASSWORD, '--email must be'],
    ['nobody to ask', ['--email', 'a@b.c'], '', '--password-stdin'],
    ['an unknown option', ['--emial', 'a@b.c'], '', 'Usage:'],
  ])('with %s says so and makes nobody', async (_what, args, input, words) => {
    const ended = await run('create-admin', args, input);
    expect(ended).toMatchObject({ code: 2, error: expect.stringContaining(words) });
    expect(ended.error).not.toContain('.ts:');
    expect(await selectRows(app.db, 'select 1 from users')).toEqual([]);
  });

  test('for an address that is taken says so', async () => {
    await makeAnna();
    expect(await makeAnna()).toMatchObject({ code: 1, error: expect.stringContaining('already') });
  });
});

describe('create-token', () => {
  test('prints the token alone on the last line, and it opens the API', async () => {
    await makeAnna();
    const ended = await run('create-token', [
      '--email',
      'anna@example.org',
      '--name',
      'script',
      '--scopes',
      'read',
    ]);
    expect(ended.code).toBe(0);
    const token = ended.out.trimEnd().split('\n').at(-1)!;
    const me = await app.withToken(token).get('/api/v1/me');
    expect(me.body).toMatchObject({ email: 'anna@example.org' });
    const row = await selectRow(app.db, 'select name, scopes from api_tokens');
    expect(row).toEqual({ name: 'script', scopes: ['read'] });
  });

  test('refuses unknown people and scopes', async () => {
    const nobody = await run('create-token', ['--email', 'x@y.z', '--name', 'script']);
    expect(nobody).toMatchObject({ code: 1, error: expect.stringContaining('no account') });
    const scopes = await run('create-token', ['--email', 'x@y.z', '--name', 'script', '--scopes', 'all']);
    expect(scopes).toMatchObject({ code: 2, error: expect.stringContaining('--scopes') });
  });
});

describe('reset-password', () => {
  test('sets the password, ends the sessions and tokens, and leaves the second factor unless told otherwise', async () => {
    await makeAnna();
    const user = await selectRow<{ id: string; household_id: string }>(
      app.db,
      'select id, household_id from users',
    );
    const anna = { ...user!, userId: user!.id, householdId: user!.household_id, email: 'anna@example.org' };
    const browser = await app.as(anna);
    await withTwoFactor(app, anna);
    const api = app.withToken(await makeToken(app.db, anna));
    expect((await api.get('/api/v1/me')).status).toBe(200);
    const args = ['--email', 'anna@example.org', '--password-stdin'];
    expect((await run('reset-password', args, 'another good phrase')).code).toBe(0);
    expect((await browser.get('/settings')).status).toBe(303);
    expect((await api.get('/api/v1/me')).status).toBe(401);
    expect((await signIn('anna@example.org', PASSWORD)).status).toBe(422);
    const second = await signIn('anna@example.org', 'another good phrase');
    expect(second.headers['location']).toBe('/auth/two-factor');
    expect((await run('reset-password', [...args, '--without-two-factor'], PASSWORD)).code).toBe(0);
    expect((await signIn('anna@example.org', PASSWORD)).headers['location']).toBe('/');
  });
});

describe('every command', () => {
  test('says in a sentence when the database does not answer', async () => {
    const ended = await run('create-token', ['--email', 'x@y.z', '--name', 'script'], '', {
      DATABASE_URL: 'postgres://nobody@127.0.0.1:1/nothing',
    });
    expect(ended.code).toBe(3);
    expect(ended.error).toMatch(/^The database does not answer \(.*\)\.\n$/);
  });
});

describe('generate-secret', () => {
  test('prints another long secret each time', async () => {
    const [first, second] = await Promise.all([run('generate-secret', []), run('generate-secret', [])]);
    expect(first.out.trim().length).toBeGreaterThanOrEqual(64);
    expect(first.out).not.toBe(second.out);
  });
});
