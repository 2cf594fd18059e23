import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import type { Bench } from '../../scripts/bench.ts';
import { buildIfChanged } from '../../scripts/build.ts';
import { type Contender, flaskProblem, startFlask, startProduct, startRawNode } from './http/contenders.ts';
import { sendLoad } from './http/load.ts';
import { figuresOf, measure, type Sample } from './http/measure.ts';
import { toJinja } from './http/page-template.ts';
import { memoryMiB } from './http/process-tree.ts';
import { report, type Results } from './http/report.ts';
import { ask, ensureSameAnswers, scenariosOf, type Scenario } from './http/scenarios.ts';
import { removeWritten } from './http/seed.ts';
import { openWorkbench, type Workbench } from './http/workbench.ts';
import { hasNginx, startNginx } from './reload/nginx.ts';

const USAGE = `Usage: npm run bench [-- http] [--quick] [--rounds N] [--seconds N] [--connections N] [--only list,today] [--nginx]
Measures the product against bare node:http and, where Debian's packages are installed, Flask, in turns; with --nginx each
of them behind Debian's nginx.`;
/** Over all four workers and scenarios. */
const WARM_UP_REQUESTS = 5000;
const MOST_WARM_UPS = 4;
const SETTLE_MS = 3000;
const STEADY_CONNECTIONS = 16;
/** Longer than a run: no connection is made anew because it was idle. */
const KEPT_S = 60;

interface Plan {
  rounds: number;
  seconds: number;
  connections: number;
  steadyRounds: number;
  only: string[];
  /** Each contender stands behind an nginx of its own, as in production. */
  isBehindNginx: boolean;
}

/** `npm run bench`: requests a second, latency, CPU and memory as ratios to other ways of doing the same. */
export const bench: Bench = async (args) => {
  const plan = planOf(args);
  if (!plan) return 2;
  if (plan.isBehindNginx && !hasNginx()) {
    say('nginx is not installed: apt-get install nginx-light');
    return 2;
  }
  await buildIfChanged();
  const workbench = await openWorkbench();
  const running: Contender[] = [];
  try {
    const scenarios = scenariosOf(workbench).filter(
      ({ name }) => plan.only.length === 0 || plan.only.includes(name),
    );
    const results = await run(workbench, scenarios, plan, running);
    say(`\n${explanation(plan)}\n`);
    say(
      report(
        results,
        scenarios,
        running.map(({ name }) => name),
      ),
    );
    return [...results.full, ...results.steady].some(({ failed }) => failed > 0) ? 1 : 0;
  } finally {
    await Promise.all(running.map((contender) => contender.stop()));
    await workbench.close();
  }
};

async function run(
  workbench: Workbench,
  scenarios: Scenario[],
  plan: Plan,
  running: Contender[],
): Promise<Results> {
  // The product first and alone: pages that it shares with other Node processes would make it look smaller.
  const enter = async (contender: Contender) => {
    running.push(plan.isBehindNginx ? await behindNginx(workbench, contender) : contender);
  };
  await enter(await startProduct(workbench));
  const product = running[0]!;
  await sleep(SETTLE_MS);
  const idle = memoryMiB(product.pid);
  await warmUp(workbench, product, scenarios);
  const memory = { idle, afterLoad: memoryMiB(product.pid) };
  await startPeers(workbench, scenarios, { product, enter });
  for (const peer of running.slice(1)) {
    await ensureSameAnswers(scenarios, product, peer);
    await warmUp(workbench, peer, scenarios);
  }
  const full: Sample[] = [];
  for (let at = 0; at < plan.rounds; at++) {
    progress(`round ${at + 1} of ${plan.rounds}`);
    // Every other round in the opposite order: who comes after whom must not matter.
    const order = at % 2 === 0 ? running : running.toReversed();
    for (const scenario of scenarios)
      for (const contender of order)
        full.push(
          await measure(workbench, {
            scenario,
            contender,
            connections: plan.connections,
            seconds: plan.seconds,
          }),
        );
  }
  return { full, steady: await runSteadily(workbench, scenarios, running, { plan, full }), memory };
}

