import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { hashPassword } from '../../src/auth/passwords.ts';
import { selectRow, selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser, Fields } from '../support/browser.ts';
import { finishJobs } from '../support/jobs.ts';
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
  anna = await makeUser(app.db, { passwordHash: hash, name: 'Anna' });
  browser = await app.as(anna);
});
afterAll(() => app.stop());

const rowOf = (user: TestUser) =>
  selectRow<Record<string, unknown>>(app.db, 'select * from users where id = :id', { id: user.id });

describe('the settings page', () => {
  test('shows every group with what is set', async () => {
    const page = await browser.get('/settings');
    expect(page.status).toBe(200);
    const sections = [
      'profile',
      'preferences',
      'theme',
      'password',
      'two-factor',
      'sessions',
      'tokens',
      'data',
      'danger',
    ];
    for (const id of sections) {
      expect(page.text).toContain(`id="${id}"`);
      expect(page.text).toContain(`href="#${id}"`);
    }
    expect(page.text).toContain('value="Anna"');
    expect(page.text).toContain('value="Europe/Berlin" selected');
    expect(page.text).toContain('This device');
    const ids = [...page.text.matchAll(/\sid="([^"]+)"/g)].map(([, id]) => id);
    expect(ids.length).toBe(new Set(ids).size);
  });

  test.each([
    '/settings/profile',
    '/settings/email',
    '/settings/preferences',
    '/settings/theme',
    '/settings/password',
    '/settings/two-factor/secret',
    '/settings/two-factor',
    '/settings/two-factor/recovery-codes',
    '/settings/two-factor/deletion',
    '/settings/sessions/end-others',
    '/settings/sessions/0195f0a0-0000-7000-8000-000000000000/end',
    '/settings/tokens',
    '/settings/tokens/0195f0a0-0000-7000-8000-000000000000/revocation',
    '/settings/account/deletion',
  ])('%s needs somebody signed in, and the form of this site', async (path) => {
    const signedOut = await app.visitor().post(path, { name: 'X' });
    expect([signedOut.status, signedOut.headers['location']]).toEqual([303, '/auth/sign-in']);
    expect((await browser.post(path, { _csrf: 'x' })).status).toBe(403);
  });
});

