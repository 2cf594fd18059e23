import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/auth/passwords.ts';
import { execute, selectRow, selectRows } from '../../src/db/index.ts';
import { newId } from '../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { finishJobs } from '../support/jobs.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';

const PASSWORD = 'correct horse battery';

let app: TestApp;
let hash: string;
let owner: TestUser;
let admin: TestUser;
let member: TestUser;
let asOwner: Browser;
let asAdmin: Browser;
beforeAll(async () => {
  app = await startTestApp();
  hash = await hashPassword(PASSWORD);
});
beforeEach(async () => {
  owner = await makeUser(app.db, { name: 'Olga', passwordHash: hash });
  const { householdId } = owner;
  admin = await makeUser(app.db, { name: 'Adam', role: 'admin', householdId });
  member = await makeUser(app.db, { name: 'Mia', role: 'member', householdId, passwordHash: hash });
  asOwner = await app.as(owner);
  asAdmin = await app.as(admin);
});
afterAll(() => app.stop());

const rowOf = (user: TestUser) =>
  selectRow<Record<string, unknown>>(app.db, 'select * from users where id = :id', { id: user.id });
const eventsOf = async (event: string) =>
  selectRows(app.db, 'select user_id, subject from audit_log where event = :event and household_id = :id', {
    ...{ event, id: owner.householdId },
  });
const isOpen = async (browser: Browser) => (await browser.get('/settings')).status === 200;

const ACTIONS = ['role', 'closure', 'reopening', 'sign-out', 'reset-link', 'deletion'];

describe('the administration', () => {
  test('shows health, people, invitations and what happened', async () => {
    const page = await asAdmin.get('/admin');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Everything works');
    for (const name of ['Olga', 'Adam', 'Mia']) expect(page.text).toContain(name);
  });

  test('shows nobody of another household', async () => {
    const stranger = await makeUser(app.db, { name: 'Stranger Danger' });
    expect((await asOwner.get('/admin')).text).not.toContain('Stranger Danger');
    expect((await asOwner.get(`/admin/users/${stranger.id}`)).status).toBe(404);
    for (const action of ACTIONS) {
      const answer = await asOwner.post(`/admin/users/${stranger.id}/${action}`, { role: 'member' });
      expect(answer.status).toBe(404);
    }
    expect(await rowOf(stranger)).toMatchObject({ role: 'owner', disabled_at: null });
  });

  test('is closed to members and to those who are signed out', async () => {
    const asMember = await app.as(member);
    for (const path of ['/admin', '/admin/audit', `/admin/users/${admin.id}`]) {
      expect((await asMember.get(path)).status).toBe(403);
      expect((await app.visitor().get(path)).headers['location']).toMatch(/^\/auth\/sign-in/);
    }
    for (const path of [
      '/admin/invitations',
      ...ACTIONS.map((action) => `/admin/users/${admin.id}/${action}`),
    ]) {
      expect((await asMember.post(path, { role: 'member' })).status).toBe(403);
      expect((await asOwner.post(path, { _csrf: 'x', role: 'member' })).status).toBe(403);
    }
    expect((await asMember.get('/settings')).text).not.toContain('href="/admin"');
  });

  test.each(['nonsense', '00000000-0000-0000-0000-000000000000', '%00', "'; drop table users"])(
    'answers 404 to the id %j',
    async (id) => {
      const status = (await asOwner.get(`/admin/users/${encodeURI(id)}`)).status;
      expect([400, 404]).toContain(status);
    },
  );
});

describe('rights', () => {
  test('an admin manages members, but neither owners nor other admins nor themselves', async () => {
    const other = await makeUser(app.db, { role: 'admin', householdId: owner.householdId });
    for (const target of [owner, other, admin]) {
      for (const action of ACTIONS) {
        const answer = await asAdmin.post(`/admin/users/${target.id}/${action}`, { role: 'member' });
        expect(answer.status).toBe(403);
      }
    }
    expect((await asAdmin.post(`/admin/users/${member.id}/closure`)).status).toBe(303);
    expect(await rowOf(owner)).toMatchObject({ role: 'owner', disabled_at: null });
  });

  test('an admin gives nobody more rights than a member has', async () => {
    for (const role of ['admin', 'owner']) {
      expect((await asAdmin.post(`/admin/users/${member.id}/role`, { role })).status).toBe(422);
    }
    expect((await asAdmin.post('/admin/invitations', { role: 'admin' })).status).toBe(422);
    expect(await rowOf(member)).toMatchObject({ role: 'member' });
  });

  test('an owner gives any role, and each change is written down', async () => {
    expect((await asOwner.post(`/admin/users/${member.id}/role`, { role: 'owner' })).status).toBe(303);
    expect(await rowOf(member)).toMatchObject({ role: 'owner' });
    expect(await eventsOf('account.role-changed')).toEqual([{ user_id: owner.id, subject: 'Mia' }]);
    expect((await asOwner.post(`/admin/users/${member.id}/role`, { role: 'king' })).status).toBe(422);
    expect((await asOwner.post(`/admin/users/${member.id}/role`, {})).status).toBe(422);
  });

  test('two owners who remove each other at the same time leave one', async () => {
    const second = await makeUser(app.db, { role: 'owner', householdId: owner.householdId });
    const asSecond = await app.as(second);
    const answers = await Promise.all([
      asOwner.post(`/admin/users/${second.id}/closure`),
      asSecond.post(`/admin/users/${owner.id}/role`, { role: 'member' }),
    ]);
    const left = await selectRows(
      app.db,
      `select id from users where household_id = :id and role = 'owner' and disabled_at is null`,
      { id: owner.householdId },
    );
    expect(left).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1);
  });
});

