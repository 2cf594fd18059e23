import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { killLeftFixtures, startFixture } from './support/fixture.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

/** Limits of another process, and the files that tell about it. */
const onLinux = process.platform === 'linux' ? test : test.skip;

/** Leaves another process so many free file descriptors; returns what takes the limit back. */
function leaveDescriptors(pid: number, free: number): () => void {
  const [, usual = ''] = /Max open files\s+(\d+)/.exec(readFileSync(`/proc/${pid}/limits`, 'utf8')) ?? [];
  const limit = (soft: number | string) =>
    execFileSync('prlimit', ['--pid', String(pid), `--nofile=${soft}:`]);
  limit(readdirSync(`/proc/${pid}/fd`).length + free);
  return () => limit(usual);
}

function askAtOnce(url: string, count: number): Promise<PromiseSettledResult<string>[]> {
  return Promise.allSettled(
    Array.from({ length: count }, async () => {
      const answer = await fetch(`${url}/pid`, {
        headers: { connection: 'close' },
        signal: AbortSignal.timeout(10_000),
      });
      return answer.text();
    }),
  );
}

describe('hardship', () => {
  test('clients that never finish their headers are sent away, the others are served meanwhile', async () => {
    const server = await startFixture({ settings: { headersTimeoutMs: 1500, requestTimeoutMs: 3000 } });
    const slow = await Promise.all(
      Array.from({ length: 200 }, async () => {
        const socket = connect(server.port, '127.0.0.1');
        socket.on('error', () => undefined);
        await once(socket, 'connect');
        socket.write('GET /pid HTTP/1.1\r\nHost: here\r\nX-Slow: ');
        return { socket, closed: once(socket.resume(), 'close') };
      }),
    );
    for (let n = 0; n < 10; n += 1) {
      expect((await fetch(`${server.url}/pid`, { headers: { connection: 'close' } })).status).toBe(200);
    }
    await Promise.all(slow.map(({ closed }) => closed));
    expect(await server.stop()).toBe(0);
  });

  test('connections over the limit of a worker are closed, not passed round', async () => {
    const server = await startFixture({ settings: { webConcurrency: 1, maxConnectionsPerWorker: 3 } });
    const sockets = await Promise.all(
      Array.from({ length: 3 }, async () => {
        const socket = connect(server.port, '127.0.0.1');
        await once(socket, 'connect');
        socket.write('GET /pid HTTP/1.1\r\nHost: here\r\n\r\n');
        await once(socket, 'data');
        return socket;
      }),
    );
    await expect(fetch(`${server.url}/pid`)).rejects.toThrow();
    for (const socket of sockets) {
      socket.end();
      await once(socket, 'close');
    }
    expect((await fetch(`${server.url}/pid`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  });

  onLinux(
    'a worker without a free file descriptor is passed over: nobody waits, and later it serves again',
    async () => {
      const server = await startFixture({ settings: { webConcurrency: 2 } });
      const before = server.webPids();
      for (const pid of before) {
        const restore = leaveDescriptors(pid, 0);
        const answers = await askAtOnce(server.url, 30);
        expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 'fulfilled'));
        restore();
      }
      const served = new Set<string>();
      while (served.size < before.length) {
        served.add(await (await fetch(`${server.url}/pid`, { headers: { connection: 'close' } })).text());
      }
      expect(server.webPids()).toEqual(before);
      expect(await server.stop()).toBe(0);
    },
  );

  onLinux(
    'a primary without a free file descriptor loses no worker, and serves when there are some again',
    async () => {
      const server = await startFixture({ settings: { webConcurrency: 2, workerTimeoutMs: 1500 } });
      const before = server.webPids();
      const restore = leaveDescriptors(server.pid, 1);
      // Some of these are answered, some find nobody: what counts is what is left afterwards.
      await askAtOnce(server.url, 30);
      restore();
      expect((await fetch(`${server.url}/pid`, { headers: { connection: 'close' } })).status).toBe(200);
      expect(server.webPids()).toEqual(before);
      expect(await server.stop()).toBe(0);
    },
  );

  test('the last lines of a server that ends are in its log file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'log-'));
    const file = join(folder, 'deep/server.log');
    const server = await startFixture({ settings: { log: { level: 'info', file } } });
    expect(await server.stop()).toBe(0);
    const lines = readFileSync(file, 'utf8').trim().split('\n');
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ msg: 'stopped', exitCode: 0 });
    rmSync(folder, { recursive: true });
  });

  test('a full disk under the log costs the lines, not the service', async () => {
    const server = await startFixture({ settings: { log: { level: 'info', file: '/dev/full' } } });
    const before = await (await fetch(`${server.url}/pid`)).text();
    server.signal('SIGHUP');
    let now = before;
    while (now === before) {
      now = await (await fetch(`${server.url}/pid`, { headers: { connection: 'close' } })).text();
    }
    expect(await server.stop()).toBe(0);
  });
});
