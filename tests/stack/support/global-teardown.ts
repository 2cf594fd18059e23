import { rmSync } from 'node:fs';
import { figureTable } from './figures.ts';
import { production } from './production.ts';

// eslint-disable-next-line import-x/no-default-export -- jest asks for one
export default async function globalTeardown(): Promise<void> {
  if (!process.env.STACK_PARENT) return;
  process.stdout.write(`\n${figureTable()}\n\n`);
  await production().tryCompose(['down', '-v', '--remove-orphans']);
  rmSync(process.env.STACK_PARENT, { recursive: true, force: true });
}