describe('an account', () => {
  test('that is disabled loses its sessions and tokens at once, and comes back when enabled', async () => {
    const hers = await app.as(member);
    const token = await makeToken(app.db, member);
    expect(await isOpen(hers)).toBe(true);
    expect((await asAdmin.post(`/admin/users/${member.id}/closure`)).status).toBe(303);
    expect(await isOpen(hers)).toBe(false);
    const api = await app
      .withToken(token)
      .get('/api/v1/me')
      .ok(() => true);
    expect(api.status).toBe(401);
    const signIn = () => app.visitor().post('/auth/sign-in', { email: member.email, password: PASSWORD });
    expect((await signIn()).status).toBe(422);
    expect((await asAdmin.get(`/admin/users/${member.id}`)).text).toContain('Enable again');
    expect((await asAdmin.post(`/admin/users/${member.id}/reopening`)).status).toBe(303);
    expect((await signIn()).status).toBe(303);
    expect(await eventsOf('account.disabled')).toEqual([{ user_id: admin.id, subject: 'Mia' }]);
  });

  test('is deleted only after it was disabled, with everything in it', async () => {
    expect((await asOwner.post(`/admin/users/${member.id}/deletion`)).status).not.toBe(303);
    await finishJobs(app);
    expect(await rowOf(member)).toBeDefined();
    await asOwner.post(`/admin/users/${member.id}/closure`);
    expect((await asOwner.post(`/admin/users/${member.id}/deletion`)).status).toBe(303);
    await finishJobs(app);
    expect(await rowOf(member)).toBeUndefined();
    expect((await asOwner.get('/admin')).text).toContain('deleted the account');
  });

  test('can be signed out everywhere', async () => {
    const hers = await app.as(member);
    expect((await asAdmin.post(`/admin/users/${member.id}/sign-out`)).status).toBe(303);
    expect(await isOpen(hers)).toBe(false);
  });

  test('gets a new password by a link that works once', async () => {
    const hers = await app.as(member);
    const page = await asAdmin.post(`/admin/users/${member.id}/reset-link`);
    expect([page.status, page.headers['cache-control']]).toEqual([200, 'no-store']);
    const [, path] = /href="(\/auth\/reset\/[\w-]{43})"/.exec(page.text)!;
    const visitor = app.visitor();
    expect((await visitor.get(path!)).status).toBe(200);
    const weak = await visitor.post(path!, { password: 'password1' });
    expect([weak.status, weak.text.includes('id="password-error"')]).toEqual([422, true]);
    const answers = await Promise.all(
      [1, 2, 3].map(() => app.visitor().post(path!, { password: 'another good phrase' })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 404, 404]);
    expect(await isOpen(hers)).toBe(false);
    const signIn = (password: string) =>
      app.visitor().post('/auth/sign-in', { email: member.email, password });
    expect((await signIn(PASSWORD)).status).toBe(422);
    expect((await signIn('another good phrase')).status).toBe(303);
  });

  test('of a password link that is an hour old, or of a disabled person, is not opened', async () => {
    const page = await asAdmin.post(`/admin/users/${member.id}/reset-link`);
    const [, path] = /href="(\/auth\/reset\/[\w-]{43})"/.exec(page.text)!;
    await asAdmin.post(`/admin/users/${member.id}/closure`);
    await asAdmin.post(`/admin/users/${member.id}/reopening`);
    expect((await app.visitor().get(path!)).status).toBe(404);
    const second = await asAdmin.post(`/admin/users/${member.id}/reset-link`);
    const [, later] = /href="(\/auth\/reset\/[\w-]{43})"/.exec(second.text)!;
    app.clock.advance(3_600_000);
    expect((await app.visitor().post(later!, { password: 'another good phrase' })).status).toBe(404);
  });
});

describe('the audit log', () => {
  test('is read page by page, newest first, without a line of another household', async () => {
    const insert = (householdId: string, count: number, subject: string) =>
      execute(
        app.db,
        `insert into audit_log (id, household_id, event, subject, at)
         select gen_random_uuid(), :householdId, 'sign-in.failed', :subject || ' ' || n, :now::timestamptz - n * interval '1 minute'
           from generate_series(1, :count::int) n`,
        { householdId, count, subject, now: app.clock.now() },
      );
    await insert(owner.householdId, 60, 'ours');
    const other = await makeUser(app.db);
    await insert(other.householdId, 5, 'theirs');
    const first = await asOwner.get('/admin/audit');
    expect(first.text).toMatch(/ours 1<[\s\S]*ours 50</);
    expect(first.text).not.toMatch(/ours 51<|theirs/);
    const [, older] = /href="(\/admin\/audit\?before=[^"]+)" rel="next"/.exec(first.text)!;
    const second = await asOwner.get(older!);
    expect(second.text).toMatch(/ours 51<[\s\S]*ours 60</);
    expect(second.text).not.toContain('rel="next"');
    expect((await asOwner.get('/admin/audit?before=nonsense')).status).toBe(422);
  });

  test('has a sentence for everything that can be written', async () => {
    const { readFileSync } = await import('node:fs');
    const source = readFileSync(new URL('../../src/auth/audit.ts', import.meta.url), 'utf8');
    const events = [...source.matchAll(/^ {2}\| '([a-z.-]+)'/gm)].map(([, event]) => event!);
    expect(events.length).toBeGreaterThan(20);
    for (const event of events) {
      await execute(
        app.db,
        `insert into audit_log (id, household_id, event, at) values (:id, :householdId, :event, :now)`,
        { id: newId(), householdId: owner.householdId, event, now: app.clock.now() },
      );
    }
    expect((await asOwner.get('/admin/audit')).status).toBe(200);
  });
});
