import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Router } from 'express';
import type { Feature } from '../../src/http/feature.ts';
import { newId } from '../../src/lib/uuid.ts';
import { createMetrics, type Metrics } from '../../src/telemetry/metrics.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { makeToken, makeUser } from '../support/users.ts';

const things: Feature = {
  name: 'things',
  routes() {
    const router = Router();
    router.get('/things/:id', (_req, res) => void res.send('a thing'));
    return router;
  },
  api: {
    nouns: ['things'],
    load: async () => (api) =>
      api.get('/things/:id', { summary: 'One', tag: 'things' }, () => Promise.reject(new Error('broken'))),
  },
};

let app: TestApp;
let metrics: Metrics;
beforeAll(async () => {
  metrics = createMetrics({ pool: () => app.db.poolState(), liveConnections: () => app.live.size });
  app = await startTestApp({}, { features: [things], observe: metrics.observe });
});
afterAll(async () => {
  metrics.close();
  await app.stop();
});

async function valuesOf(name: string) {
  const family = (await metrics.collect()).find((each) => each.name === name);
  return family!.values;
}

test('requests are counted by the pattern of their route, mount path included, and never by their address', async () => {
  const user = await makeUser(app.db);
  const browser = await app.as(user);
  await browser.get(`/things/${newId()}`);
  await browser.get(`/things/${newId()}`);
  await browser.get(`/nowhere/${newId()}`);
  await browser.get('/static/nothing.css');
  const api = app.withToken(await makeToken(app.db, user));
  await api.get(`/api/v1/things/${newId()}`).ok(() => true);

  const counts = (await valuesOf('http_requests_total')).map(({ labels, value }) => ({ ...labels, value }));
  expect(counts).toEqual([
    { method: 'GET', route: '/things/:id', status: 200, value: 2 },
    { method: 'GET', route: 'none', status: 404, value: 1 },
    { method: 'GET', route: '/static/*', status: 404, value: 1 },
    { method: 'GET', route: '/api/v1/things/:id', status: 500, value: 1 },
  ]);
  const timed = (await valuesOf('http_request_duration_seconds')).filter(
    ({ metricName, labels }) => metricName?.endsWith('_count') && labels.route === '/things/:id',
  );
  expect(timed.map(({ value }) => value)).toEqual([2]);
});

test('the pool shows what is in use and who waits', async () => {
  const before = await valuesOf('db_pool_connections');
  expect(before.find(({ labels }) => labels.state === 'in_use')?.value).toBe(0);
  await app.db.transaction(async () => {
    const during = await valuesOf('db_pool_connections');
    expect(during.find(({ labels }) => labels.state === 'in_use')?.value).toBe(1);
  });
  expect((await valuesOf('db_pool_waiting_requests'))[0]?.value).toBe(0);
});

test('the event loop’s delay is measured', async () => {
  const quantiles = (await valuesOf('event_loop_delay_seconds')).map(({ labels }) => labels.quantile);
  expect(quantiles).toEqual([0.5, 0.99, 1]);
});
