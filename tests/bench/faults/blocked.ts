import { setTimeout as pause } from 'node:timers/promises';
import { type Fixture, freePort, startFixture } from '../../supervisor/support/fixture.ts';
import { startLoad } from '../../supervisor/support/load.ts';
import type { Row } from './row.ts';

const TIMEOUT_MS = 5000;

/** One of four workers hangs in an endless loop under a load of new connections. */
export async function blocked(): Promise<Row[]> {
  const metricsPort = await freePort();
  const server = await startFixture({
    settings: { webConcurrency: 4, workerTimeoutMs: TIMEOUT_MS, heartbeatMs: 1000, metricsPort },
  });
  const load = startLoad(server.url, { clients: 20, keepAlive: false, thinkMs: 20, hungMs: 30_000 });
  await load.answered(500);
  const begun = performance.now();
  const lost = fetch(`${server.url}/loop`).catch(() => undefined);
  const died = server.logged(({ msg }) => msg === 'worker died');
  const slowestScrapeMs = await scrapeUntil(died, `http://127.0.0.1:${metricsPort}/metrics`);
  const stack = server.log.find(({ msg }) => msg.startsWith('worker is blocked'))?.['stack'] as string[];
  await server.logged(({ msg }) => msg === 'worker ready', server.log.indexOf(await died));
  const replacedMs = performance.now() - begun;
  const { total, slow, failures } = await load.stop();
  await lost;
  await stopped(server);
  return [
    { what: 'one of four workers hangs: requests over 1 s', seen: (100 * slow) / total, most: 1, unit: '%' },
    { what: '  requests that failed: it had them in its hands', seen: failures.length, most: 5, unit: '' },
    { what: '  slowest scrape meanwhile', seen: slowestScrapeMs, most: 300, unit: 'ms' },
    {
      what: `  replaced after (timeout ${TIMEOUT_MS / 1000} s)`,
      ...{ seen: replacedMs / 1000, most: TIMEOUT_MS / 1000 + 3, unit: 's' },
    },
    {
      what: stack[0] ? `  stack read: ${stack[0]}` : '  stack not read',
      ...{ seen: stack[0]?.startsWith('spinForEver ') ? 0 : 1, most: 0, unit: '' },
    },
  ];
}

async function scrapeUntil(event: Promise<unknown>, url: string): Promise<number> {
  let slowestMs = 0;
  let isOver = false;
  void event.then(() => (isOver = true));
  while (!isOver) {
    const begun = performance.now();
    await (await fetch(url)).text();
    slowestMs = Math.max(slowestMs, performance.now() - begun);
    await pause(100);
  }
  return slowestMs;
}

async function stopped(server: Fixture): Promise<void> {
  server.signal('SIGQUIT');
  await server.exited;
}