async function runSteadily(
  workbench: Workbench,
  scenarios: readonly Scenario[],
  contenders: readonly Contender[],
  { plan, full }: { plan: Plan; full: Sample[] },
): Promise<Sample[]> {
  const steady: Sample[] = [];
  for (let at = 0; at < plan.steadyRounds; at++) {
    progress(`steady round ${at + 1} of ${plan.steadyRounds}`);
    for (const scenario of scenarios) {
      const speeds = contenders.map(({ name }) => figuresOf(full, scenario.name, name).perSecond);
      const rate = Math.max(STEADY_CONNECTIONS, Math.floor(Math.min(...speeds) / 2));
      for (const contender of contenders)
        steady.push(
          await measure(workbench, {
            scenario,
            contender,
            connections: STEADY_CONNECTIONS,
            seconds: plan.seconds,
            rate,
          }),
        );
    }
  }
  return steady;
}

/** The contender with an nginx in front, which ends with it. Connections to it are kept. */
async function behindNginx({ folder }: Workbench, contender: Contender): Promise<Contender> {
  const upstream = Number(new URL(contender.url).port);
  const proxy = (await startNginx(folder, { upstream, keptS: KEPT_S }))!;
  const stop = async () => {
    await proxy.stop();
    await contender.stop();
  };
  return { ...contender, url: `http://127.0.0.1:${proxy.port}`, stop };
}

/** Adds the peers to what is running, each at once, so that a failure leaves none behind. */
async function startPeers(
  workbench: Workbench,
  scenarios: Scenario[],
  { product, enter }: { product: Contender; enter: (contender: Contender) => Promise<void> },
): Promise<void> {
  await enter(await startRawNode(workbench));
  const problem = flaskProblem();
  if (problem) return say(problem);
  const templates = await writeTemplates(workbench, product, scenarios);
  for (const kind of ['raw', 'orm'] as const) await enter(await startFlask(workbench, kind, templates));
}

async function writeTemplates(
  workbench: Workbench,
  product: Contender,
  scenarios: Scenario[],
): Promise<string> {
  const folder = join(workbench.folder, 'templates');
  mkdirSync(folder);
  const today = scenarios.find(({ name }) => name === 'today');
  if (!today) return folder;
  const page = await ask(product, today.requests[0]!, 200);
  writeFileSync(join(folder, 'page.html'), `${toJinja(page, workbench.seeded.readers[0]!.userId)}\n`);
  return folder;
}

/** Node compiles what runs often: each worker answers about a thousand requests before anything is measured. */
async function warmUp(
  workbench: Workbench,
  contender: Contender,
  scenarios: readonly Scenario[],
): Promise<void> {
  progress(`warming up ${contender.name}`);
  const isCompiled = !contender.name.startsWith('flask');
  for (const { requests } of scenarios) {
    const load = { url: contender.url, requests, connections: 16, seconds: isCompiled ? 2 : 1 };
    let left = isCompiled ? WARM_UP_REQUESTS / scenarios.length : 1;
    for (let at = 0; left > 0 && at < MOST_WARM_UPS; at++) left -= (await sendLoad(load)).answered;
    if (left > 0 && isCompiled) say(`${contender.name} is not warm: this machine is busy with other things.`);
  }
  await removeWritten(workbench.db, workbench.seeded);
}

function planOf(args: string[]): Plan | undefined {
  const number = (text: string | undefined, fallback: number) =>
    text === undefined ? fallback : Number(text);
  try {
    const { values } = parseArgs({
      args,
      options: {
        ...{ quick: { type: 'boolean' }, rounds: { type: 'string' }, seconds: { type: 'string' } },
        ...{ connections: { type: 'string' }, only: { type: 'string' }, nginx: { type: 'boolean' } },
      },
    });
    const plan = {
      rounds: number(values.rounds, values.quick ? 2 : 5),
      seconds: number(values.seconds, values.quick ? 1 : 2),
      connections: number(values.connections, 64),
      steadyRounds: values.quick ? 1 : 2,
      only: values.only?.split(',') ?? [],
      isBehindNginx: values.nginx ?? false,
    };
    if (plan.rounds >= 1 && plan.seconds >= 1 && plan.connections >= 1) return plan;
  } catch {
    // Said below.
  }
  say(USAGE);
  return undefined;
}

function explanation({ rounds, connections, isBehindNginx }: Plan): string {
  return `Medians of ${rounds} alternating rounds, ${connections} connections${isBehindNginx ? ' to nginx' : ''}; CPU in ms per 1,000 requests; latency in ms; steady = at half
the rate of the slowest, ${STEADY_CONNECTIONS} connections. The last two columns: how many times faster, and how many times
less CPU (PostgreSQL included), the product is. Read ratios, not figures: they hold between machines.`;
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function progress(what: string): void {
  process.stderr.write(`${what}\n`);
}
