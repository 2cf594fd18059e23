import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Fixture, startFixture } from '../supervisor/support/fixture.ts';
import { startLoad } from '../supervisor/support/load.ts';
import { startNginx } from './reload/nginx.ts';

const KILLS = 5;
const CLIENTS = 40;

/**
 * `npm run bench -- kill`: five times kill -9 of a web worker under load: how soon its successor serves, and what
 * clients notice, directly with a connection per request and behind nginx with kept ones. Exit code 1 when a request
 * hung, or a GET behind nginx failed.
 */
export async function bench(): Promise<number> {
  const scratch = join(tmpdir(), 'primary-assistant-bench-kill');
  mkdirSync(scratch, { recursive: true });
  const server = await startFixture({ settings: { webConcurrency: 4 } });
  try {
    const direct = await measure(server, 'new connections, direct', server.port, false);
    const proxy = await startNginx(scratch, { upstream: server.port, keptS: 1 });
    if (!proxy) {
      say('nginx is not installed here: only the direct way is measured.');
      return direct.includes('hung') ? 1 : 0;
    }
    const proxied = await measure(server, 'GET behind nginx', proxy.port, true);
    await proxy.stop();
    return direct.includes('hung') || proxied.length > 0 ? 1 : 0;
  } finally {
    await server.stop();
  }
}

async function measure(server: Fixture, what: string, port: number, keepAlive: boolean): Promise<string[]> {
  const load = startLoad(`http://127.0.0.1:${port}`, {
    clients: CLIENTS,
    keepAlive,
    thinkMs: 5,
    hungMs: 2000,
  });
  const replaced: number[] = [];
  for (let kill = 0; kill < KILLS; kill += 1) {
    await pause(1500);
    const from = server.log.length;
    const [victim = 0] = server.webPids();
    const begun = performance.now();
    process.kill(victim, 'SIGKILL');
    await server.logged(({ msg }) => msg === 'worker ready', from);
    replaced.push(Math.round(performance.now() - begun));
  }
  const { total, failures } = await load.stop();
  const hung = failures.filter((failure) => failure === 'hung').length;
  say(
    `${what.padEnd(24)} ${failures.length} of ${total} failed (${hung} hung), replaced after ${replaced.join(', ')} ms`,
  );
  return failures;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
