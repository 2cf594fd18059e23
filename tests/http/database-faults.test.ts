import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { selectRow } from '../../src/db/index.ts';
import type { Feature } from '../../src/http/feature.ts';
import { prepareDatabase } from '../../src/prepare-database.ts';
import { startPostgres, type EmbeddedPostgres } from '../../src/supervisor/postgres.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { TestClock } from '../support/clock.ts';
import { makeToken, makeUser } from '../support/users.ts';

/** A route that holds its connection until the test lets go, and one whose statement never ends. */
function slowFeature() {
  let letGo: () => void = () => undefined;
  const released = new Promise<void>((resolve) => (letGo = resolve));
  const feature: Feature = {
    name: 'slow',
    api: {
      nouns: ['holds', 'sleeps'],
      load:
        async () =>
        (api, { db }) => {
          const answer = z.object({ done: z.boolean() });
          api.post('/holds', { summary: 'Hold a connection', tag: 'slow', answer }, async () => {
            await db.transaction(() => released);
            return { done: true };
          });
          api.get('/sleeps', { summary: 'Sleep', tag: 'slow', answer }, async () => {
            await selectRow(db, 'select pg_sleep(60)');
            return { done: true };
          });
        },
    },
  };
  return { feature, letGo };
}

let app: TestApp;
afterEach(() => app.stop());

async function client() {
  const token = await makeToken(app.db, await makeUser(app.db));
  return (method: 'get' | 'post', path: string) =>
    app
      .withToken(token)
      [method](path)
      .ok(() => true);
}

describe('a database that is slow', () => {
  test('a statement over its time is answered with 503 and when to come back; others go on', async () => {
    app = await startTestApp({ DB_STATEMENT_TIMEOUT: '1' }, { features: [slowFeature().feature] });
    const call = await client();
    const { status, headers, body } = await call('get', '/api/v1/sleeps');
    expect([status, headers['retry-after']]).toEqual([503, '5']);
    expect(body).toMatchObject({ status: 503, type: '/problems/unavailable' });
    expect(JSON.stringify(body)).not.toMatch(/pg_sleep|statement timeout|canceling/);
    expect((await app.visitor().json('get', '/health/ready')).status).toBe(200);
  });

  test('when all connections are taken, who has waited too long is answered with 503, and later all goes on', async () => {
    const slow = slowFeature();
    app = await startTestApp(
      {},
      { features: [slow.feature], database: { poolSize: 2, acquireTimeoutMs: 1500 } },
    );
    const call = await client();
    const calls = Array.from({ length: 10 }, () => call('post', '/api/v1/holds').then((answer) => answer));
    const refused = await Promise.all(
      calls.map((answer) => Promise.race([answer, allButTwo(calls).then(() => undefined)])),
    );
    expect(refused.filter((answer) => answer?.status === 503)).toHaveLength(8);
    expect(refused.find((answer) => answer)?.headers['retry-after']).toBe('5');
    expect((await app.visitor().json('get', '/health')).status).toBe(200);

    slow.letGo();
    const all = await Promise.all(calls);
    expect(all.map(({ status }) => status).sort()).toEqual([
      200,
      200,
      ...Array.from({ length: 8 }, () => 503),
    ]);
    expect((await call('post', '/api/v1/holds')).status).toBe(200);
  });
});

/** Resolves when all but two of them have. */
function allButTwo(calls: Promise<unknown>[]): Promise<void> {
  return new Promise((resolve) => {
    let settled = 0;
    for (const call of calls) void call.then(() => ++settled === calls.length - 2 && resolve());
  });
}

describe('a database that goes away', () => {
  test('is answered with 503 while it is gone, and found again without a restart of the app', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'pa-faults-'));
    let postgres: EmbeddedPostgres | undefined = await startPostgres({ dataDir });
    try {
      const { databaseUrl } = postgres;
      await prepareDatabase(databaseUrl);
      app = await startTestApp({}, { beside: { databaseUrl, clock: new TestClock('2026-03-03T10:00:00Z') } });
      const user = await makeUser(app.db);
      const browser = await app.as(user);
      const call = await client();
      for (let restarts = 0; restarts < 2; restarts++) {
        expect((await call('get', '/api/v1/workouts')).status).toBe(200);
        expect((await browser.get('/fitness')).status).toBe(200);

        await postgres?.stop();
        postgres = undefined;
        const outage = await Promise.all([
          call('get', '/api/v1/workouts'),
          call('post', '/api/v1/workouts').send({ startedAt: '2026-03-03T09:00:00Z' }),
          browser.get('/fitness'),
        ]);
        expect(outage.map(({ status }) => status)).toEqual([503, 503, 503]);
        for (const { headers } of outage) expect(headers['retry-after']).toBe('5');
        expect(outage[2].text).toContain('</html>');
        expect((await app.visitor().json('get', '/health')).status).toBe(200);
        const ready = await app.visitor().json('get', '/health/ready');
        expect([ready.status, ready.body.checks.database]).toEqual([503, expect.not.stringMatching(/^ok$/)]);

        postgres = await startPostgres({ dataDir });
        expect((await call('get', '/api/v1/workouts')).status).toBe(200);
        expect((await browser.get('/fitness')).status).toBe(200);
        expect((await app.visitor().json('get', '/health/ready')).status).toBe(200);
      }
    } finally {
      await app.stop();
      await postgres?.stop();
      rmSync(dataDir, { recursive: true, force: true });
      app = { stop: () => Promise.resolve() } as TestApp;
    }
  }, 60_000);
});
