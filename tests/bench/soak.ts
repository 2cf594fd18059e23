import { mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { type Fixture, startFixture } from '../supervisor/support/fixture.ts';
import { startLoad } from '../supervisor/support/load.ts';
import { startNginx } from './reload/nginx.ts';

const RELOAD_EVERY_MS = 30_000;
const KILL_EVERY_MS = 45_000;
const MOST_GROWTH_MB = 5;
const MOST_NEW_DESCRIPTORS = 10;

interface Size {
  readonly rssMb: number;
  readonly descriptors: number;
}

interface Done {
  reloads: number;
  kills: number;
  /** Of the primary after each reload, the first when everything has been loaded once. */
  readonly sizes: Size[];
}

/**
 * `npm run bench -- soak [--minutes N]` (60): a reload every 30 s and a kill -9 every 45 s under 20 clients that read
 * through nginx (directly where it is not installed). Exit code 1 when a read failed behind nginx, or the primary
 * grew by more than 5 MB or 10 descriptors after the first minute.
 */
export async function bench(args: string[]): Promise<number> {
  const at = args.indexOf('--minutes');
  const endAt = performance.now() + 60_000 * (at < 0 ? 60 : Number(args[at + 1]));
  const scratch = join(tmpdir(), 'primary-assistant-bench-soak');
  mkdirSync(scratch, { recursive: true });
  const server = await startFixture({
    settings: { webConcurrency: 4, lameDuckMs: 2000, gracefulTimeoutMs: 10_000 },
  });
  const proxy = await startNginx(scratch, { upstream: server.port, keptS: 1 });
  const load = startLoad(`http://127.0.0.1:${proxy?.port ?? server.port}`, { clients: 20, thinkMs: 100 });
  const done: Done = { reloads: 0, kills: 0, sizes: [] };
  await Promise.all([
    repeatUntil(endAt, RELOAD_EVERY_MS, () => reload(server, done)),
    repeatUntil(endAt, KILL_EVERY_MS, () => kill(server, done)),
  ]);
  const first = done.sizes.at(0) ?? sizeOf(server.pid);
  const last = sizeOf(server.pid);
  const { total, failures } = await load.stop();
  await proxy?.stop();
  await server.stop();
  say(`${done.reloads} reloads, ${done.kills} kills: ${failures.length} of ${total} reads failed`);
  say(`primary: ${first.rssMb} -> ${last.rssMb} MB, ${first.descriptors} -> ${last.descriptors} descriptors`);
  const hasGrown =
    last.rssMb - first.rssMb > MOST_GROWTH_MB || last.descriptors - first.descriptors > MOST_NEW_DESCRIPTORS;
  return hasGrown || (proxy && failures.length > 0) ? 1 : 0;
}

async function repeatUntil(endAt: number, everyMs: number, act: () => Promise<void>): Promise<void> {
  while (performance.now() + everyMs < endAt) {
    await pause(everyMs);
    await act();
  }
}

async function reload(server: Fixture, done: Done): Promise<void> {
  const from = server.log.length;
  server.signal('SIGHUP');
  await server.logged(({ msg }) => /^reload (done|failed)/.test(msg), from);
  done.reloads += 1;
  done.sizes.push(sizeOf(server.pid));
}

async function kill(server: Fixture, done: Done): Promise<void> {
  const [victim = 0] = server.webPids();
  const from = server.log.length;
  process.kill(victim, 'SIGKILL');
  await server.logged(({ msg, workerPid }) => msg === 'worker died' && workerPid === victim, from);
  done.kills += 1;
}

function sizeOf(pid: number): Size {
  const rss = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0;
  return { rssMb: Math.round(Number(rss) / 1024), descriptors: readdirSync(`/proc/${pid}/fd`).length };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