describe('a saved group', () => {
  test('changes the name and nothing else', async () => {
    const before = await rowOf(anna);
    const answer = await browser.post('/settings/profile', { name: ' Anna Berg ', role: 'member', id: 'x' });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/settings#profile']);
    const { name, version, updated_at: _updated, ...rest } = (await rowOf(anna))!;
    expect([name, version]).toEqual(['Anna Berg', 2]);
    expect(before).toMatchObject(rest);
    expect((await browser.get('/settings')).text).toContain('Saved.');
  });

  test('changes units, zone, week and language', async () => {
    const answer = await browser.post('/settings/preferences', {
      ...{ weightUnit: 'lb', distanceUnit: 'mi', timeZone: 'America/New_York', weekStart: 0, language: 'en' },
    });
    expect(answer.status).toBe(303);
    expect(await rowOf(anna)).toMatchObject({
      ...{ weight_unit: 'lb', distance_unit: 'mi', time_zone: 'America/New_York', week_start: 0 },
    });
  });

  test('changes the colours from any page and leads back to it', async () => {
    const answer = await browser.post('/settings/theme', { theme: 'dark', returnTo: '/fitness' });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/fitness']);
    expect((await browser.get('/settings')).text).toContain('data-theme="dark"');
    const evil = await browser.post('/settings/theme', { theme: 'light', returnTo: '//evil.example' });
    expect(evil.headers['location']).toBe('/');
  });

  const good = { weightUnit: 'kg', distanceUnit: 'km', timeZone: 'UTC', weekStart: '1', language: 'en' };
  test.each<[string, string, Fields, string]>([
    ['an empty name', '/settings/profile', { name: ' ' }, 'name-error'],
    ['a name of 101 letters', '/settings/profile', { name: 'n'.repeat(101) }, 'name-error'],
    ['a name of two lines', '/settings/profile', { name: 'a\nb' }, 'name-error'],
    ['a repeated name', '/settings/profile', { name: ['a', 'b'] }, 'name-error'],
    ['a unit that is none', '/settings/preferences', { ...good, weightUnit: 'stone' }, 'weightUnit-error'],
    ['a zone that is none', '/settings/preferences', { ...good, timeZone: '+02:00' }, 'timeZone-error'],
    ['a day that is none', '/settings/preferences', { ...good, weekStart: 7 }, 'weekStart-error'],
    ['a language that is none', '/settings/preferences', { ...good, language: 'xx' }, 'language-error'],
    ['no zone', '/settings/preferences', { ...good, timeZone: '' }, 'timeZone-error'],
  ])('comes back with a message for %s', async (_what, path, fields, error) => {
    const before = await rowOf(anna);
    const answer = await browser.post(path, fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="${error}"`);
    expect(await rowOf(anna)).toEqual(before);
  });

  test('refuses a theme that is none with 422', async () => {
    expect((await browser.post('/settings/theme', { theme: 'pink' })).status).toBe(422);
    expect((await browser.post('/settings/theme', {})).status).toBe(422);
  });
});

describe('the e-mail address', () => {
  test('changes with the password', async () => {
    const answer = await browser.post('/settings/email', {
      email: 'new@example.org',
      currentPassword: PASSWORD,
    });
    expect(answer.status).toBe(303);
    expect(await rowOf(anna)).toMatchObject({ email: 'new@example.org' });
  });

  test('does not change without it, nor to one that is taken', async () => {
    const ben = await makeUser(app.db);
    const wrong = await browser.post('/settings/email', { email: 'x@example.org', currentPassword: 'wrong' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toMatch(/value="x@example.org"[\s\S]*id="email-password-error"/);
    const taken = await browser.post('/settings/email', { email: ben.email, currentPassword: PASSWORD });
    expect(taken.status).toBe(422);
    expect(taken.text).toContain('Another account has this address.');
    expect(await rowOf(anna)).toMatchObject({ email: anna.email });
  });
});

describe('the password', () => {
  test('changes with the current one, and all other sessions end', async () => {
    const phone = await app.as(anna);
    const answer = await browser.post('/settings/password', {
      currentPassword: PASSWORD,
      newPassword: 'another good phrase',
    });
    expect(answer.status).toBe(303);
    expect((await browser.get('/settings')).status).toBe(200);
    expect((await phone.get('/settings')).status).toBe(303);
    const signIn = (password: string) => app.visitor().post('/auth/sign-in', { email: anna.email, password });
    expect((await signIn(PASSWORD)).status).toBe(422);
    expect((await signIn('another good phrase')).status).toBe(303);
  });

  test.each<[string, Fields, string]>([
    [
      'a wrong current one',
      { currentPassword: 'wrong', newPassword: 'another good phrase' },
      'currentPassword',
    ],
    ['a short new one', { currentPassword: PASSWORD, newPassword: 'short' }, 'newPassword'],
    ['a common new one', { currentPassword: PASSWORD, newPassword: 'password1' }, 'newPassword'],
    ['nothing', {}, 'currentPassword'],
  ])('does not change with %s, and nothing typed comes back', async (_what, fields, field) => {
    const phone = await app.as(anna);
    const answer = await browser.post('/settings/password', fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(`id="${field}-error"`);
    expect(answer.text).not.toContain('another good phrase');
    expect(await rowOf(anna)).toMatchObject({ password_hash: hash });
    expect((await phone.get('/settings')).status).toBe(200);
  });

  test('cannot be guessed from a session that was left open', async () => {
    for (let i = 0; i < 10; i++) {
      const answer = await browser.post('/settings/password', {
        currentPassword: `wrong ${i}`,
        newPassword: 'another good phrase',
      });
      expect(answer.status).toBe(422);
    }
    const answer = await browser.post('/settings/password', {
      currentPassword: PASSWORD,
      newPassword: 'another good phrase',
    });
    expect(answer.status).toBe(429);
  });
});

describe('sessions', () => {
  test('are listed, and one or all others can be ended', async () => {
    const phone = await app.as(anna);
    const tablet = await app.as(anna);
    const page = await browser.get('/settings');
    const [first] = [...page.text.matchAll(/\/settings\/sessions\/([0-9a-f-]{36})\/end/g)];
    expect((await browser.post(`/settings/sessions/${first![1]!}/end`)).status).toBe(303);
    const open = [(await phone.get('/settings')).status, (await tablet.get('/settings')).status];
    expect(open.sort()).toEqual([200, 303]);
    expect((await browser.post('/settings/sessions/end-others')).status).toBe(303);
    expect((await phone.get('/settings')).status).toBe(303);
    expect((await tablet.get('/settings')).status).toBe(303);
    expect((await browser.get('/settings')).status).toBe(200);
  });

  test('that nobody used for two weeks are not listed any more', async () => {
    const signedIn = async () => {
      const device = app.visitor();
      await device.post('/auth/sign-in', { email: anna.email, password: PASSWORD });
      return device;
    };
    await signedIn();
    app.clock.advance(10 * 86_400_000);
    const device = await signedIn();
    const listed = async () => (await device.get('/settings')).text.match(/Last seen/g)?.length;
    expect(await listed()).toBe(2);
    app.clock.advance(5 * 86_400_000);
    expect(await listed()).toBe(1);
  });

  test('of somebody else are not there for me', async () => {
    const ben = await makeUser(app.db, { householdId: anna.householdId });
    const his = await app.as(ben);
    const session = await selectRow<{ id: string }>(app.db, 'select id from sessions where user_id = :id', {
      id: ben.id,
    });
    expect((await browser.post(`/settings/sessions/${session!.id}/end`)).status).toBe(404);
    expect((await browser.post('/settings/sessions/nonsense/end')).status).toBe(404);
    await browser.post('/settings/sessions/end-others');
    expect((await his.get('/settings')).status).toBe(200);
  });
});

describe('deleting the account', () => {
  test('is refused to the only owner, and with a wrong password', async () => {
    const wrong = await browser.post('/settings/account/deletion', { currentPassword: 'wrong' });
    expect(wrong.text).toContain('id="danger-password-error"');
    const only = await browser.post('/settings/account/deletion', { currentPassword: PASSWORD });
    expect(only.status).toBe(422);
    expect(only.text).toContain('You are the only owner');
    expect(await rowOf(anna)).toMatchObject({ disabled_at: null });
  });

  test('signs out everywhere at once and removes everything', async () => {
    const ben = await makeUser(app.db, { householdId: anna.householdId, role: 'member', passwordHash: hash });
    const [his, phone] = [await app.as(ben), await app.as(ben)];
    const answer = await his.post('/settings/account/deletion', { currentPassword: PASSWORD });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/auth/sign-in']);
    expect((await phone.get('/settings')).status).toBe(303);
    await finishJobs(app);
    expect(await rowOf(ben)).toBeUndefined();
    expect(await selectRows(app.db, 'select 1 from sessions where user_id = :id', { id: ben.id })).toEqual(
      [],
    );
    expect(await rowOf(anna)).toBeDefined();
  });

  test('two owners who leave at the same time leave one behind', async () => {
    const ben = await makeUser(app.db, { householdId: anna.householdId, role: 'owner', passwordHash: hash });
    const his = await app.as(ben);
    const answers = await Promise.all(
      [browser, his].map((one) => one.post('/settings/account/deletion', { currentPassword: PASSWORD })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 422]);
  });
});
