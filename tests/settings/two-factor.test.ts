import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/auth/passwords.ts';
import { selectRow } from '../../src/db/index.ts';
import { codeAt, withTwoFactor } from '../auth/two-factor-support.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { makeUser, type TestUser } from '../support/users.ts';

const PASSWORD = 'correct horse battery';

let app: TestApp;
let hash: string;
let anna: TestUser;
let browser: Browser;
beforeAll(async () => {
  app = await startTestApp();
  hash = await hashPassword(PASSWORD);
});
beforeEach(async () => {
  anna = await makeUser(app.db, { passwordHash: hash });
  browser = await app.as(anna);
});
afterAll(() => app.stop());

const password = { currentPassword: PASSWORD };
const secretOn = (page: string) => /class="secret">([A-Z2-7 ]+)</.exec(page)![1]!.replaceAll(' ', '');
const codesOn = (page: string) =>
  [...page.matchAll(/class="secret">(\w{5}-\w{5})</g)].map(([, code]) => code!);
const isOn = async () =>
  (await selectRow<{ on: boolean }>(
    app.db,
    'select totp_enabled_at is not null as on from users where id = :id',
    { id: anna.id },
  ))!.on;

describe('switching two-factor sign-in on', () => {
  test('takes the password and a first code, and gives ten recovery codes that work', async () => {
    expect((await browser.post('/settings/two-factor/secret', password)).headers['location']).toBe(
      '/settings/two-factor',
    );
    const page = await browser.get('/settings/two-factor');
    expect(page.text).toMatch(/<svg[^>]*viewBox/);
    expect(page.text).not.toMatch(/style=/);
    const secret = secretOn(page.text);
    expect(await isOn()).toBe(false);
    const done = await browser.post('/settings/two-factor', { code: codeAt(secret, app.clock.now()) });
    expect(done.status).toBe(200);
    expect(done.headers['cache-control']).toBe('no-store');
    const codes = codesOn(done.text);
    expect(new Set(codes).size).toBe(10);
    expect(await isOn()).toBe(true);

    const visitor = app.visitor();
    await visitor.post('/auth/sign-in', { email: anna.email, password: PASSWORD });
    const used = await visitor.post('/auth/two-factor', { code: codeAt(secret, app.clock.now()) });
    expect(used.status).toBe(422); // the first code was used to switch it on
    expect((await visitor.post('/auth/two-factor', { recoveryCode: codes[3]! })).status).toBe(303);
    expect((await browser.get('/settings')).text).toContain('9 recovery codes are left.');
  });

  test('keeps the secret encrypted, so that the table alone makes no code', async () => {
    await browser.post('/settings/two-factor/secret', password);
    const secret = secretOn((await browser.get('/settings/two-factor')).text);
    const row = await selectRow<{ totp_secret: string }>(
      app.db,
      'select totp_secret from users where id = :id',
      { id: anna.id },
    );
    expect(row!.totp_secret).not.toContain(secret);
  });

  test.each([{ code: '000000' }, { code: '' }, { code: 'abc' }, { code: ['1', '2'] }])(
    'stays off with %j',
    async (fields) => {
      await browser.post('/settings/two-factor/secret', password);
      const secret = secretOn((await browser.get('/settings/two-factor')).text);
      const answer = await browser.post('/settings/two-factor', fields);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain('id="code-error"');
      expect(secretOn(answer.text)).toBe(secret);
      expect(await isOn()).toBe(false);
    },
  );

  test('needs the password, and without a secret leads back', async () => {
    const wrong = await browser.post('/settings/two-factor/secret', { currentPassword: 'wrong' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('id="two-factor-password-error"');
    expect((await browser.get('/settings/two-factor')).headers['location']).toBe('/settings#two-factor');
    expect((await browser.post('/settings/two-factor', { code: '123456' })).status).toBe(303);
  });

  test('twice at the same time shows one set of codes', async () => {
    await browser.post('/settings/two-factor/secret', password);
    const code = codeAt(secretOn((await browser.get('/settings/two-factor')).text), app.clock.now());
    const answers = await Promise.all([1, 2, 3].map(() => browser.post('/settings/two-factor', { code })));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 303, 303]);
  });
});

describe('while it is on', () => {
  test('beginning again does not put another secret in its place', async () => {
    const secret = await withTwoFactor(app, anna);
    await browser.post('/settings/two-factor/secret', password);
    const visitor = app.visitor();
    await visitor.post('/auth/sign-in', { email: anna.email, password: PASSWORD });
    const code = codeAt(secret, app.clock.now());
    expect((await visitor.post('/auth/two-factor', { code })).status).toBe(303);
  });

  test('new recovery codes put the old ones out of use', async () => {
    await withTwoFactor(app, anna);
    const [first] = codesOn((await browser.post('/settings/two-factor/recovery-codes', password)).text);
    const [second] = codesOn((await browser.post('/settings/two-factor/recovery-codes', password)).text);
    const visitor = app.visitor();
    await visitor.post('/auth/sign-in', { email: anna.email, password: PASSWORD });
    expect((await visitor.post('/auth/two-factor', { recoveryCode: first! })).status).toBe(422);
    expect((await visitor.post('/auth/two-factor', { recoveryCode: second! })).status).toBe(303);
  });

  test('it can be switched off with the password only', async () => {
    await withTwoFactor(app, anna);
    const wrong = await browser.post('/settings/two-factor/deletion', { currentPassword: 'wrong' });
    expect(wrong.status).toBe(422);
    expect(await isOn()).toBe(true);
    expect((await browser.post('/settings/two-factor/deletion', password)).status).toBe(303);
    expect(await isOn()).toBe(false);
    const signIn = await app.visitor().post('/auth/sign-in', { email: anna.email, password: PASSWORD });
    expect(signIn.headers['location']).toBe('/');
  });
});
