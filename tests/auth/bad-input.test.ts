import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createSetupLink } from '../../src/auth/accounts.ts';
import { hashPassword } from '../../src/auth/passwords.ts';
import { makeLink } from '../../src/auth/one-time-links.ts';
import { selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { makeUser, type TestUser } from '../support/users.ts';

const ID = '0195f0a0-0000-7000-8000-000000000000';

let app: TestApp;
let owner: TestUser;
let browser: Browser;
let paths: string[];
beforeAll(async () => {
  app = await startTestApp();
  const setup = (await createSetupLink(app.db, app.clock.now()))!;
  owner = await makeUser(app.db, { passwordHash: await hashPassword('correct horse battery') });
  browser = await app.as(owner);
  const { householdId } = owner;
  const now = app.clock.now();
  const invitation = await makeLink(app.db, { kind: 'invitation', role: 'member', householdId, now });
  const reset = await makeLink(app.db, { kind: 'password-reset', userId: owner.id, now });
  const member = await makeUser(app.db, { role: 'member', householdId });
  paths = [
    ...['/auth/sign-in', '/auth/two-factor', '/auth/forgotten', setup, invitation, reset],
    ...['profile', 'email', 'preferences', 'theme', 'password', 'tokens'].map((name) => `/settings/${name}`),
    ...['secret', 'recovery-codes', 'deletion'].map((name) => `/settings/two-factor/${name}`),
    ...['/settings/two-factor', '/settings/account/deletion', `/settings/sessions/${ID}/end`],
    ...[`/settings/tokens/${ID}/revocation`, '/admin/invitations', `/admin/invitations/${ID}/revocation`],
    `/admin/users/${member.id}/role`,
  ];
});
afterAll(() => app.stop());

const FIELDS = [
  ...['email', 'password', 'currentPassword', 'newPassword', 'code', 'recoveryCode', 'timeZone'],
  ...[
    'weightUnit',
    'distanceUnit',
    'weekStart',
    'language',
    'theme',
    'scopes',
    'expiresInDays',
    'role',
    'next',
  ],
];
const everywhere = (value: string) => FIELDS.map((field) => `${field}=${value}`).join('&');

const REFUSALS = [303, 400, 403, 404, 413, 415, 422, 429];

/** Bodies that no form of ours sends. */
const BODIES: [string, string, string][] = [
  ['nothing', 'application/x-www-form-urlencoded', ''],
  ['NUL bytes', 'application/x-www-form-urlencoded', everywhere('a%00b')],
  ['bytes that are no UTF-8', 'application/x-www-form-urlencoded', everywhere('%ff%fe%ed%a0%80')],
  ['repeated fields', 'application/x-www-form-urlencoded', `${everywhere('a')}&${everywhere('b')}`],
  ['nested fields', 'application/x-www-form-urlencoded', FIELDS.map((field) => `${field}.0.x=1`).join('&')],
  [
    'fields with brackets',
    'application/x-www-form-urlencoded',
    FIELDS.map((field) => `${field}[a]=1`).join('&'),
  ],
  ['a prototype', 'application/x-www-form-urlencoded', '__proto__.role=owner&constructor.prototype.x=1'],
  ['10,000 letters a field', 'application/x-www-form-urlencoded', everywhere('x'.repeat(10_000))],
  ['a megabyte', 'application/x-www-form-urlencoded', `name=${'x'.repeat(1_000_000)}`],
  [
    '2,000 fields',
    'application/x-www-form-urlencoded',
    Array.from({ length: 2000 }, (_, i) => `f${i}=1`).join('&'),
  ],
  ['numbers out of range', 'application/x-www-form-urlencoded', everywhere('1e999')],
  ['SQL', 'application/x-www-form-urlencoded', everywhere(encodeURIComponent(`'; drop table users; --`))],
  ['control characters', 'application/x-www-form-urlencoded', everywhere('a%0d%0ab%1b')],
  ['text', 'text/plain', 'hello'],
  ['broken JSON', 'application/json', '{"name":'],
  [
    'JSON of wrong types',
    'application/json',
    JSON.stringify(Object.fromEntries(FIELDS.map((f) => [f, { a: [1] }]))),
  ],
  ['deep JSON', 'application/json', `${'{"a":'.repeat(100)}1${'}'.repeat(100)}`],
];

describe.each(BODIES)('a form post of %s', (_name, type, body) => {
  test('is refused in words by every page of accounts, and changes nobody', async () => {
    const before = await selectRows(app.db, 'select * from users order by id');
    const answered: string[] = [];
    for (const path of paths) {
      const answer = await browser.raw(path, type, body);
      if (!REFUSALS.includes(answer.status)) answered.push(`${path}: ${answer.status}`);
      expect(answer.text).not.toMatch(/node_modules|\.ts:\d/);
    }
    expect(answered).toEqual([]);
    expect(await selectRows(app.db, 'select * from users order by id')).toEqual(before);
    // Wrong passwords were counted; the next kind of body must not be refused for that alone.
    app.clock.advance(31 * 60_000);
  });
});
