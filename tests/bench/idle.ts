import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { supervisorDefaults } from '../../src/supervisor/settings.ts';
import { startFixture } from '../supervisor/support/fixture.ts';
import { startLoad } from '../supervisor/support/load.ts';
import { startNginx } from './reload/nginx.ts';

const CLIENTS = 200;
const UPSTREAM_KEEPALIVE_S = 10;

/**
 * `npm run bench -- idle [--minutes N]` (10): 200 clients that POST through nginx after pauses of 55 to 80 s, the times
 * around which idle connections end, with the product's own times. Exit code 1 when one failed.
 */
export async function bench(args: string[]): Promise<number> {
  const at = args.indexOf('--minutes');
  const minutes = at < 0 ? 10 : Number(args[at + 1]);
  const scratch = join(tmpdir(), 'primary-assistant-bench-idle');
  mkdirSync(scratch, { recursive: true });
  const { keepAliveMs, lameDuckMs, gracefulTimeoutMs } = supervisorDefaults;
  const server = await startFixture({ settings: { keepAliveMs, lameDuckMs, gracefulTimeoutMs } });
  const proxy = await startNginx(scratch, { upstream: server.port, keptS: UPSTREAM_KEEPALIVE_S });
  if (!proxy) process.stdout.write('nginx is not installed here: the clients post directly.\n');
  const load = startLoad(`http://127.0.0.1:${proxy?.port ?? server.port}`, {
    ...{ clients: CLIENTS, postShare: 1, hungMs: 10_000 },
    thinkMs: () => 55_000 + 25_000 * Math.random(),
  });
  await pause(60_000 * minutes);
  const { total, failures } = await load.stop();
  process.stdout.write(`${failures.length} of ${total} POSTs failed ${failures.join(', ')}\n`);
  await proxy?.stop();
  await server.stop();
  return failures.length > 0 ? 1 : 0;
}
