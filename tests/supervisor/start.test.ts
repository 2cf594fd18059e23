import { createServer } from 'node:net';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { freePort, killLeftFixtures, type LogLine, startFixture } from './support/fixture.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

describe('starting', () => {
  test('says each step, the address and the first-run link, and serves from all workers', async () => {
    const server = await startFixture({ settings: { webConcurrency: 3 } });
    expect(server.stdout()).toMatch(/^Configuration +ready/m);
    expect(server.stdout()).toMatch(/^Workers +ready/m);
    await server.logged(({ worker }) => worker === 'jobs');
    const seen = new Set<string>();
    for (let n = 0; n < 6; n += 1) {
      const answer = await fetch(`${server.url}/pid`, { headers: { connection: 'close' } });
      seen.add(await answer.text());
    }
    expect([...seen].map(Number).sort()).toEqual(server.webPids().sort());
    expect(seen.size).toBe(3);
    expect(server.stdout()).toContain(`Open           ${server.url}\n`);
    expect(server.stdout()).toContain(`${server.url}/setup`);
    expect(await server.stop()).toBe(0);
  });

  test('a worker that dies while others still boot is replaced', async () => {
    const server = await startFixture({ fault: 'holds-web-2', waitUntilUp: false });
    const isFirst = ({ msg, worker }: LogLine) => msg === 'worker ready' && worker === 'web-1';
    const { workerPid = 0 } = await server.logged(isFirst);
    process.kill(workerPid, 'SIGKILL');
    const died = await server.logged(({ msg }) => msg === 'worker died');
    expect(died['nextStartInMs']).toBe(0);
    await server.logged(isFirst, server.log.indexOf(died));
    server.setFault('');
    await server.logged(({ msg }) => msg === 'serving');
    expect(server.webPids()).toHaveLength(2);
    expect(await server.stop()).toBe(0);
  });

  test('a release that fails to load ends the server with 4 and its message', async () => {
    const server = await startFixture({ fault: 'throw-at-load', waitUntilUp: false });
    expect(await server.exited).toBe(4);
    expect(server.stderr()).toContain('This release is broken on purpose.');
  });

  test('contradicting settings end it with 4 and one sentence that names the pair and the cure', async () => {
    const server = await startFixture({
      settings: { lameDuckMs: 9000, gracefulTimeoutMs: 4000 },
      waitUntilUp: false,
    });
    expect(await server.exited).toBe(4);
    expect(server.stderr().trim()).toBe(
      'LAME_DUCK (9 s) must be shorter than GRACEFUL_TIMEOUT (4 s): lower LAME_DUCK or raise GRACEFUL_TIMEOUT.',
    );
  });

  test('a port below 1 ends it with 4', async () => {
    const server = await startFixture({ settings: { port: -1 }, waitUntilUp: false });
    expect(await server.exited).toBe(4);
    expect(server.stderr()).toContain('PORT is -1: take a number from 1 to 65535.');
  });

  test('a port that is taken ends it with 5, naming the port', async () => {
    const port = await freePort();
    const other = createServer().listen(port, '127.0.0.1');
    const server = await startFixture({ settings: { port }, waitUntilUp: false });
    expect(await server.exited).toBe(5);
    expect(server.stderr()).toContain(`port ${port}`);
    await new Promise((resolve) => other.close(resolve));
  });

  test.each([
    ['a worker that never becomes ready', 'never-ready', 'was not ready within 1 s'],
    ['a failing readiness probe', 'probe-fails', 'the database has the wrong schema'],
    ['a database that does not answer', 'no-database', 'The database did not answer for 60 s.'],
  ])('%s ends it with 3 and the reason', async (_what, fault, reason) => {
    // Only the one that waits for ever may be cut short: on a busy machine a start takes its time.
    const settings = fault === 'never-ready' ? { bootTimeoutMs: 1000 } : {};
    const server = await startFixture({ fault, settings, waitUntilUp: false });
    expect(await server.exited).toBe(3);
    expect(server.stderr()).toContain(reason);
  });

  test('TERM while it is starting ends it with 0 and leaves no process', async () => {
    const server = await startFixture({ fault: 'never-ready', waitUntilUp: false });
    await server.logged(({ worker }) => worker === 'jobs');
    expect(await server.stop()).toBe(0);
  });
});
