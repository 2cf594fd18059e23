import { loadavg } from 'node:os';
import type { Bench } from '../../scripts/bench.ts';
import { blocked } from './faults/blocked.ts';
import { crashLoop } from './faults/crash-loop.ts';
import { primaryKilled } from './faults/primary.ts';
import { product } from './faults/product.ts';
import { print, type Row } from './faults/row.ts';
import { websockets } from './faults/websockets.ts';

const FAULTS: Readonly<Record<string, () => Promise<Row[]>>> = {
  product,
  blocked,
  primary: primaryKilled,
  websockets,
  'crash-loop': crashLoop,
};

/**
 * `npm run bench -- faults [product|blocked|primary|websockets|crash-loop]`: what people notice when something goes
 * wrong, each figure with its limit (two minutes). Exit code 1 when one is over it.
 */
export const bench: Bench = async (args) => {
  const wanted = args.length > 0 ? args : Object.keys(FAULTS);
  const rows: Row[] = [];
  for (const name of wanted) {
    const measure = FAULTS[name];
    if (!measure) {
      process.stderr.write(`There is no fault ${name}. Known: ${Object.keys(FAULTS).join(', ')}.\n`);
      return 2;
    }
    const found = await measure();
    found.forEach(print);
    rows.push(...found);
  }
  process.stdout.write(
    `Load of the machine (1, 5, 15 min): ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}\n`,
  );
  return rows.some(({ seen, most }) => seen > most) ? 1 : 0;
};
