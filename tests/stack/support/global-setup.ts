import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { note, timed } from './figures.ts';
import { OTHER, OWNER, production } from './production.ts';
import { must, run } from './stack.ts';

/** An empty clone, the images built from it, and the product up with nothing prepared. */
// eslint-disable-next-line import-x/no-default-export -- jest asks for one
export default async function globalSetup(): Promise<void> {
  if (process.env.STACK_DOCKER !== '1') {
    process.stdout.write(
      'The tests of the containers are skipped: they want a Docker engine and STACK_DOCKER=1.\n',
    );
    return;
  }
  const parent = mkdtempSync(join(tmpdir(), 'primary-assistant-stack-'));
  process.env.STACK_PARENT = parent;
  process.env.STACK_FIGURES = join(parent, 'figures');
  process.env.STACK_CLONE = join(parent, 'clone');
  const stack = production();
  // What an interrupted run left behind.
  await run('docker', ['compose', '-p', stack.project, 'down', '-v', '--remove-orphans'], {
    cwd: projectRoot,
  });
  const [, cloneToRunning] = await timed(async () => {
    await must('git', ['clone', '--quiet', '--no-hardlinks', projectRoot, stack.dir]);
    const [, cold] = await timed(() => stack.compose(['build', '--no-cache']));
    note('cold build of both images', cold, 's', 180);
    const [, up] = await timed(() => stack.compose(['up', '-d', '--wait']));
    note('up -d --wait on empty volumes', up, 's', 15);
  });
  note('clone to running', cloneToRunning, 's', 300);
  appendFileSync(join(stack.dir, 'src/lib/units.ts'), '\n// changed\n');
  const [, incremental] = await timed(() => stack.compose(['build']));
  note('incremental build', incremental, 's', 30);
  for (const { email, password } of [OWNER, OTHER])
    await stack.exec(
      'web',
      ['npm', 'run', 'create-admin', '--', '--email', email, '--password-stdin'],
      password,
    );
}
