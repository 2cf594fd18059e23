import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { allGone, type Fixture, killLeftFixtures, type LogLine, startFixture } from './support/fixture.ts';
import { startLoad } from './support/load.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

/** Starts a request; resolves once the server is working on it, to an object (a promise would be waited for). */
async function begin(server: Fixture, path: string): Promise<{ answer: Promise<string> }> {
  const answer = fetch(`${server.url}${path}`).then((response) => response.text());
  answer.catch(() => undefined);
  // The next answer on another connection proves that the first request has been read by its worker.
  for (let n = 0; n < 4; n += 1) await fetch(`${server.url}/pid`, { headers: { connection: 'close' } });
  return { answer };
}

describe('stopping', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)(
    '%s lets running requests and streams finish and exits 0',
    async (signal) => {
      const server = await startFixture();
      const pids = server.webPids();
      const slow = await begin(server, '/slow?ms=1200');
      const stream = await begin(server, '/stream?ms=1500');
      server.signal(signal);
      expect(await slow.answer).toBe('late');
      expect(await stream.answer).toMatch(/^\.+end$/);
      expect(await server.exited).toBe(0);
      await allGone(pids);
    },
  );

  test.each([
    ['TERM', 'SIGTERM', ({ msg }: LogLine) => msg === 'stopping'],
    ['a reload', 'SIGHUP', ({ msg }: LogLine) => msg === 'reload done'],
  ] as const)('an upload that is on its way at %s arrives whole', async (_what, signal, hasBegun) => {
    const server = await startFixture({ settings: { webConcurrency: 1 } });
    const [pid = 0] = server.webPids();
    const upload = request(`${server.url}/echo`, { method: 'POST', agent: false });
    const answered = once(upload, 'response') as Promise<[IncomingMessage]>;
    upload.write('x'.repeat(100_000));
    // Answered after it on the only worker: by now the upload has been begun.
    await fetch(`${server.url}/pid`, { headers: { connection: 'close' } });
    server.signal(signal);
    await server.logged(hasBegun);
    upload.end('x'.repeat(100_000));
    const [answer] = await answered;
    expect(await answer.setEncoding('utf8').toArray()).toEqual([`${pid} 200000`]);
    if (signal === 'SIGHUP') server.signal('SIGTERM');
    expect(await server.exited).toBe(0);
  });

  test('accepts no new connection meanwhile', async () => {
    const server = await startFixture();
    const slow = await begin(server, '/slow?ms=1500');
    server.signal('SIGTERM');
    await server.logged(({ msg }) => msg === 'worker ended');
    await expect(fetch(`${server.url}/pid`, { headers: { connection: 'close' } })).rejects.toThrow();
    expect(await slow.answer).toBe('late');
    expect(await server.exited).toBe(0);
  });

  test('cuts what takes longer than the graceful timeout, names it, and exits 7', async () => {
    const server = await startFixture({ settings: { gracefulTimeoutMs: 700 } });
    const slow = await begin(server, '/slow?ms=20000');
    server.signal('SIGTERM');
    await expect(slow.answer).rejects.toThrow();
    expect(await server.exited).toBe(7);
    const cut = server.log.find(({ msg }) => msg === 'work was cut');
    expect(cut?.['cut']).toEqual([{ method: 'GET', path: '/slow', ageMs: expect.any(Number) }]);
  });

  test('a second Ctrl-C ends it within the quick timeout', async () => {
    const server = await startFixture({ settings: { gracefulTimeoutMs: 60_000, quickTimeoutMs: 300 } });
    const slow = await begin(server, '/slow?ms=60000');
    server.signal('SIGINT');
    await server.logged(({ msg }) => msg === 'stopping');
    server.signal('SIGINT');
    await expect(slow.answer).rejects.toThrow();
    expect(await server.exited).toBe(7);
  });

  test('QUIT does not wait for long requests', async () => {
    const server = await startFixture({ settings: { gracefulTimeoutMs: 60_000, quickTimeoutMs: 300 } });
    const slow = await begin(server, '/slow?ms=60000');
    server.signal('SIGQUIT');
    await expect(slow.answer).rejects.toThrow();
    expect(await server.exited).toBe(7);
  });

  test('a running job is waited for, and named when it is cut', async () => {
    const patient = await startFixture();
    await fetch(`${patient.url}/publish?channel=hold&message={"ms":1000}`);
    expect(await patient.stop()).toBe(0);

    const impatient = await startFixture({ settings: { gracefulTimeoutMs: 600 } });
    await fetch(`${impatient.url}/publish?channel=hold&message={"ms":30000}`);
    // The jobs worker hears of it before anything the primary sends later.
    expect(await impatient.stop()).toBe(7);
    const cut = impatient.log.find(({ msg }) => msg === 'work was cut');
    expect(cut?.['cut']).toEqual([{ method: 'JOB', path: 'hold 30000', ageMs: expect.any(Number) }]);
  });

  test('a mistake in the primary ends everything in order with 70 and says where it was', async () => {
    const server = await startFixture();
    const workers = [...server.webPids(), server.jobsPid()];
    server.signal('SIGPWR');
    expect(await server.exited).toBe(70);
    expect(server.stderr()).toMatch(/A mistake made on purpose\.\n\s+at .*run\.ts/);
    await allGone(workers);
  });

  test('kill -9 of the primary leaves no worker, not even one that hangs, and a free port', async () => {
    const server = await startFixture();
    const jobs = await server.logged(({ msg, worker }) => msg === 'worker ready' && worker === 'jobs');
    const pids = [...server.webPids(), jobs.workerPid ?? 0];
    const lost = fetch(`${server.url}/loop`).catch(() => undefined);
    // Both workers take turns: by now the other one has answered, and this one has read the request for the loop.
    const probes = [0, 1].map(() => fetch(`${server.url}/pid`, { headers: { connection: 'close' } }));
    for (const probe of probes) probe.catch(() => undefined);
    await Promise.race(probes);
    server.signal('SIGKILL');
    await server.exited;
    await allGone(pids);
    await lost;
    const next = await startFixture({ settings: { port: server.port } });
    expect(await next.stop()).toBe(0);
  });
});

