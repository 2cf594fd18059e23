import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { buildIfChanged } from '../../../scripts/build.ts';
import { readPss } from '../../../src/supervisor/status.ts';
import { startLoad } from '../../supervisor/support/load.ts';
import { startProduct } from '../http/contenders.ts';
import { openWorkbench, type Workbench } from '../http/workbench.ts';
import type { Row } from './row.ts';

const KILLS = 5;
const MB = 1024 * 1024;

interface Line {
  readonly time: string;
  readonly msg: string;
  readonly worker?: string;
  readonly workerPid?: number;
  readonly bootMs?: number;
  readonly exitCode?: number;
}

/** The product as it is installed: how soon its workers come, and how it ends. */
export async function product(): Promise<Row[]> {
  await buildIfChanged();
  const workbench = await openWorkbench();
  try {
    const running = await startProduct(workbench);
    while (!linesOf(workbench).some(({ msg }) => msg === 'serving')) await pause(20);
    const primaryBytes = await readPss(running.pid);
    const replacedMs: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1)
      replacedMs.push(await killOne(workbench, `web-${1 + (kill % 4)}`));
    const bootMs = linesOf(workbench)
      .filter(({ msg, worker }) => msg === 'worker ready' && worker?.startsWith('web'))
      .map(({ bootMs = 0 }) => bootMs);
    const load = startLoad(running.url, { clients: 20, path: '/auth/sign-in', thinkMs: 20 });
    await load.answered(200);
    const begun = performance.now();
    await running.stop();
    const stoppedMs = performance.now() - begun;
    await load.stop();
    const { exitCode = -1 } = linesOf(workbench).findLast(({ msg }) => msg === 'stopped') ?? {};
    return [
      {
        what: `product, ${KILLS} × kill -9: the slowest replacement is ready after`,
        ...{ seen: Math.max(...replacedMs) / 1000, most: 1.5, unit: 's' },
      },
      { what: '  quickest start of a web worker', seen: Math.min(...bootMs), most: 700, unit: 'ms' },
      { what: '  memory of the primary (PSS)', seen: primaryBytes / MB, most: 35, unit: 'MB' },
      { what: '  TERM under load: exit code', seen: exitCode, most: 0, unit: '' },
      { what: '  TERM under load: ended after', seen: stoppedMs / 1000, most: 30, unit: 's' },
    ];
  } finally {
    await workbench.close();
  }
}

/** Kills the worker of this place; the time until its place is filled again, in ms. */
async function killOne(workbench: Workbench, place: string): Promise<number> {
  const before = linesOf(workbench);
  const { workerPid = 0 } =
    before.findLast(({ msg, worker }) => msg === 'worker ready' && worker === place) ?? {};
  const killedAt = Date.now();
  process.kill(workerPid, 'SIGKILL');
  for (;;) {
    const ready = linesOf(workbench)
      .slice(before.length)
      .find(({ msg, worker }) => msg === 'worker ready' && worker === place);
    if (ready) return Date.parse(ready.time) - killedAt;
    await pause(20);
  }
}

function linesOf({ folder }: Workbench): Line[] {
  return readFileSync(join(folder, 'product/log'), 'utf8')
    .split('\n')
    .filter((line) => line.includes('"role":"supervisor"'))
    .map((line) => JSON.parse(line) as Line);
}
