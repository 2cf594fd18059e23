import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Response } from 'supertest';
import { selectRow, selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser, Fields } from '../support/browser.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';

let app: TestApp;
let anna: TestUser;
let browser: Browser;
beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  browser = await app.as(anna);
});
afterAll(() => app.stop());

const tokenOn = (page: string) => /class="secret">(pa_[\w-]+)</.exec(page)![1]!;
const whoIs = (token: string): Promise<Response> =>
  app
    .withToken(token)
    .get('/api/v1/me')
    .ok(() => true);

describe('an API token', () => {
  test('is shown once, stored as a hash, and opens the API', async () => {
    const made = await browser.post('/settings/tokens', { name: 'laptop', scopes: 'read' });
    expect([made.status, made.headers['cache-control']]).toEqual([200, 'no-store']);
    const token = tokenOn(made.text);
    expect((await whoIs(token)).body).toMatchObject({ id: anna.id, email: anna.email });
    const row = await selectRow(
      app.db,
      'select name, scopes, token_hint, last_used_at is not null as is_used from api_tokens where user_id = :id',
      { id: anna.id },
    );
    expect(row).toEqual({ name: 'laptop', scopes: ['read'], token_hint: token.slice(-4), is_used: true });
    const page = await browser.get('/settings');
    expect(page.text).toContain('laptop');
    expect(page.text).not.toContain(token);
  });

  test('that may only read cannot change anything', async () => {
    const token = await makeToken(app.db, anna, ['read']);
    const answer = await app
      .withToken(token)
      .patch('/api/v1/me')
      .send({ name: 'Eve' })
      .ok(() => true);
    expect(answer.status).toBe(403);
  });

  test('stops working when it is revoked, when its time is over, and when the account is disabled', async () => {
    const made = await browser.post('/settings/tokens', {
      ...{ name: 'phone', scopes: ['read', 'write'], expiresInDays: 2 },
    });
    const token = tokenOn(made.text);
    app.clock.advance(2 * 86_400_000);
    expect((await whoIs(token)).status).toBe(401);
    browser = await app.as(anna);
    const other = tokenOn((await browser.post('/settings/tokens', { name: 'b', scopes: 'write' })).text);
    const [, id] = /\/settings\/tokens\/([0-9a-f-]{36})\/revocation/.exec(
      (await browser.get('/settings')).text,
    )!;
    expect((await browser.post(`/settings/tokens/${id!}/revocation`)).status).toBe(303);
    expect((await whoIs(other)).status).toBe(401);
    expect((await browser.post(`/settings/tokens/${id!}/revocation`)).status).toBe(404);
  });

  test('of somebody else cannot be revoked', async () => {
    const ben = await makeUser(app.db, { householdId: anna.householdId });
    const token = await makeToken(app.db, ben);
    const row = await selectRow<{ id: string }>(app.db, 'select id from api_tokens where user_id = :id', {
      id: ben.id,
    });
    expect((await browser.post(`/settings/tokens/${row!.id}/revocation`)).status).toBe(404);
    expect((await browser.json('delete', `/api/v1/tokens/${row!.id}`)).status).toBe(404);
    expect((await whoIs(token)).status).toBe(200);
  });

  test.each<[string, Fields, string]>([
    ['no name', { name: '', scopes: 'read' }, 'token-name-error'],
    ['no scope', { name: 'x' }, 'This is missing'],
    ['an unknown scope', { name: 'x', scopes: 'admin' }, 'Choose '],
    ['no time at all', { name: 'x', scopes: 'read', expiresInDays: 0 }, 'expiresInDays-error'],
    ['a time that is no number', { name: 'x', scopes: 'read', expiresInDays: 'soon' }, 'expiresInDays-error'],
    ['an absurd time', { name: 'x', scopes: 'read', expiresInDays: 1e9 }, 'expiresInDays-error'],
  ])('is not made with %s', async (_what, fields, message) => {
    const answer = await browser.post('/settings/tokens', fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
    expect(await selectRows(app.db, 'select 1 from api_tokens where user_id = :id', { id: anna.id })).toEqual(
      [],
    );
  });
});

describe('/api/v1/tokens', () => {
  test('makes, lists and revokes tokens, and shows each token once', async () => {
    const made = await browser.json('post', '/api/v1/tokens', { name: 'script', scopes: ['read'] });
    expect(made.status).toBe(201);
    expect((await whoIs(made.body.token as string)).status).toBe(200);
    const list = await browser.json('get', '/api/v1/tokens');
    expect(list.body.items).toMatchObject([{ id: made.body.id, name: 'script', scopes: ['read'] }]);
    expect(list.text).not.toContain(made.body.token);
    expect((await browser.json('delete', `/api/v1/tokens/${made.body.id as string}`)).status).toBe(204);
    expect((await whoIs(made.body.token as string)).status).toBe(401);
  });

  test('keeps no token under an Idempotency-Key', async () => {
    const token = await makeToken(app.db, anna);
    const answer = await app
      .withToken(token)
      .post('/api/v1/tokens')
      .set('Idempotency-Key', 'k1')
      .send({ name: 'x', scopes: ['read'] });
    expect(answer.status).toBe(201);
    expect(
      await selectRows(app.db, 'select answer from idempotency_keys where user_id = :id', { id: anna.id }),
    ).toEqual([]);
  });

  test('lets no token make one that may do more', async () => {
    const writer = await makeToken(app.db, anna, ['write']);
    const answer = await app
      .withToken(writer)
      .post('/api/v1/tokens')
      .send({ name: 'x', scopes: ['read', 'write'] })
      .ok(() => true);
    expect(answer.status).toBe(403);
  });

  test.each([
    [{}, 422],
    [{ name: 'x' }, 422],
    [{ name: 'x', scopes: [] }, 422],
    [{ name: 'x', scopes: 'read' }, 422],
    [{ name: 'x', scopes: ['read'], userId: 'y' }, 422],
    [{ name: 5, scopes: ['read'] }, 422],
    [{ name: 'x'.repeat(101), scopes: ['read'] }, 422],
    [[], 422],
  ])('answers %j with %i', async (body, status) => {
    const answer = await browser.json('post', '/api/v1/tokens', body);
    expect(answer.status).toBe(status);
  });
});

describe('/api/v1/me', () => {
  test('answers who one is, and changes what is given', async () => {
    const me = (await browser.json('get', '/api/v1/me')).body;
    expect(me).toMatchObject({ id: anna.id, weightUnit: 'kg', timeZone: 'Europe/Berlin' });
    const changed = await browser.json('patch', '/api/v1/me', {
      weightUnit: 'lb',
      weekStart: 0,
      theme: 'dark',
    });
    expect(changed.status).toBe(200);
    expect(changed.body).toEqual({ ...me, weightUnit: 'lb', weekStart: 0, theme: 'dark' });
    expect((await browser.json('get', '/api/v1/me')).body).toEqual(changed.body);
  });

  test.each([
    { role: 'owner' },
    { email: 'x@example.org' },
    { id: 'x' },
    { weightUnit: 'stone' },
    { timeZone: 'Mars/Olympus' },
    { timeZone: null },
    { weekStart: 7 },
    { weekStart: 1.5 },
    { weekStart: -1 },
    { name: '' },
    { name: ['x'] },
    { theme: 'pink' },
    { language: 'xx' },
  ])('refuses %j and changes nothing', async (body) => {
    const before = (await browser.json('get', '/api/v1/me')).body;
    const answer = await browser.json('patch', '/api/v1/me', { name: 'Changed', ...body });
    expect(answer.status).toBe(422);
    expect(answer.body.errors[0].path).toBe(Object.keys(body)[0]);
    expect((await browser.json('get', '/api/v1/me')).body).toEqual(before);
  });

  test('is closed to those who are signed out', async () => {
    expect((await app.visitor().json('get', '/api/v1/me')).status).toBe(401);
    expect((await whoIs('pa_made-up')).status).toBe(401);
  });
});
