import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { killLeftFixtures, startFixture } from './support/fixture.ts';
import { startLoad } from './support/load.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

describe('a worker that is killed', () => {
  test('is replaced at once, and only its own clients notice', async () => {
    const server = await startFixture({ settings: { webConcurrency: 4 } });
    const [victim = 0, ...others] = server.webPids();
    const load = startLoad(server.url, { clients: 40, thinkMs: 20 });
    process.kill(victim, 'SIGKILL');
    const died = await server.logged(({ msg }) => msg === 'worker died');
    expect(died).toMatchObject({ workerPid: victim, cause: 'crash', signal: 'SIGKILL', nextStartInMs: 0 });
    await server.logged(
      ({ msg, worker }) => msg === 'worker ready' && worker === died.worker,
      server.log.indexOf(died),
    );
    const { failures } = await load.stop();
    expect(failures.filter((failure) => failure !== 'ECONNRESET')).toEqual([]);
    expect(failures.length).toBeLessThanOrEqual(20);
    expect(server.webPids()).toEqual(expect.arrayContaining(others));
    expect(server.webPids()).toHaveLength(4);
    expect(await server.stop()).toBe(0);
  });

  test('takes no connection with it that was on its way: nobody hangs, kill after kill', async () => {
    const server = await startFixture({ settings: { webConcurrency: 4, lameDuckMs: 0 } });
    const load = startLoad(server.url, { clients: 30, keepAlive: false, hungMs: 4000 });
    for (let kill = 0; kill < 4; kill += 1) {
      const from = server.log.length;
      const [victim = 0] = server.webPids();
      // Stopped first: connections are handed to it that it never takes.
      process.kill(victim, 'SIGSTOP');
      await load.answered(60);
      process.kill(victim, 'SIGKILL');
      await server.logged(({ msg }) => msg === 'worker died', from);
      await server.logged(({ msg }) => msg === 'worker ready', from);
    }
    const { failures, total } = await load.stop();
    expect(failures.filter((failure) => failure === 'hung')).toEqual([]);
    expect(total).toBeGreaterThan(200);
    expect(await server.stop()).toBe(0);
  });

  test('the jobs worker is replaced too', async () => {
    const server = await startFixture();
    const { workerPid = 0 } = await server.logged(({ worker }) => worker === 'jobs');
    const from = server.log.length;
    process.kill(workerPid, 'SIGKILL');
    await server.logged(({ msg, worker }) => msg === 'worker ready' && worker === 'jobs', from);
    expect(await server.stop()).toBe(0);
  });
});
