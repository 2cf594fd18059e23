import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { killLeftFixtures, SERVER, startFixture } from './support/fixture.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

const NAMESPACE = ['--pid', '--fork', '--kill-child', '--mount-proc'];
const canMakeContainer =
  spawnSync('unshare', [...NAMESPACE, 'true']).status === 0 && spawnSync('tini', ['--version']).status === 0;
// Skipped where tini or the right to a namespace of processes is missing; jest counts and names it.
const testInContainer = canMakeContainer ? test : test.skip;

interface Process {
  readonly pid: number;
  /** Of its program, in parentheses, and its state: `(sleep) Z` is one that has ended and nobody took note of. */
  readonly what: string;
}

/** All processes below this one. */
function below(pid: number): Process[] {
  return readdirSync(`/proc/${pid}/task`)
    .flatMap((task) => readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '))
    .filter(Boolean)
    .flatMap((child) => {
      const stat = readFileSync(`/proc/${child}/stat`, 'utf8');
      return [{ pid: Number(child), what: /\(.*\) ./.exec(stat)?.[0] ?? '' }, ...below(Number(child))];
    });
}

/** The same; asked again when one of them ended while we looked. */
function look(pid: number): Process[] {
  for (;;) {
    try {
      return below(pid);
    } catch {
      // Gone between two looks.
    }
  }
}

describe('in a container, below its init', () => {
  testInContainer(
    'what a killed worker leaves behind is no zombie for long, and TERM ends all with 0',
    async () => {
      const command = ['unshare', ...NAMESPACE, 'tini', '--', process.execPath, SERVER];
      const server = await startFixture({ command });
      for (let n = 0; n < 3; n += 1) {
        const from = server.log.length;
        await fetch(`${server.url}/orphan`);
        await server.logged(({ msg }) => msg === 'worker died', from);
        await server.logged(({ msg }) => msg === 'worker ready', from);
      }
      while (look(server.pid).some(({ what }) => what.startsWith('(sleep)')))
        await fetch(`${server.url}/pid`);
      expect(look(server.pid).filter(({ what }) => what.endsWith('Z'))).toEqual([]);
      const init = look(server.pid).find(({ what }) => what.startsWith('(tini)'));
      if (!init) throw new Error('there is no init');
      process.kill(init.pid, 'SIGTERM');
      expect(await server.exited).toBe(0);
    },
  );
});
