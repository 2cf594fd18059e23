import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/auth/passwords.ts';
import { execute, selectRow, selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeUser, type TestUser } from '../support/users.ts';

const PASSWORD = 'correct horse battery';

let app: TestApp;
let anna: TestUser;
beforeAll(async () => {
  app = await startTestApp();
  anna = await makeUser(app.db, { email: 'anna@example.org', passwordHash: await hashPassword(PASSWORD) });
});
afterAll(() => app.stop());

describe('signing in', () => {
  test('leads to the page one wanted to see, in a new session', async () => {
    const browser = app.visitor();
    const page = await browser.get('/auth/sign-in?next=%2Ffitness');
    expect(page.text).toMatch(/autocomplete="username"[\s\S]*autocomplete="current-password"/);
    const answer = await browser.post('/auth/sign-in', {
      email: ' Anna@Example.org ',
      password: PASSWORD,
      next: '/fitness',
    });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/fitness']);
    expect((await browser.get('/auth/sign-in')).status).toBe(303);
    const audit = await selectRow(
      app.db,
      `select event, host(ip) as ip from audit_log where user_id = :id order by id desc limit 1`,
      { id: anna.id },
    );
    expect(audit).toMatchObject({ event: 'sign-in.succeeded', ip: expect.stringMatching(/127\.0\.0\.1$/) });
  });

  test('ends the session that this browser had before', async () => {
    const browser = await app.as(anna);
    const before = await sessionIds();
    await browser.get('/auth/nothing');
    await browser.post('/auth/sign-in', { email: anna.email, password: PASSWORD });
    const after = await sessionIds();
    expect(after.filter((id) => !before.includes(id))).toHaveLength(1);
    expect(before.filter((id) => !after.includes(id))).toHaveLength(1);
  });

  test.each([
    '//evil.example',
    '/\\evil.example',
    'https://evil.example/',
    '/a\tb',
    'javascript:alert(1)',
    '',
  ])('never leads to another site (%j)', async (next) => {
    const answer = await app.visitor().post('/auth/sign-in', {
      email: anna.email,
      password: PASSWORD,
      next,
    });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/']);
  });

  test('a wrong password and an unknown address get the same answer, without the password', async () => {
    const strip = (html: string) =>
      html.replace(/(content|value)="[\w-]{80,}"/g, '').replace(/(anna|nobody)@example\.org/g, 'X');
    const wrong = await app
      .visitor()
      .post('/auth/sign-in', { email: anna.email, password: 'wrong-secret-1' });
    const unknown = await app
      .visitor()
      .post('/auth/sign-in', { email: 'nobody@example.org', password: 'wrong-secret-1' });
    expect([wrong.status, unknown.status]).toEqual([422, 422]);
    expect(wrong.text).toContain('The e-mail address or the password is not right.');
    expect(wrong.text).toContain('value="anna@example.org"');
    expect(strip(wrong.text)).toBe(strip(unknown.text));
    expect(wrong.text).not.toContain('wrong-secret-1');
  });

  test('a disabled account gets that answer too', async () => {
    const gone = await makeUser(app.db, { passwordHash: await hashPassword(PASSWORD) });
    await execute(app.db, 'update users set disabled_at = now() where id = :id', { id: gone.id });
    const answer = await app.visitor().post('/auth/sign-in', { email: gone.email, password: PASSWORD });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('The e-mail address or the password is not right.');
  });

  test('an empty form comes back with a message at each field', async () => {
    const answer = await app.visitor().post('/auth/sign-in', { email: '', password: '' });
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(/id="email-error"[\s\S]*id="password-error"/);
  });

  test.each([
    ['fields sent twice', { email: ['a@b.c', 'd@e.f'], password: ['x', 'y'] }],
    ['a password of 2,000 characters', { email: 'anna@example.org', password: 'x'.repeat(2000) }],
    ['an address of 300 characters', { email: `${'a'.repeat(300)}@example.org`, password: 'x' }],
    ['a nested field', { 'email.x': 'a', 'password.x': 'b' }],
  ])('refuses %s', async (_what, fields) => {
    expect((await app.visitor().post('/auth/sign-in', fields)).status).toBe(422);
  });

  test('without the form of this site is refused', async () => {
    const answer = await app
      .visitor()
      .post('/auth/sign-in', { _csrf: 'x', email: anna.email, password: PASSWORD });
    expect(answer.status).toBe(403);
  });
});

describe('signing out', () => {
  test('deletes the session, and keeps what waits on the device to be sent', async () => {
    const browser = await app.as(anna);
    const cookie = browser.cookie('pa_session')!;
    await browser.get('/auth/nothing');
    const answer = await browser.post('/auth/sign-out');
    expect([answer.status, answer.headers['location']]).toEqual([303, '/auth/sign-in']);
    expect(answer.headers['clear-site-data']).toBe('"cache"');
    expect(answer.headers['cache-control']).toBe('no-store');
    const thief = app.visitor();
    thief.setCookie(`pa_session=${cookie}`);
    expect((await thief.get('/')).headers['location']).toBe('/auth/sign-in');
  });

  test('needs the CSRF token', async () => {
    const browser = await app.as(anna);
    expect((await browser.post('/auth/sign-out', { _csrf: 'x' })).status).toBe(403);
  });
});

async function sessionIds(): Promise<string[]> {
  const rows = await selectRows<{ id: string }>(app.db, 'select id from sessions where user_id = :id', {
    id: anna.id,
  });
  return rows.map(({ id }) => id);
}
