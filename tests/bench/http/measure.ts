import type { Contender } from './contenders.ts';
import { type LoadResult, median, sendLoad } from './load.ts';
import { cpuMs } from './process-tree.ts';
import type { Scenario, ScenarioName } from './scenarios.ts';
import { removeWritten } from './seed.ts';
import type { Workbench } from './workbench.ts';

/** One round of one contender in one scenario. */
export interface Sample extends LoadResult {
  scenario: ScenarioName;
  contender: string;
  /** CPU of the contender's processes and of PostgreSQL's, per 1,000 requests. */
  appCpuMs: number;
  postgresCpuMs: number;
}

/** The middle of several rounds. */
export type Figures = Pick<Sample, 'perSecond' | 'p50Ms' | 'p99Ms' | 'appCpuMs' | 'postgresCpuMs' | 'failed'>;

export interface Round {
  scenario: Scenario;
  contender: Contender;
  connections: number;
  seconds: number;
  rate?: number;
}

/** Sends one round of load and takes what it cost. */
export async function measure(bench: Workbench, round: Round): Promise<Sample> {
  const { scenario, contender, connections, seconds, rate } = round;
  const before = [cpuMs(contender.pid), cpuMs(bench.postgresPid)] as const;
  const load = { url: contender.url, requests: scenario.requests, connections, seconds };
  const result = await sendLoad(rate === undefined ? load : { ...load, rate });
  const app = cpuMs(contender.pid) - before[0];
  const postgres = cpuMs(bench.postgresPid) - before[1];
  if (scenario.name === 'add') await removeWritten(bench.db, bench.seeded);
  const thousands = result.answered / 1000;
  return {
    ...result,
    ...{ scenario: scenario.name, contender: contender.name },
    ...{ appCpuMs: app / thousands, postgresCpuMs: postgres / thousands },
  };
}

/** The medians of a contender in a scenario; failures are added up. */
export function figuresOf(samples: readonly Sample[], scenario: ScenarioName, contender: string): Figures {
  const own = samples.filter((sample) => sample.scenario === scenario && sample.contender === contender);
  const middle = (pick: (sample: Sample) => number) => median(own.map(pick));
  return {
    perSecond: middle((sample) => sample.perSecond),
    p50Ms: middle((sample) => sample.p50Ms),
    p99Ms: middle((sample) => sample.p99Ms),
    appCpuMs: middle((sample) => sample.appCpuMs),
    postgresCpuMs: middle((sample) => sample.postgresCpuMs),
    failed: own.reduce((sum, sample) => sum + sample.failed, 0),
  };
}
