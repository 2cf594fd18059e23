// `npm run bench [-- NAME] [options]`: runs tests/bench/NAME.ts; without a name, http.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../src/lib/project-root.ts';

/** What every file directly under tests/bench that can be named exports: runs it and answers the exit code. */
export type Bench = (args: string[]) => Promise<number>;

const [first, ...rest] = process.argv.slice(2);
const isNamed = first !== undefined && !first.startsWith('-');
const name = isNamed ? first : 'http';
const file = join(projectRoot, 'tests/bench', `${name}.ts`);

if (!/^[a-z][a-z-]*$/.test(name) || !existsSync(file)) {
  console.error(`There is no benchmark named ${name}: see docs/performance.md.`);
  process.exitCode = 2;
} else {
  const { bench } = (await import(file)) as { bench: Bench };
  try {
    process.exitCode = await bench(isNamed ? rest : process.argv.slice(2));
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
