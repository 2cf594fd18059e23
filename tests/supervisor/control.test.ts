import { execFile, execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { ControlReply } from '../../src/supervisor/control.ts';
import type { FleetStatus } from '../../src/supervisor/status.ts';
import { type Fixture, freePort, killLeftFixtures, startFixture } from './support/fixture.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

const CLUSTER = join(import.meta.dirname, '../../scripts/cluster.ts');

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

const cluster = ({ dataDir }: Fixture, ...args: string[]) => run({ DATA_DIR: dataDir }, ...args);

function run(settings: Record<string, string>, ...args: string[]): Promise<Outcome> {
  const env = { ...process.env, NODE_OPTIONS: '', ...settings };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLUSTER, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr }),
    );
  });
}

const socketOf = ({ dataDir }: Fixture) => join(dataDir, 'run/ctl.sock');

/** Sends raw bytes to the control socket; resolves to the replies until the server closes or `replies` have come. */
function talk(server: Fixture, bytes: string, replies = 1): Promise<ControlReply[]> {
  return talkTo(socketOf(server), bytes, replies);
}

function talkTo(path: string, bytes: string, replies: number): Promise<ControlReply[]> {
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(path, () => socket.write(bytes));
    const done = () =>
      resolve(
        text
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line) as ControlReply),
      );
    socket.on('data', (data: Buffer) => {
      text += data.toString();
      if (text.split('\n').length <= replies) return;
      socket.destroy();
      done();
    });
    socket.on('end', done);
    socket.on('error', reject);
  });
}

describe('the cluster command', () => {
  test('prints a table a person can read, and everything as JSON', async () => {
    const server = await startFixture();
    const { code, stdout } = await cluster(server, 'status');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Supervisor \d+ \(one\), up \d+ s, \d+ MB$/m);
    expect(stdout).toMatch(
      /^WORKER +PID +ROLE +STATE +AGE +REQUESTS +IN FLIGHT +CONNS +LOOP % +MB +RELEASE$/m,
    );
    for (const pid of server.webPids())
      expect(stdout).toMatch(new RegExp(`^web-\\d +${pid} +web +ready .* one$`, 'm'));
    expect(stdout).toMatch(/^jobs +\d+ +jobs +ready /m);
    const json = await cluster(server, 'status', '--json');
    const reply = JSON.parse(json.stdout) as { ok: true; result: FleetStatus };
    expect(reply.result.places).toEqual([
      { name: 'web-1', role: 'web', isUp: true },
      { name: 'web-2', role: 'web', isUp: true },
      { name: 'jobs', role: 'jobs', isUp: true },
    ]);
    expect(await server.stop()).toBe(0);
  });

  test('reload succeeds, and fails with the cause when the new release does not come up', async () => {
    const server = await startFixture();
    const before = server.webPids();
    expect(await cluster(server, 'reload')).toMatchObject({ code: 0, stdout: 'reloaded\n' });
    const between = server.webPids();
    expect(between.filter((pid) => before.includes(pid))).toEqual([]);
    server.setFault('throw-at-load');
    const failed = await cluster(server, 'reload');
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('This release is broken on purpose.');
    expect(server.webPids()).toEqual(between);
    expect(await server.stop()).toBe(0);
  });

  test('shows which release each worker runs, and what a reload left of which', async () => {
    const metricsPort = await freePort();
    const server = await startFixture({ settings: { metricsPort } });
    const releases = async () => {
      const { result } = (await talk(server, '{"command":"status"}\n'))[0] as { result: FleetStatus };
      return result.workers.filter(({ isCurrent }) => isCurrent).map(({ release }) => release);
    };
    const health = async () =>
      ((await (await fetch(`http://127.0.0.1:${metricsPort}/healthz`)).json()) as { releases: string[] })
        .releases;
    expect(await releases()).toEqual(['one', 'one', 'one']);
    expect(await health()).toEqual(['one']);
    server.setFault('next-release');
    const [pid = 0] = server.webPids();
    expect((await cluster(server, 'drain', String(pid))).code).toBe(0);
    expect((await releases()).sort()).toEqual(['one', 'one', 'two']);
    expect((await health()).sort()).toEqual(['one', 'two']);
    server.signal('SIGHUP');
    expect(await server.logged(({ msg }) => msg === 'reload done')).toMatchObject({ release: 'two' });
    expect(await releases()).toEqual(['two', 'two', 'two']);
    server.setFault('throw-at-load');
    server.signal('SIGHUP');
    const failed = await server.logged(({ msg }) => msg.startsWith('reload failed'));
    expect(failed['releases']).toEqual(['two']);
    expect(await server.stop()).toBe(0);
  });

  test('scales, drains one worker, shows a stack, writes a heap, stops', async () => {
    const server = await startFixture();
    expect(await cluster(server, 'scale', '3')).toMatchObject({ code: 0, stdout: '3 web workers\n' });
    expect(server.webPids()).toHaveLength(3);
    const [pid = 0] = server.webPids();
    expect((await cluster(server, 'drain', String(pid))).code).toBe(0);
    expect(server.webPids()).toHaveLength(3);
    expect(server.webPids()).not.toContain(pid);

    const [next = 0] = server.webPids();
    const stack = await cluster(server, 'stack', String(next));
    expect(stack).toMatchObject({ code: 0 });
    expect(stack.stdout).toContain(`(${next}), ready`);
    expect(stack.stdout).toContain('It was idle');
    // Node's words about its inspector are for us, not for the terminal.
    expect(server.stderr()).not.toContain('Debugger');

    const heap = await cluster(server, 'heap', String(next));
    expect(heap.code).toBe(0);
    expect(statSync(heap.stdout.trim()).size).toBeGreaterThan(100_000);

    expect(server.webPids()).toContain(next);
    expect(await cluster(server, 'stop')).toMatchObject({ code: 0 });
    expect(await server.exited).toBe(0);
    expect((await cluster(server, 'status')).code).toBe(3);
  });

  test('needs nothing but the place of the socket, and leaves nothing behind', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'control-'));
    const nobody = await run({ DATA_DIR: dataDir, PORT: 'not a port' }, 'status');
    expect(nobody).toMatchObject({
      code: 3,
      stderr: expect.stringContaining('The server is not running here'),
    });
    expect(readdirSync(dataDir)).toEqual([]);
    rmSync(dataDir, { recursive: true });
  });

  test('says how to use it', async () => {
    const server = await startFixture();
    expect(await cluster(server)).toMatchObject({ code: 2, stderr: expect.stringContaining('Usage:') });
    const unknown = await cluster(server, 'restart');
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toBe(
      'There is no command restart. Known: status, reload, scale, drain, stack, heap, stop.\n',
    );
    expect(await cluster(server, 'scale', 'many')).toMatchObject({ code: 2 });
    expect(await cluster(server, 'drain', '1')).toMatchObject({ code: 2 });
    expect(await server.stop()).toBe(0);
  });
});

