import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { selectRow, selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { makeUser, type TestUser } from '../support/users.ts';

const ACCOUNT = { name: 'Ben', password: 'correct horse battery', timeZone: 'Europe/Berlin' };

let app: TestApp;
let owner: TestUser;
let browser: Browser;
let made = 0;
beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  owner = await makeUser(app.db);
  browser = await app.as(owner);
  made += 1;
});
afterAll(() => app.stop());

const address = () => `ben${made}@example.org`;

async function invite(fields: Record<string, string> = { role: 'member' }): Promise<string> {
  const page = await browser.post('/admin/invitations', fields);
  expect(page.status).toBe(200);
  return /href="(\/auth\/invitation\/[\w-]{43})"/.exec(page.text)![1]!;
}

const membersOf = (user: TestUser) =>
  selectRows<{ role: string }>(
    app.db,
    'select role from users where household_id = :id order by created_at, id',
    {
      id: user.householdId,
    },
  );

describe('an invitation', () => {
  test('the log says of one without an address that it was by link', async () => {
    await invite();
    expect((await browser.get('/admin/audit')).text).toContain('invited somebody by link');
  });

  test('lets somebody join the household in the role it names', async () => {
    const path = await invite({ role: 'admin', email: address() });
    const visitor = app.visitor();
    expect((await visitor.get(path)).text).toContain(`value="${address()}"`);
    const answer = await visitor.post(path, { ...ACCOUNT, email: address(), role: 'owner' });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/']);
    expect((await visitor.get('/settings')).status).toBe(200);
    const joined = await selectRow(
      app.db,
      'select role, household_id, name from users where email = :email',
      {
        email: address(),
      },
    );
    expect(joined).toEqual({ role: 'admin', household_id: owner.householdId, name: 'Ben' });
  });

  test('works once, also when ten people open it at the same time', async () => {
    const path = await invite();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, i) =>
        app.visitor().post(path, { ...ACCOUNT, email: `${i}${address()}` }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, ...Array<number>(9).fill(404)]);
    expect(await membersOf(owner)).toHaveLength(2);
  });

  test('is still good after a form that was not', async () => {
    const path = await invite();
    const visitor = app.visitor();
    const taken = await visitor.post(path, { ...ACCOUNT, email: owner.email });
    expect(taken.status).toBe(422);
    expect(taken.text).toMatch(/value="Ben"[\s\S]*id="email-error"/);
    expect(taken.text).not.toContain(ACCOUNT.password);
    expect((await visitor.post(path, { ...ACCOUNT, email: address(), password: 'short' })).status).toBe(422);
    expect((await visitor.post(path, { ...ACCOUNT, email: address() })).status).toBe(303);
  });

  test('ends after a week, when it is taken back, and with the account that made it', async () => {
    const old = await invite();
    app.clock.advance(7 * 86_400_000);
    expect((await app.visitor().get(old)).status).toBe(404);
    browser = await app.as(owner);

    const taken = await invite();
    const [, id] = /\/admin\/invitations\/([0-9a-f-]{36})\/revocation/.exec(
      (await browser.get('/admin')).text,
    )!;
    expect((await browser.post(`/admin/invitations/${id!}/revocation`)).status).toBe(303);
    expect((await app.visitor().post(taken, { ...ACCOUNT, email: address() })).status).toBe(404);
    expect((await browser.post(`/admin/invitations/${id!}/revocation`)).status).toBe(404);

    const admin = await makeUser(app.db, { role: 'admin', householdId: owner.householdId });
    const page = await (await app.as(admin)).post('/admin/invitations', { role: 'member' });
    const [, path] = /href="(\/auth\/invitation\/[\w-]{43})"/.exec(page.text)!;
    await browser.post(`/admin/users/${admin.id}/closure`);
    expect((await app.visitor().get(path!)).status).toBe(404);
  });

  test('of another household cannot be taken back', async () => {
    const path = await invite();
    const row = await selectRow<{ id: string }>(
      app.db,
      `select id from one_time_links where household_id = :id`,
      { id: owner.householdId },
    );
    const stranger = await app.as(await makeUser(app.db));
    expect((await stranger.post(`/admin/invitations/${row!.id}/revocation`)).status).toBe(404);
    expect((await stranger.post(`/admin/invitations/x/revocation`)).status).toBe(404);
    expect((await app.visitor().get(path)).status).toBe(200);
  });

  test.each([
    [{ role: 'owner' }, 'role-error'],
    [{ role: '' }, 'role-error'],
    [{ role: 'member', email: 'nonsense' }, 'email-error'],
    [{ role: 'member', email: `${'x'.repeat(300)}@example.org` }, 'email-error'],
  ])('is not made from %j', async (fields, error) => {
    const answer = await browser.post('/admin/invitations', fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="${error}"`);
    expect(
      await selectRows(app.db, 'select 1 from one_time_links where household_id = :id', {
        id: owner.householdId,
      }),
    ).toEqual([]);
  });
});
