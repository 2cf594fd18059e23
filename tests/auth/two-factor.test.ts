import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/auth/passwords.ts';
import { hashRecoveryCode } from '../../src/auth/two-factor.ts';
import { replaceRecoveryCodes } from '../../src/auth/two-factor-queries.ts';
import { execute, selectRow } from '../../src/db/index.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { makeUser, type TestUser } from '../support/users.ts';
import { codeAt, withTwoFactor } from './two-factor-support.ts';

const PASSWORD = 'correct horse battery';

let app: TestApp;
let hash: string;
let anna: TestUser;
let secret: string;
beforeAll(async () => {
  app = await startTestApp();
  hash = await hashPassword(PASSWORD);
});
beforeEach(async () => {
  anna = await makeUser(app.db, { passwordHash: hash });
  secret = await withTwoFactor(app, anna);
});
afterAll(() => app.stop());

/** A browser that has given the password and stands before the second step. */
async function atSecondStep(next = ''): Promise<Browser> {
  const browser = app.visitor();
  const answer = await browser.post('/auth/sign-in', { email: anna.email, password: PASSWORD, next });
  expect(answer.headers['location']).toMatch(/^\/auth\/two-factor/);
  return browser;
}

const code = () => codeAt(secret, app.clock.now());
const isSignedIn = async (browser: Browser) => (await browser.get('/')).status === 200;

describe('the second step', () => {
  test('comes after the password, and only then is one signed in', async () => {
    const browser = await atSecondStep('/fitness');
    expect(await isSignedIn(browser)).toBe(false);
    const page = await browser.get('/auth/two-factor?next=%2Ffitness');
    expect(page.text).toContain('autocomplete="one-time-code"');
    const answer = await browser.post('/auth/two-factor', { code: code(), next: '/fitness' });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/fitness']);
    expect(await isSignedIn(browser)).toBe(true);
  });

  test.each([-30, 0, 30])('takes the code of a phone whose clock is off by %i s', async (offset) => {
    const browser = await atSecondStep();
    const shown = codeAt(secret, new Date(app.clock.now().getTime() + offset * 1000));
    expect(
      (await browser.post('/auth/two-factor', { code: `${shown.slice(0, 3)} ${shown.slice(3)}` })).status,
    ).toBe(303);
  });

  test.each([-90, 90])('refuses the code of a phone whose clock is off by %i s', async (offset) => {
    const browser = await atSecondStep();
    const shown = codeAt(secret, new Date(app.clock.now().getTime() + offset * 1000));
    expect((await browser.post('/auth/two-factor', { code: shown })).status).toBe(422);
  });

  test('takes a code once, also from ten browsers at the same time', async () => {
    const browsers = await Promise.all(Array.from({ length: 8 }, () => atSecondStep()));
    const answers = await Promise.all(
      browsers.map((browser) => browser.post('/auth/two-factor', { code: code() })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array<number>(7).fill(422)]);
  });

  test('says when a code is wrong, and slows down after ten', async () => {
    const browser = await atSecondStep();
    const wrong = await browser.post('/auth/two-factor', { code: '000000' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('This code is not right');
    for (let tries = 1; tries < 10; tries++) await browser.post('/auth/two-factor', { code: '000000' });
    const other = (await atSecondStep()).from('203.0.113.9');
    const late = await other.post('/auth/two-factor', { code: code() });
    expect([late.status, late.headers['retry-after']]).toEqual([429, '1']);
    app.clock.advance(1000);
    expect((await other.post('/auth/two-factor', { code: code() })).status).toBe(303);
  });

  test.each([
    ['nothing', {}],
    ['letters', { code: 'abcdef' }],
    ['seven digits', { code: '1234567' }],
    ['a very long code', { code: '1'.repeat(1000) }],
    ['a repeated field', { code: ['123456', '654321'] }],
    ['a made-up recovery code', { recoveryCode: 'aaaaa-bbbbb' }],
  ])('refuses %s with a message', async (_what, fields) => {
    const browser = await atSecondStep();
    const answer = await browser.post('/auth/two-factor', fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toMatch(/id="(code|recoveryCode)-error"/);
    expect(await isSignedIn(browser)).toBe(false);
  });
});

describe('a recovery code', () => {
  test('signs in once, however it is typed and however many use it at once', async () => {
    await replaceRecoveryCodes(app.db, anna.id, [
      { id: newId(), hash: hashRecoveryCode(anna.id, 'abcde-23456') },
    ]);
    const browsers = await Promise.all(Array.from({ length: 5 }, () => atSecondStep()));
    const answers = await Promise.all(
      browsers.map((browser) => browser.post('/auth/two-factor', { recoveryCode: ' ABCDE 23456' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422, 422, 422, 422]);
    const used = await selectRow<{ count: number }>(
      app.db,
      `select count(*)::int as count from audit_log where user_id = :id and event = 'two-factor.recovery-code-used'`,
      { id: anna.id },
    );
    expect(used!.count).toBe(1);
  });

  test('of one person does not open the account of another', async () => {
    const ben = await makeUser(app.db);
    await replaceRecoveryCodes(app.db, ben.id, [
      { id: newId(), hash: hashRecoveryCode(ben.id, 'abcde-23456') },
    ]);
    const browser = await atSecondStep();
    expect((await browser.post('/auth/two-factor', { recoveryCode: 'abcde-23456' })).status).toBe(422);
  });
});

describe('the way to the second step', () => {
  test('without the password leads to the first', async () => {
    const browser = app.visitor();
    expect((await browser.get('/auth/two-factor')).headers['location']).toBe('/auth/sign-in');
    expect((await browser.post('/auth/two-factor', { code: code() })).headers['location']).toBe(
      '/auth/sign-in',
    );
    browser.setCookie('pa_sign-in=forged.signature');
    expect((await browser.post('/auth/two-factor', { code: code() })).headers['location']).toBe(
      '/auth/sign-in',
    );
  });

  test.each([
    ['after ten minutes', () => Promise.resolve(app.clock.advance(601_000))],
    [
      'after the password was changed',
      () => execute(app.db, `update users set password_hash = 'x' where id = :id`, { id: anna.id }),
    ],
    [
      'after the account was disabled',
      () => execute(app.db, `update users set disabled_at = now() where id = :id`, { id: anna.id }),
    ],
  ])('is closed %s', async (_when, change) => {
    const browser = await atSecondStep();
    await change();
    expect((await browser.post('/auth/two-factor', { code: code() })).headers['location']).toBe(
      '/auth/sign-in',
    );
    expect(await isSignedIn(browser)).toBe(false);
  });
});

describe('after SECRET_KEY was changed', () => {
  test('the page says what to do, and a recovery code still signs in', async () => {
    await execute(
      app.db,
      `update users set totp_secret = 'AAAAAAAAAAAAAAAA.AAAAAAAAAAAAAAAAAAAAAA.AAAA' where id = :id`,
      { id: anna.id },
    );
    await replaceRecoveryCodes(app.db, anna.id, [
      { id: newId(), hash: hashRecoveryCode(anna.id, 'abcde-23456') },
    ]);
    const browser = await atSecondStep();
    const answer = await browser.post('/auth/two-factor', { code: '123456' });
    expect(answer.status).toBe(409);
    expect(answer.text).toContain('another SECRET_KEY');
    expect((await browser.post('/auth/two-factor', { recoveryCode: 'abcde-23456' })).status).toBe(303);
  });
});
