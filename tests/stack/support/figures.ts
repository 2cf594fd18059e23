import { appendFileSync, existsSync, readFileSync } from 'node:fs';

interface Figure {
  what: string;
  value: number;
  unit: string;
  /** What is to be reached: at most this. */
  goal: number;
}

const fileOf = () => process.env.STACK_FIGURES ?? '';

/** Keeps a measured figure for the table at the end of the run. Figures are shown, never asserted. */
export function note(what: string, value: number, unit: string, goal: number): void {
  appendFileSync(fileOf(), `${JSON.stringify({ what, value, unit, goal })}\n`);
}

/** All figures as a table. */
export function figureTable(): string {
  if (!existsSync(fileOf())) return '';
  const lines = readFileSync(fileOf(), 'utf8').trim().split('\n').filter(Boolean);
  const rows = lines.map((line) => JSON.parse(line) as Figure);
  const cells = rows.map(({ what, value, unit, goal }) => [
    what,
    `${value.toFixed(value < 10 ? 1 : 0)} ${unit}`,
    `≤ ${goal} ${unit}`,
    value <= goal ? 'reached' : 'MISSED',
  ]);
  return cells
    .map(([what = '', ...rest]) => `${what.padEnd(52)}${rest.map((cell) => cell.padStart(12)).join('')}`)
    .join('\n');
}

/** How long `work` takes, in seconds. */
export async function timed<T>(work: () => Promise<T>): Promise<[T, number]> {
  const begun = performance.now();
  const result = await work();
  return [result, (performance.now() - begun) / 1000];
}
