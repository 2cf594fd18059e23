import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { MetricFamily } from '../../src/supervisor/messages.ts';
import { MetricsMerger, renderMetrics } from '../../src/supervisor/metrics.ts';
import { freePort, killLeftFixtures, startFixture } from './support/fixture.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

/** The value of one sample of a scrape. */
function valueOf(text: string, sample: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${sample} `));
  if (!line) throw new Error(`${sample} is missing in\n${text}`);
  return Number(line.slice(sample.length + 1));
}

describe('the internal listener', () => {
  test('counts the requests of all workers, also of those that were killed', async () => {
    const metricsPort = await freePort();
    const server = await startFixture({ settings: { metricsPort } });
    const scrape = async () => (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
    for (let n = 0; n < 10; n += 1) await fetch(`${server.url}/pid`, { headers: { connection: 'close' } });
    let text = await scrape();
    while (valueOf(text, 'supervisor_requests_total') < 10) text = await scrape();
    while (!text.includes('fixture_requests_total')) text = await scrape();
    const counted = valueOf(text, 'fixture_requests_total');
    const from = server.log.length;
    for (const pid of server.webPids()) process.kill(pid, 'SIGKILL');
    for (const worker of ['web-1', 'web-2']) {
      await server.logged((line) => line.msg === 'worker ready' && line.worker === worker, from);
    }
    const after = await scrape();
    expect(valueOf(after, 'supervisor_requests_total')).toBeGreaterThanOrEqual(10);
    expect(valueOf(after, 'fixture_requests_total')).toBeGreaterThanOrEqual(counted);
    expect(valueOf(after, 'supervisor_worker_ends_total{cause="crash"}')).toBe(2);
    expect(valueOf(after, 'supervisor_workers{role="web",state="ready"}')).toBe(2);
    expect(await server.stop()).toBe(0);
  });

  test('answers while a worker hangs, and shows that it is not up', async () => {
    const metricsPort = await freePort();
    const server = await startFixture({ settings: { metricsPort, heartbeatMs: 100, webConcurrency: 3 } });
    const lost = fetch(`${server.url}/loop`).catch(() => undefined);
    const ups = async () => {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      return ['web-1', 'web-2', 'web-3'].map((name) =>
        valueOf(text, `supervisor_worker_up{worker="${name}",role="web"}`),
      );
    };
    let up = await ups();
    while (!up.includes(0)) up = await ups();
    expect(up.sort()).toEqual([0, 1, 1]);
    const health = await fetch(`http://127.0.0.1:${metricsPort}/readyz`);
    expect(health.status).toBe(200);
    expect(await health.json()).toMatchObject({ status: 'ok', webWorkersReady: 2 });
    server.signal('SIGQUIT');
    await server.exited;
    await lost;
  });

  test('says degraded after five unplanned ends', async () => {
    const metricsPort = await freePort();
    const server = await startFixture({ settings: { metricsPort, webConcurrency: 5 } });
    const health = async () => (await fetch(`http://127.0.0.1:${metricsPort}/healthz`)).json();
    expect(await health()).toMatchObject({ status: 'ok', degraded: false });
    const from = server.log.length;
    for (const pid of server.webPids()) process.kill(pid, 'SIGKILL');
    for (let n = 1; n <= 5; n += 1) {
      await server.logged(({ msg, worker }) => msg === 'worker ready' && worker === `web-${n}`, from);
    }
    expect(await health()).toMatchObject({ status: 'ok', degraded: true });
    expect(await server.stop()).toBe(0);
  });
});

describe('merging', () => {
  const counter = (value: number) => ({
    name: 'hits_total',
    help: 'Hits.',
    type: 'counter',
    aggregator: 'sum',
    values: [{ value, labels: { route: '/a', code: 200 } }],
  });
  const gauge = (name: string, aggregator: string, value: number) => ({
    name,
    help: 'Size.',
    type: 'gauge',
    aggregator,
    values: [{ value, labels: {} }],
  });

  test('adds what ended workers had counted, but not their gauges', () => {
    const merger = new MetricsMerger();
    merger.keep([counter(5), gauge('size', 'sum', 7)]);
    const text = renderMetrics(merger.merge([[counter(2), gauge('size', 'sum', 1)], [counter(3)]]));
    expect(text).toBe(
      '# HELP hits_total Hits.\n# TYPE hits_total counter\nhits_total{route="/a",code="200"} 10\n' +
        '# HELP size Size.\n# TYPE size gauge\nsize 1\n',
    );
  });

  test.each([
    ['sum', 6],
    ['max', 4],
    ['min', 2],
    ['average', 3],
    ['first', 2],
  ])('takes the %s of gauges that ask for it', (aggregator, expected) => {
    const [family] = new MetricsMerger().merge([[gauge('g', aggregator, 2)], [gauge('g', aggregator, 4)]]);
    expect(family?.values[0]?.value).toBe(expected);
  });

  test('keeps the parts of a histogram apart', () => {
    const histogram = (small: number, all: number): MetricFamily => ({
      name: 'seconds',
      help: 'h',
      type: 'histogram',
      aggregator: 'sum',
      values: [
        { value: small, labels: { le: 0.1 }, metricName: 'seconds_bucket' },
        { value: all, labels: { le: '+Inf' }, metricName: 'seconds_bucket' },
        { value: all, labels: {}, metricName: 'seconds_count' },
      ],
    });
    const text = renderMetrics(new MetricsMerger().merge([[histogram(1, 2)], [histogram(3, 5)]]));
    expect(text).toContain('seconds_bucket{le="0.1"} 4\nseconds_bucket{le="+Inf"} 7\nseconds_count 7\n');
  });

  test('escapes label values', () => {
    const text = renderMetrics([{ ...counter(1), values: [{ value: 1, labels: { path: 'a"b\\c\nd' } }] }]);
    expect(text).toContain('hits_total{path="a\\"b\\\\c\\nd"} 1');
  });
});
