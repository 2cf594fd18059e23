import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createSetupLink } from '../../src/auth/accounts.ts';
import { selectRow, selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeUser } from '../support/users.ts';

const ACCOUNT = {
  name: 'Anna',
  email: 'anna@example.org',
  password: 'correct horse battery',
  timeZone: 'Europe/Berlin',
};

let app: TestApp;
let path: string;
beforeEach(async () => {
  app = await startTestApp();
  path = (await createSetupLink(app.db, app.clock.now()))!;
});
afterEach(() => app.stop());

describe('the first visit', () => {
  test('signed out, the sign-in page says how to begin', async () => {
    const page = await app.visitor().visit('/');
    expect(page.status).toBe(200);
    expect(page.text).toContain('set-up link');
    await makeUser(app.db);
    expect((await app.visitor().visit('/')).text).not.toContain('set-up link');
  });

  test('the set-up link makes the owner and signs them in', async () => {
    const browser = app.visitor();
    expect((await browser.get(path)).status).toBe(200);
    const answer = await browser.post(path, ACCOUNT);
    expect([answer.status, answer.headers['location']]).toEqual([303, '/']);
    expect((await browser.get('/')).status).toBe(200);
    const owner = await selectRow(
      app.db,
      `select u.name, u.email, u.role, u.time_zone, h.name as household
         from users u join households h on h.id = u.household_id`,
    );
    expect(owner).toEqual({
      name: 'Anna',
      email: 'anna@example.org',
      role: 'owner',
      time_zone: 'Europe/Berlin',
      household: 'Home',
    });
    expect((await app.visitor().get(path)).status).toBe(404);
    expect(await createSetupLink(app.db, app.clock.now())).toBeUndefined();
  });

  test('one link used by ten at once, and a second link, make one owner', async () => {
    const second = (await createSetupLink(app.db, app.clock.now()))!;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        app.visitor().post(i % 2 ? second : path, { ...ACCOUNT, email: `person${i}@example.org` }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array<number>(9).fill(404)]);
    expect(await selectRows(app.db, 'select role from users')).toEqual([{ role: 'owner' }]);
    expect(await selectRows(app.db, 'select name from households')).toHaveLength(1);
  });

  test('a link can be used for seven days', async () => {
    app.clock.advance(7 * 86_400_000);
    expect((await app.visitor().get(path)).status).toBe(404);
    const answer = await app.visitor().post(path, ACCOUNT);
    expect(answer.status).toBe(404);
    expect(await selectRows(app.db, 'select id from users')).toEqual([]);
  });

  test.each([
    ['no name', { name: ' ' }, 'name'],
    ['no address', { email: 'anna' }, 'email'],
    ['a short password', { password: 'a7x(9!k' }, 'password'],
    ['a common password', { password: 'Password123' }, 'password'],
    ['the name of the product', { password: 'Primary-Assistant 2026!' }, 'password'],
    ['their own address', { password: ACCOUNT.email }, 'password'],
    ['a made-up time zone', { timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['a name of 101 letters', { name: 'n'.repeat(101) }, 'name'],
  ])('%s comes back with a message and what was typed', async (_what, wrong, field) => {
    const answer = await app.visitor().post(path, { ...ACCOUNT, ...wrong });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="${field}-error"`);
    expect(answer.text.match(/-error"><svg/g)).toHaveLength(1);
    if (field !== 'name') expect(answer.text).toContain('value="Anna"');
    expect(answer.text).not.toMatch(/type="password"[^>]*value=/);
    expect(await selectRows(app.db, 'select id from users')).toEqual([]);
  });

  test.each(['x', 'a'.repeat(43), '..%2F..', '%F0%9F%98%80'])(
    'a made-up link (%s) is answered with 404',
    async (token) => {
      expect((await app.visitor().get(`/auth/setup/${token}`)).status).toBe(404);
      expect((await app.visitor().post(`/auth/setup/${token}`, ACCOUNT)).status).toBe(404);
    },
  );
});