describe('the control socket', () => {
  test('can be opened by its owner only', async () => {
    const server = await startFixture();
    expect(statSync(socketOf(server)).mode & 0o777).toBe(0o600);
    expect(await server.stop()).toBe(0);
  });

  const asRoot = process.getuid?.() === 0 ? test : test.skip;
  asRoot('refuses another user of the machine', async () => {
    const server = await startFixture();
    const stranger = `
      process.setgid(65534), process.setuid(65534);
      require('net').connect(process.argv[1]).on('connect', () => console.log('connected')).on('error', ({ code }) => console.log(code));`;
    // The folder is open to all here, so that the socket's own mode decides.
    chmodSync(server.dataDir, 0o755);
    chmodSync(dirname(socketOf(server)), 0o755);
    expect(execFileSync(process.execPath, ['-e', stranger, socketOf(server)]).toString()).toBe('EACCES\n');
    expect(await cluster(server, 'status')).toMatchObject({ code: 0 });
    expect(await server.stop()).toBe(0);
  });

  test('answers garbage with an error and goes on', async () => {
    const server = await startFixture();
    const wrong = [
      'garbage',
      '[]',
      'null',
      '{"command":1}',
      '{"command":"scale","args":[4]}',
      '{"command":"__proto__"}',
    ];
    const replies = await talk(server, `${wrong.join('\n')}\n`, wrong.length);
    expect(replies.map(({ ok }) => ok)).toEqual(wrong.map(() => false));
    const [tooLong] = await talk(server, 'x'.repeat(1024 * 1024));
    expect(tooLong).toEqual({ ok: false, error: expect.stringContaining('65536') });
    // Someone who leaves in the middle of a line.
    await new Promise<void>((resolve) => {
      const socket = connect(socketOf(server), () => {
        socket.write('{"comm');
        socket.destroy();
        resolve();
      });
    });
    expect((await talk(server, '{"command":"status"}\n'))[0]?.ok).toBe(true);
    expect(await server.stop()).toBe(0);
  });

  test('left behind by a killed server does not hinder the next one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'control-'));
    const settings = { ctlSocket: join(folder, 'ctl.sock') };
    const server = await startFixture({ settings });
    server.signal('SIGKILL');
    await server.exited;
    expect(existsSync(settings.ctlSocket)).toBe(true);
    const next = await startFixture({ settings });
    expect(await talkTo(settings.ctlSocket, '{"command":"status"}\n', 1)).toMatchObject([{ ok: true }]);
    expect(await next.stop()).toBe(0);
    rmSync(folder, { recursive: true });
  });
});
