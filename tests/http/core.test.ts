import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeToken, makeUser, type TestUser } from '../support/users.ts';

let app: TestApp;
let anna: TestUser;
beforeAll(async () => {
  app = await startTestApp();
  anna = await makeUser(app.db);
});
afterAll(() => app.stop());

describe('every answer', () => {
  test.each(['/health', '/auth/nothing-here', '/static/nothing.css', '/api/v1/nothing'])(
    '%s carries each security header once',
    async (path) => {
      const { headers, text } = await app.visitor().get(path);
      expect(headers).toMatchObject({
        'x-frame-options': 'DENY',
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'strict-origin-when-cross-origin',
        'x-xss-protection': '0',
      });
      expect(headers['content-security-policy']).toMatch(
        /script-src 'self';.*base-uri 'none'.*frame-ancestors 'none'/,
      );
      expect(headers['x-powered-by']).toBeUndefined();
      expect(text).not.toMatch(/node_modules|at .*\.ts:/);
    },
  );
});

describe('signed out', () => {
  test('a page leads to the sign-in page and back', async () => {
    const { status, headers } = await app.visitor().get('/fitness?x=1');
    expect([status, headers['location']]).toEqual([303, '/auth/sign-in?next=%2Ffitness%3Fx%3D1']);
  });
  test('the API answers 401 with problem details', async () => {
    const { status, body, headers } = await app.visitor().json('get', '/api/openapi.json');
    expect(status).toBe(401);
    expect(headers['content-type']).toMatch('application/problem+json');
    expect(body).toMatchObject({ type: '/problems/signed-out', status: 401, requestId: expect.any(String) });
  });
});

describe('state-changing requests', () => {
  test('without a CSRF token are refused', async () => {
    const browser = await app.as(anna);
    const { status, text } = await browser.post('/anything', { _csrf: 'wrong' });
    expect(status).toBe(403);
    expect(text).toMatch('This form has expired');
  });
});

describe('input that no route wants', () => {
  test.each([
    ['a broken JSON body', '{"a":', 400],
    ['a NUL byte', JSON.stringify({ a: 'x\0y' }), 422],
    ['a lone surrogate', '{"a":"\\ud800"}', 422],
    ['a prototype key', '{"__proto__":{"isAdmin":true}}', 422],
    ['40 levels', `${'{"a":'.repeat(40)}1${'}'.repeat(40)}`, 400],
    ['2 MB', JSON.stringify({ a: 'x'.repeat(2_000_000) }), 413],
  ])('%s', async (_name, body, expected) => {
    const api = app.withToken(await makeToken(app.db, anna));
    const { status } = await api
      .post('/api/v1/anything')
      .type('json')
      .send(body)
      .ok(() => true);
    expect(status).toBe(expected);
  });
});

describe('health', () => {
  test('is alive without touching the database, and ready with all parts', async () => {
    expect((await app.visitor().json('get', '/health')).body).toEqual({ status: 'ok' });
    const ready = await app.visitor().json('get', '/health/ready');
    const checks = { database: 'ok', migrations: 'ok', disk: 'ok', backups: 'ok' };
    expect(ready.body).toEqual({ status: 'ready', checks });
  });
});
