import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Response } from 'supertest';
import { localHub } from '../../src/supervisor/peers.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeToken, makeUser } from '../support/users.ts';

const LIMITS = { RATE_LIMIT_API: '5/3', RATE_LIMIT_AUTH: '2/2' };

let apps: TestApp[];
let token: string;

/** Two apps on one hub, as two workers behind one port are. */
async function start(env: Record<string, string> = {}): Promise<void> {
  const hub = localHub();
  const first = await startTestApp({ ...LIMITS, ...env }, { peers: hub.peer() });
  const second = await startTestApp({ ...LIMITS, ...env }, { peers: hub.peer(), beside: first });
  apps = [first, second];
  token = await makeToken(first.db, await makeUser(first.db));
}
beforeEach(() => start());
afterEach(async () => {
  for (const app of apps.toReversed()) await app.stop();
});

const me = (app: TestApp, forwardedFor?: string): Promise<Response> => {
  const call = app
    .withToken(token)
    .get('/api/v1/me')
    .ok(() => true);
  return forwardedFor === undefined ? call : call.set('X-Forwarded-For', forwardedFor);
};

/** Requests at once, taken in turns by the two workers. */
async function statuses(
  count: number,
  send: (app: TestApp, index: number) => Promise<Response>,
): Promise<number[]> {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, index) => send(apps[index % 2]!, index)),
  );
  return answers.map(({ status }) => status).sort();
}

const times = (count: number, status: number) => Array.from({ length: count }, () => status);

describe('a limit of rate + burst requests', () => {
  test('lets exactly so many through, over all workers', async () => {
    expect(await statuses(20, (app) => me(app))).toEqual([...times(8, 200), ...times(12, 429)]);
  });

  test('says how much is left, and how long to wait when nothing is', async () => {
    const { headers } = await me(apps[0]!);
    expect(headers['ratelimit']).toMatch(/^limit=8, remaining=7, reset=\d+$/);
    await statuses(8, (app) => me(app));
    const refused = await me(apps[1]!);
    expect(refused.status).toBe(429);
    expect(refused.headers['ratelimit']).toMatch(/limit=8, remaining=0/);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    expect(Number(refused.headers['retry-after'])).toBeLessThanOrEqual(60);
  });

  test('is told as problem details to programs and as a page to people, with all security headers', async () => {
    await statuses(8, (app) => me(app));
    const problem = await me(apps[0]!);
    expect(problem.headers['content-type']).toMatch('application/problem+json');
    expect(JSON.parse(problem.text)).toMatchObject({ status: 429, type: '/problems/too-many-requests' });
    expect(problem.headers['x-frame-options']).toBe('DENY');

    const visitor = apps[0]!.visitor();
    let page = await visitor.post('/auth/sign-in', { email: 'a@example.org', password: 'wrong password' });
    while (page.status !== 429) page = await visitor.post('/auth/sign-in', { email: 'a@example.org' });
    expect(page.headers['content-type']).toMatch('text/html');
    expect(page.text).toContain('</html>');
    expect(page.headers['retry-after']).toBeDefined();
  });

  test('does not count health checks, pages or static files', async () => {
    await statuses(8, (app) => me(app));
    for (const path of ['/health', '/api/health', '/auth/sign-in', '/static/nothing.css']) {
      expect((await apps[0]!.visitor().get(path)).status).not.toBe(429);
    }
  });

  test('counts what is posted under /auth, right or wrong, and not the forms that are looked at', async () => {
    const visitor = apps[0]!.visitor();
    for (let looks = 0; looks < 10; looks++) expect((await visitor.get('/auth/sign-in')).status).toBe(200);
    const answers = [];
    for (let tries = 0; tries < 6; tries++) {
      answers.push(
        (await visitor.post('/auth/sign-in', { email: 'a@example.org', password: 'wrong' })).status,
      );
    }
    expect(answers.slice(0, 4)).not.toContain(429);
    expect(answers.slice(4)).toEqual([429, 429]);
  });

  test('holds for every spelling of an address', async () => {
    await statuses(8, (app) => me(app));
    for (const path of ['/API/v1/me', '/api/v1/me/', '/api//v1/me', '/api/V1/me', '/api/openapi.json']) {
      const { status } = await apps[0]!
        .withToken(token)
        .get(path)
        .ok(() => true);
      expect([path, status]).toEqual([path, 429]);
    }
  });
});

describe('whose requests are counted together', () => {
  test('without a proxy X-Forwarded-For changes nothing', async () => {
    expect(await statuses(20, (app, index) => me(app, `203.0.113.${index}`))).toEqual([
      ...times(8, 200),
      ...times(12, 429),
    ]);
  });

  test('behind one proxy its word counts, and what the client wrote before it does not', async () => {
    for (const app of apps.toReversed()) await app.stop();
    await start({ TRUST_PROXY: '1' });
    const forged = (app: TestApp, index: number) => me(app, `198.51.100.${index}, 203.0.113.7`);
    expect(await statuses(20, forged)).toEqual([...times(8, 200), ...times(12, 429)]);
    expect((await me(apps[0]!, '203.0.113.8')).status).toBe(200);
  });

  test('one network of IPv6 is one client', async () => {
    for (const app of apps.toReversed()) await app.stop();
    await start({ TRUST_PROXY: '1' });
    const neighbour = (app: TestApp, index: number) => me(app, `2001:db8:1:2::${index + 1}`);
    expect(await statuses(20, neighbour)).toEqual([...times(8, 200), ...times(12, 429)]);
  });
});