describe('scaling and recycling', () => {
  test('TTIN adds a worker, TTOU takes the oldest away without failing a request', async () => {
    const server = await startFixture();
    const first = server.webPids();
    server.signal('SIGTTIN');
    await server.logged(({ msg, to }) => msg === 'scaled' && to === 3);
    expect(server.webPids()).toHaveLength(3);
    const load = startLoad(server.url, { clients: 10, postShare: 0.5, thinkMs: 10 });
    server.signal('SIGTTOU');
    const ended = await server.logged(({ msg }) => msg === 'worker ended');
    expect(first).toContain(ended.workerPid);
    expect((await load.stop()).failures).toEqual([]);
    expect(server.webPids()).toHaveLength(2);
    expect(await server.stop()).toBe(0);
  });

  test('TERM to a worker replaces that worker', async () => {
    const server = await startFixture();
    const [victim = 0] = server.webPids();
    process.kill(victim, 'SIGTERM');
    const ended = await server.logged(({ msg, workerPid }) => msg === 'worker ended' && workerPid === victim);
    expect(ended['code']).toBe(0);
    expect(server.webPids()).toHaveLength(2);
    expect(await server.stop()).toBe(0);
  });

  test('a worker is replaced after so many requests, and none of them fails', async () => {
    const server = await startFixture({ settings: { maxRequests: 20, webConcurrency: 1 } });
    const [first] = server.webPids();
    for (let n = 0; n < 30; n += 1) expect((await fetch(`${server.url}/pid`)).status).toBe(200);
    await server.logged(({ msg, workerPid }) => msg === 'worker ended' && workerPid === first);
    const replaced = server.log.find(({ msg }) => msg === 'replacing a worker');
    expect(replaced?.['reason']).toMatch(/^\d+ requests$/);
    expect(await server.stop()).toBe(0);
  });

  test('a worker that grows over its limit is replaced, one at a time', async () => {
    const server = await startFixture({
      settings: { workerMaxRssBytes: { web: 200 * 1024 * 1024, jobs: 0 } },
    });
    for (let n = 0; n < 60; n += 1) {
      expect((await fetch(`${server.url}/leak`, { headers: { connection: 'close' } })).status).toBe(200);
    }
    const first = await server.logged(({ msg }) => msg === 'replacing a worker');
    expect(first['reason']).toMatch(/^memory \d+ MB over 200 MB$/);
    await server.logged(({ msg, workerPid }) => msg === 'worker ended' && workerPid === first.workerPid);
    expect(await server.stop()).toBe(0);
  });

  test('an error nobody caught ends that worker only: logged, running answers finished, replaced', async () => {
    const server = await startFixture();
    await fetch(`${server.url}/throw`);
    const failed = await server.logged(({ msg }) => msg === 'worker failed');
    expect(failed['err']).toContain('nobody caught this');
    const died = await server.logged(({ msg }) => msg === 'worker died');
    expect(died['code']).toBe(1);
    await server.logged(({ msg }) => msg === 'worker ready', server.log.indexOf(died));
    expect(await server.stop()).toBe(0);
  });

  test('a worker that runs out of heap is named so and replaced', async () => {
    const server = await startFixture({
      settings: { execArgv: { web: ['--max-old-space-size=40'], jobs: [] } },
    });
    await fetch(`${server.url}/heap`).catch(() => undefined);
    const died = await server.logged(({ msg }) => msg === 'worker died');
    expect(died['cause']).toBe('out-of-memory');
    await server.logged(({ msg }) => msg === 'worker ready', server.log.indexOf(died));
    expect(await server.stop()).toBe(0);
  });
});

describe('a crash loop', () => {
  test('is slowed down, and ends the server with 6 when no worker stays up', async () => {
    const server = await startFixture({ settings: { crashLoopExitMs: 4000 } });
    server.setFault('exit-soon');
    const started = server.log.length;
    for (const pid of server.webPids()) process.kill(pid, 'SIGKILL');
    expect(await server.exited).toBe(6);
    const pauses = server.log
      .slice(started)
      .flatMap(({ worker, nextStartInMs }) =>
        worker === 'web-1' && typeof nextStartInMs === 'number' ? [nextStartInMs] : [],
      );
    expect(pauses.slice(0, 4)).toEqual([0, 500, 1000, 2000].slice(0, pauses.length));
    expect(server.stderr()).toContain('No web worker has stayed up for 4 s.');
  });
});
