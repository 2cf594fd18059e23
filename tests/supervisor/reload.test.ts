import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { killLeftFixtures, startFixture } from './support/fixture.ts';
import { startLoad } from './support/load.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

const isDone = ({ msg }: { msg: string }) => msg === 'reload done';

describe('reload', () => {
  test('replaces every worker twice under keep-alive load with half POSTs: no request fails', async () => {
    const server = await startFixture({
      settings: { webConcurrency: 4, reloadSettleMs: 200, lameDuckMs: 1000 },
    });
    const before = server.webPids();
    const load = startLoad(server.url, { clients: 50, postShare: 0.5, thinkMs: 20 });
    for (let round = 0; round < 2; round += 1) {
      const from = server.log.length;
      server.signal('SIGHUP');
      await server.logged(isDone, from);
    }
    const { total, failures } = await load.stop();
    expect(failures).toEqual([]);
    expect(total).toBeGreaterThan(500);
    const after = server.webPids();
    expect(after).toHaveLength(4);
    expect(after.filter((pid) => before.includes(pid))).toEqual([]);
    expect(await server.stop()).toBe(0);
  });

  test('no request fails either when each comes on a new connection', async () => {
    const server = await startFixture({ settings: { webConcurrency: 4 } });
    const load = startLoad(server.url, { clients: 20, keepAlive: false, thinkMs: 10 });
    server.signal('SIGHUP');
    await server.logged(isDone);
    expect((await load.stop()).failures).toEqual([]);
    expect(await server.stop()).toBe(0);
  });

  test.each([
    ['throws at load', 'throw-at-load', 'This release is broken on purpose.'],
    ['never becomes ready', 'never-ready', 'was not ready within 5 s'],
    ['fails its readiness probe', 'probe-fails', 'the database has the wrong schema'],
    ['ends right after it was ready', 'exit-soon', 'ended at once'],
  ])(
    'to a release that %s leaves the old workers serving and says why',
    async (_what, fault, reason) => {
      const server = await startFixture({
        settings: { bootTimeoutMs: fault === 'never-ready' ? 5000 : 20_000, reloadSettleMs: 1000 },
      });
      const before = server.webPids();
      const load = startLoad(server.url, { clients: 5, postShare: 0.5, thinkMs: 20 });
      server.setFault(fault);
      server.signal('SIGHUP');
      const failed = await server.logged(({ msg }) => msg.startsWith('reload failed'));
      expect(failed['err']).toContain(reason);
      expect((await load.stop()).failures).toEqual([]);
      const serving = await Promise.all(
        before.map(async () => Number(await (await fetch(`${server.url}/pid`)).text())),
      );
      for (const pid of serving) expect(before).toContain(pid);
      server.setFault('');
      server.signal('SIGHUP');
      await server.logged(isDone);
      expect(await server.stop()).toBe(0);
    },
    40_000,
  );

  test('ten HUPs at once make one or two reloads', async () => {
    const server = await startFixture();
    for (let n = 0; n < 10; n += 1) server.signal('SIGHUP');
    await server.logged(isDone);
    server.signal('SIGTTIN');
    await server.logged(({ msg }) => msg === 'scaled');
    const reloads = server.log.filter(isDone).length;
    expect(reloads).toBeGreaterThanOrEqual(1);
    expect(reloads).toBeLessThanOrEqual(2);
    expect(await server.stop()).toBe(0);
  });

  test('TERM during a reload wins', async () => {
    const server = await startFixture({ settings: { reloadSettleMs: 5000 } });
    server.signal('SIGHUP');
    await server.logged(({ msg }) => msg === 'reload begins');
    server.signal('SIGTERM');
    server.signal('SIGHUP');
    expect(await server.exited).toBe(0);
    expect(server.log.some(isDone)).toBe(false);
  });
});
