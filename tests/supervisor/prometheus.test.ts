import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { freePort, killLeftFixtures, startFixture } from './support/fixture.ts';

jest.setTimeout(60_000);
afterEach(killLeftFixtures);

const isInstalled = spawnSync('prometheus', ['--version']).status === 0;
// Skipped where Debian's prometheus is not installed; jest counts and names it.
const testWithPrometheus = isInstalled ? test : test.skip;

describe('Prometheus', () => {
  testWithPrometheus('scrapes the internal listener and finds the fleet', async () => {
    const [metricsPort, webPort] = [await freePort(), await freePort()];
    const server = await startFixture({ settings: { metricsPort } });
    const folder = mkdtempSync(join(tmpdir(), 'prometheus-'));
    writeFileSync(
      join(folder, 'prometheus.yml'),
      `scrape_configs: [{job_name: app, scrape_interval: 500ms, scrape_timeout: 500ms, static_configs: [{targets: ['127.0.0.1:${metricsPort}']}]}]`,
    );
    const args = [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${webPort}`,
    ];
    const prometheus = spawn('prometheus', args, { stdio: 'ignore' });
    const ask = async (query: string) => {
      const url = `http://127.0.0.1:${webPort}/api/v1/query?query=${encodeURIComponent(query)}`;
      // Until it is up it does not answer, and then for a moment with 503.
      const response = await fetch(url).catch(() => undefined);
      if (!response?.ok) return [];
      const { data } = (await response.json()) as { data: { result: { value: [number, string] }[] } };
      return data.result.map(({ value }) => value[1]);
    };
    try {
      while ((await ask('up{job="app"}'))[0] !== '1') await pause(100);
      while ((await ask('fixture_requests_total')).length === 0) await pause(100);
      expect(await ask('sum(supervisor_worker_up)')).toEqual(['3']);
      expect(await ask('supervisor_workers{role="web",state="ready"}')).toEqual(['2']);
    } finally {
      prometheus.kill('SIGTERM');
      await once(prometheus, 'close');
      rmSync(folder, { recursive: true, force: true });
    }
    expect(await server.stop()).toBe(0);
  });
});
