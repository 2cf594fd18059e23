import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startLoad } from '../supervisor/support/load.ts';
import { type Contender, startGunicorn, startOurs, startPm2 } from './reload/contenders.ts';
import { startNginx } from './reload/nginx.ts';

const CLIENTS = 50;
const RELOADS = 2;
const LEAST_REQUESTS = 15_000;

type Way = 'direct' | 'nginx, kept connections' | 'nginx, new connections';

interface Row {
  readonly contender: string;
  readonly failures: readonly string[];
}

/**
 * `npm run bench -- reload [--rounds N] [--only ours|pm2|gunicorn]`: requests that fail while every worker is
 * replaced twice, under 50 keep-alive clients with half POSTs, direct and behind nginx. Exit code 1 when one of ours
 * failed.
 */
export async function bench(args: string[]): Promise<number> {
  const rounds = Number(valueOf(args, '--rounds') ?? 1);
  const only = valueOf(args, '--only');
  const scratch = join(tmpdir(), 'primary-assistant-bench-reload');
  mkdirSync(scratch, { recursive: true });
  const starts = {
    ours: startOurs,
    pm2: () => startPm2(scratch),
    gunicorn: startGunicorn,
  };
  const rows: Row[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, start] of Object.entries(starts)) {
      if (only && only !== name) continue;
      const contender = await start();
      if (!contender) say(`${name} is not installed here and is left out.`);
      else rows.push(...(await measure(contender, scratch)));
    }
  }
  return rows.some(({ contender, failures }) => contender === 'this supervisor' && failures.length > 0)
    ? 1
    : 0;
}

async function measure(contender: Contender, scratch: string): Promise<Row[]> {
  const rows: Row[] = [];
  try {
    rows.push(await measureWay(contender, 'direct', contender.port));
    for (const keptS of [1, 0]) {
      const proxy = await startNginx(scratch, { upstream: contender.port, keptS });
      if (!proxy) {
        say('nginx is not installed here: only the direct way is measured.');
        break;
      }
      try {
        const way = keptS > 0 ? 'nginx, kept connections' : 'nginx, new connections';
        rows.push(await measureWay(contender, way, proxy.port));
      } finally {
        await proxy.stop();
      }
    }
    return rows;
  } finally {
    await contender.stop();
  }
}

async function measureWay(contender: Contender, way: Way, port: number): Promise<Row> {
  const load = startLoad(`http://127.0.0.1:${port}`, {
    clients: CLIENTS,
    postShare: 0.5,
    thinkMs: 10,
    hungMs: 5000,
  });
  for (let n = 0; n < RELOADS; n += 1) {
    await pause(500);
    await contender.reload();
  }
  while (load.result.total < LEAST_REQUESTS) await pause(100);
  const { total, failures } = await load.stop();
  print(contender.name, way, total, failures);
  return { contender: contender.name, failures };
}

function print(contender: string, way: Way, total: number, failures: readonly string[]): void {
  const kinds = new Map<string, number>();
  for (const failure of failures) kinds.set(failure, (kinds.get(failure) ?? 0) + 1);
  const detail = [...kinds].map(([kind, count]) => `${count} × ${kind}`).join(', ');
  const count = `${String(failures.length).padStart(6)} of ${total} failed`;
  say(`${contender.padEnd(18)} ${way.padEnd(24)} ${count}  ${detail}`.trimEnd());
}

function valueOf(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
