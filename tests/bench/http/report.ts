import { type Figures, figuresOf, type Sample } from './measure.ts';
import type { Scenario, ScenarioName } from './scenarios.ts';

/** What a run has measured. */
export interface Results {
  /** At as many requests as are answered. */
  full: Sample[];
  /** At the same rate for all, half of what the slowest can do. */
  steady: Sample[];
  /** PSS of the product's tree in MiB. */
  memory: { idle: number; afterLoad: number };
}

const TOTAL = (figures: Figures) => figures.appCpuMs + figures.postgresCpuMs;

/** The tables of a run, then the goals with what was reached. */
export function report(
  results: Results,
  scenarios: readonly Scenario[],
  contenders: readonly string[],
): string {
  const parts = scenarios.map(
    (scenario) => `${scenario.title}\n${table(results, scenario.name, contenders)}`,
  );
  return [...parts, goalLines(results)].join('\n\n');
}

function table({ full, steady }: Results, scenario: ScenarioName, contenders: readonly string[]): string {
  const product = figuresOf(full, scenario, 'product');
  const head = [
    '',
    'req/s',
    'p50',
    'p99',
    'app CPU',
    'pg CPU',
    'p50 steady',
    'p99 steady',
    'failed',
    'req/s',
    'CPU',
  ];
  const rows = contenders.map((name) => {
    const own = figuresOf(full, scenario, name);
    const even = figuresOf(steady, scenario, name);
    return [
      ...[name, own.perSecond.toFixed(0), own.p50Ms.toFixed(1), own.p99Ms.toFixed(0)],
      ...[
        own.appCpuMs.toFixed(0),
        own.postgresCpuMs.toFixed(0),
        even.p50Ms.toFixed(1),
        even.p99Ms.toFixed(1),
      ],
      String(own.failed + even.failed),
      `${(product.perSecond / own.perSecond).toFixed(2)}x`,
      `${(TOTAL(own) / TOTAL(product)).toFixed(2)}x`,
    ];
  });
  return columns([head, ...rows]);
}

function columns(rows: readonly string[][]): string {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const line = (row: string[]) =>
    row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join('  ');
  return rows.map((row) => `  ${line(row)}`).join('\n');
}

interface Goal {
  text: string;
  value: number;
  goal: number;
  /** Whether less is better. */
  isLimit?: boolean;
}

function goalLines({ full, memory }: Results): string {
  const figures = (scenario: ScenarioName, name: string) => figuresOf(full, scenario, name);
  const faster = (scenario: ScenarioName, than: string, goal: number): Goal => ({
    text: `${scenario}: requests/s against ${than}`,
    value: figures(scenario, 'product').perSecond / figures(scenario, than).perSecond,
    goal,
  });
  const lighter = (scenario: ScenarioName): Goal => ({
    text: `${scenario}: CPU of PostgreSQL against flask raw`,
    value: figures(scenario, 'product').postgresCpuMs / figures(scenario, 'flask raw').postgresCpuMs,
    ...{ goal: 0.4, isLimit: true },
  });
  const goals: Goal[] = [
    ...[faster('list', 'flask orm', 5), faster('today', 'flask orm', 5), faster('add', 'flask orm', 4)],
    ...[faster('list', 'flask raw', 2), faster('today', 'flask raw', 2.5), faster('add', 'flask raw', 2.2)],
    ...[faster('list', 'raw node', 0.75), faster('today', 'raw node', 0.65), faster('add', 'raw node', 0.65)],
    ...[lighter('list'), lighter('today'), lighter('add')],
    { text: 'memory of the product, idle (MiB)', value: memory.idle, goal: 160, isLimit: true },
    { text: 'memory of the product, after load (MiB)', value: memory.afterLoad, goal: 210, isLimit: true },
  ];
  const isMeasured = ({ value }: Goal) => !Number.isNaN(value);
  const rows = goals.filter(isMeasured).map(({ text, value, goal, isLimit }) => {
    const isReached = isLimit ? value <= goal : value >= goal;
    return [text, value.toFixed(2), `${isLimit ? '≤' : '≥'} ${goal}`, isReached ? 'reached' : 'missed'];
  });
  return `Goals\n${columns(rows)}`;
}
