import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Response } from 'supertest';
import { hashPassword } from '../../src/auth/passwords.ts';
import { selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeUser, type TestUser } from '../support/users.ts';

const PASSWORD = 'correct horse battery';
const ATTACKER = '203.0.113.66';
const HOME = '198.51.100.7';

let app: TestApp;
let anna: TestUser;
beforeEach(async () => {
  app = await startTestApp({ TRUST_PROXY: '1' });
  anna = await makeUser(app.db, { passwordHash: await hashPassword(PASSWORD) });
});
afterEach(() => app.stop());

function signIn(address: string, password: string, email = anna.email): Promise<Response> {
  return app.visitor().from(address).post('/auth/sign-in', { email, password });
}

async function fail(times: number, email = anna.email): Promise<void> {
  for (let i = 0; i < times; i++) {
    expect((await signIn(ATTACKER, `wrong ${i} password`, email)).status).toBe(422);
    app.clock.advance(25_000);
  }
}

/** How long the attacker has to wait after `failures`, in seconds as announced. */
async function announcedWait(failures: number): Promise<string | undefined> {
  for (let i = 0; i < failures; i++) {
    await signIn(ATTACKER, 'wrong password');
    if (i < failures - 1) app.clock.advance(25_000);
  }
  const refused = await signIn(ATTACKER, PASSWORD);
  expect(refused.status).toBe(429);
  return refused.headers['retry-after'];
}

describe('an account that is being guessed at', () => {
  test('slows down after ten failures, twice as much with each, and 25 s at most', async () => {
    expect(await announcedWait(10)).toBe('1');
    app.clock.advance(25_000);
    expect(await announcedWait(5)).toBe('4'); // 15 failures: 0.1 · 2^5 = 3.2 s
    app.clock.advance(25_000);
    expect(await announcedWait(5)).toBe('25');
  });

  test('is never locked: the right password works when the time is over', async () => {
    await fail(20);
    expect((await signIn(ATTACKER, PASSWORD)).status).toBe(303);
  });

  test('lets its owner in from a clean address at once', async () => {
    await fail(15);
    await signIn(ATTACKER, 'wrong password');
    expect((await signIn(ATTACKER, PASSWORD)).status).toBe(429);
    expect((await signIn(HOME, PASSWORD)).status).toBe(303);
  });

  test('slows down in the same way when it does not exist', async () => {
    await fail(10, 'nobody@example.org');
    await signIn(ATTACKER, 'wrong password', 'nobody@example.org');
    expect((await signIn(ATTACKER, 'wrong password', 'NOBODY@example.org')).status).toBe(429);
  });

  test('cannot be tried more often by asking in parallel', async () => {
    const answers = await Promise.all(Array.from({ length: 30 }, () => signIn(ATTACKER, 'wrong password')));
    const passed = answers.filter(({ status }) => status === 422).length;
    expect(passed).toBe(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(20);
    // Refused tries are not counted as failures: they told the attacker nothing.
    expect(await selectRows(app.db, 'select 1 from sign_in_failures')).toHaveLength(10);
  });
});

describe('an address that guesses at many accounts', () => {
  test('slows down after thirty failures', async () => {
    for (let i = 0; i < 30; i++) await signIn('2001:db8:1:2::1', 'wrong password', `person${i}@example.org`);
    expect((await signIn('2001:db8:1:3::99', 'wrong password', 'other@example.org')).status).toBe(429);
    expect((await signIn(HOME, 'wrong password', 'other@example.org')).status).toBe(422);
  });
});

describe('failures', () => {
  test('are forgotten after half an hour, and by signing in', async () => {
    await fail(5);
    expect((await signIn(ATTACKER, PASSWORD)).status).toBe(303);
    expect(await selectRows(app.db, 'select 1 from sign_in_failures')).toEqual([]);
    await fail(9);
    app.clock.advance(31 * 60_000);
    await fail(5);
  });

  test('stand in the audit log with the address they came from', async () => {
    await signIn(ATTACKER, 'wrong password');
    await signIn(ATTACKER, 'wrong password', 'mypassword-typed-here');
    const rows = await selectRows(app.db, `select event, subject, host(ip) as ip from audit_log order by id`);
    expect(rows).toEqual([
      { event: 'sign-in.failed', subject: anna.email, ip: ATTACKER },
      { event: 'sign-in.failed', subject: null, ip: ATTACKER },
    ]);
  });
});

describe('posts to /auth', () => {
  test('are limited by address to rate + burst, however the path is spelled', async () => {
    await app.stop();
    app = await startTestApp({ TRUST_PROXY: '1', RATE_LIMIT_AUTH: '3/2' });
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, i) => signIn(HOME, 'wrong password', `person${i}@example.org`)),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([
      ...Array<number>(5).fill(422),
      ...Array<number>(7).fill(429),
    ]);
    expect((await app.visitor().from(HOME).post('/AUTH/sign-in')).status).toBe(429);
    expect((await app.visitor().from(ATTACKER).post('/auth/sign-in')).status).toBe(422);
  });
});
