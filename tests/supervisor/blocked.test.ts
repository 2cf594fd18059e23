import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { bundleProgram } from '../../scripts/build-server.ts';
import { type Fixture, killLeftFixtures, SERVER, startFixture } from './support/fixture.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

const settings = { webConcurrency: 3, workerTimeoutMs: 1500 };

/** Blocks one worker with a request to `path`; resolves to the line about it once it is examined. */
async function block(server: Fixture, path: string) {
  const lost = fetch(`${server.url}${path}`, { headers: { connection: 'close' } });
  lost.catch(() => undefined);
  const line = await server.logged(({ msg }) => msg.startsWith('worker is blocked'));
  return { line, lost };
}

describe('a worker that hangs', () => {
  test.each([
    ['an endless loop', '/loop', /^spinForEver \(.*fixtures\/web-service\.ts:\d+:\d+\)$/],
    [
      'a catastrophic regular expression',
      '/regex',
      /^backtrackForEver \(.*fixtures\/web-service\.ts:\d+:\d+\)$/,
    ],
  ])(
    'in %s is shown with function, file and line and with its request, then replaced; the others serve on',
    async (_what, path, frame) => {
      const server = await startFixture({ settings });
      await fetch(`${server.url}/pid`);
      const { line, lost } = await block(server, path);
      expect((line['stack'] as string[])[0]).toMatch(frame);
      expect(line['serving']).toEqual([{ method: 'GET', path, ageMs: expect.any(Number) }]);
      expect((line['lastMinute'] as unknown[]).length).toBeGreaterThan(0);
      const report = JSON.parse(readFileSync(String(line['file']), 'utf8')) as Record<string, unknown>;
      expect(report['stack']).toEqual(line['stack']);
      for (let n = 0; n < 10; n += 1) {
        expect((await fetch(`${server.url}/pid`, { headers: { connection: 'close' } })).status).toBe(200);
      }
      await expect(lost).rejects.toThrow();
      const died = await server.logged(({ msg }) => msg === 'worker died');
      expect(died).toMatchObject({ workerPid: line.workerPid, cause: 'timeout' });
      await server.logged(({ msg }) => msg === 'worker ready', server.log.indexOf(died));
      expect(await server.stop()).toBe(0);
    },
  );

  test('is shown in its sources, not in the bundle that runs', async () => {
    const folder = mkdtempSync(join(import.meta.dirname, '../../dist/fixture-'));
    try {
      await bundleProgram(SERVER, folder);
      const server = await startFixture({ settings, program: join(folder, 'server.js') });
      const { line } = await block(server, '/loop');
      expect((line['stack'] as string[])[0]).toMatch(
        /^spinForEver \(tests\/supervisor\/fixtures\/web-service\.ts:\d+:\d+\)$/,
      );
      expect(await server.stop()).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('in native code is named with the request that it began last, and replaced', async () => {
    const server = await startFixture({ settings });
    const { line } = await block(server, '/native');
    expect(line['stack']).toBeUndefined();
    expect(line['note']).toContain('native code');
    expect(line['serving']).toEqual([{ method: 'GET', path: '/native', ageMs: expect.any(Number) }]);
    expect(line['kernel']).toContain('State:');
    await server.logged(({ msg, cause }) => msg === 'worker died' && cause === 'timeout');
    expect(await server.stop()).toBe(0);
  });

  test('is no reason to kill anybody when the supervisor itself stood still', async () => {
    const server = await startFixture({ settings });
    const pids = [...server.webPids()];
    const everybody = [server.pid, ...pids];
    for (const pid of everybody) process.kill(pid, 'SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 2500));
    for (const pid of everybody) process.kill(pid, 'SIGCONT');
    await server.logged(({ msg }) => msg === 'the supervisor itself stood still');
    server.signal('SIGTTIN');
    await server.logged(({ msg }) => msg === 'scaled');
    expect(server.log.filter(({ msg }) => /blocked|died/.test(msg))).toEqual([]);
    expect(server.webPids()).toEqual(expect.arrayContaining(pids));
    expect(await server.stop()).toBe(0);
  });

  test('under a debugger is left alone, and the log says so', async () => {
    const server = await startFixture({ settings });
    const [pid = 0] = server.webPids();
    process.kill(pid, 'SIGUSR1');
    const url = await waitForInspector(server);
    const debuggerSocket = new WebSocket(url);
    await new Promise((resolve) => (debuggerSocket.onopen = resolve));
    await server.logged(({ msg, workerPid }) => /debugger/.test(msg) && workerPid === pid);
    debuggerSocket.send(JSON.stringify({ id: 1, method: 'Debugger.enable' }));
    debuggerSocket.send(JSON.stringify({ id: 2, method: 'Debugger.pause' }));
    // Of two connections at least one reaches a worker that is not paused: that one does not get away with it.
    for (let n = 0; n < 2; n += 1) fetch(`${server.url}/loop`).catch(() => undefined);
    await server.logged(({ msg }) => msg === 'worker died');
    const condemned = server.log.filter(({ msg }) => /blocked|died/.test(msg));
    expect(condemned.map(({ workerPid }) => workerPid)).not.toContain(pid);
    debuggerSocket.close();
    server.signal('SIGQUIT');
    await server.exited;
  });

  test('USR2 shows where every worker is and harms none', async () => {
    const server = await startFixture({ settings: { webConcurrency: 2 } });
    const pids = server.webPids();
    const slow = fetch(`${server.url}/slow?ms=4000`);
    server.signal('SIGUSR2');
    for (const pid of pids) {
      await server.logged((line) => line.msg === 'worker examined' && line.workerPid === pid);
    }
    const seen = server.log.filter(({ msg }) => msg === 'worker examined');
    expect(seen.flatMap(({ serving }) => serving)).toContainEqual({
      method: 'GET',
      path: '/slow',
      ageMs: expect.any(Number),
    });
    const busy = seen.find(({ serving }) => (serving as unknown[]).length > 0);
    expect(busy?.['note']).toContain('waits for something');
    expect(busy).toMatchObject({ pid: server.pid, workerPid: expect.any(Number) });
    expect(await (await slow).text()).toBe('late');
    expect(server.webPids()).toEqual(pids);
    expect(await server.stop()).toBe(0);
  });
});

async function waitForInspector(server: Fixture): Promise<string> {
  for (;;) {
    const url = /Debugger listening on (ws:\S+)/.exec(server.stderr())?.[1];
    if (url) return url;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
