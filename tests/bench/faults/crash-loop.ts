import { setTimeout as pause } from 'node:timers/promises';
import { freePort, startFixture } from '../../supervisor/support/fixture.ts';
import type { Row } from './row.ts';

const WATCH_MS = 60_000;

/** From one moment on every new worker ends soon after its start: how often the supervisor tries within a minute. */
export async function crashLoop(): Promise<Row[]> {
  const metricsPort = await freePort();
  const server = await startFixture({
    settings: { webConcurrency: 4, crashLoopExitMs: 2 * WATCH_MS, metricsPort },
  });
  const from = server.log.length;
  server.setFault('exit-soon');
  for (const pid of server.webPids()) process.kill(pid, 'SIGKILL');
  await pause(WATCH_MS);
  const forks = new Map<string, number>();
  for (const { msg, worker = '' } of server.log.slice(from)) {
    if (msg === 'worker died') forks.set(worker, (forks.get(worker) ?? 0) + 1);
  }
  const health = (await (await fetch(`http://127.0.0.1:${metricsPort}/healthz`)).json()) as {
    degraded: boolean;
  };
  server.signal('SIGQUIT');
  await server.exited;
  return [
    { what: 'crash loop: starts of one place in 60 s', seen: Math.max(...forks.values()), most: 8, unit: '' },
    { what: '  not shown as degraded', seen: health.degraded ? 0 : 1, most: 0, unit: '' },
  ];
}
