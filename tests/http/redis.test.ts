import { once, EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type SharedPeers, sharePeers } from '../../src/redis/shared-peers.ts';
import { localHub, type Peers } from '../../src/supervisor/peers.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { describeWithRedis, TestRedis } from '../support/redis.ts';
import { makeToken, makeUser } from '../support/users.ts';

const LIMIT = 8;

/** A host: its own primary's counters, and one web worker. */
interface Host {
  app: TestApp;
  peers: SharedPeers;
}

let redis: TestRedis;
let hosts: Host[];
let token: string;
/** What the hosts log, line by line, also as events named by the line. */
let lines: string[];
const said = new EventEmitter();

const log = pino(
  { level: 'info', base: undefined },
  {
    write(text: string) {
      const { msg } = JSON.parse(text) as { msg: string };
      lines.push(msg);
      said.emit(/away/.test(msg) ? 'away' : 'back');
    },
  },
);

const share = (own: Peers) => sharePeers(own, redis.url, log);

async function startHosts(): Promise<void> {
  hosts = [];
  for (let count = 0; count < 2; count++) {
    const peers = await share(localHub().peer());
    const parts = { peers, redisState: () => peers.redisState() };
    const beside = hosts[0]?.app;
    const app = await startTestApp({ RATE_LIMIT_API: '5/3' }, { ...parts, ...(beside && { beside }) });
    hosts.push({ app, peers });
  }
  const { db } = hosts[0]!.app;
  token = await makeToken(db, await makeUser(db));
}

beforeEach(async () => {
  lines = [];
  redis = await TestRedis.reserve();
});
afterEach(async () => {
  for (const { peers, app } of hosts.toReversed()) {
    peers.close();
    await app.stop();
  }
  await redis.kill();
  said.removeAllListeners();
});

/** Statuses of requests at once, taken in turns by these hosts. */
async function statuses(count: number, used: Host[] = hosts): Promise<number[]> {
  const answers = await Promise.all(
    Array.from({ length: count }, (_, index) =>
      used[index % used.length]!.app.withToken(token)
        .get('/api/v1/me')
        .ok(() => true),
    ),
  );
  return answers.map(({ status }) => status).sort();
}

function bothAreBack(): Promise<void> {
  return new Promise((resolve) => {
    let left = 2;
    said.on('back', () => --left === 0 && resolve());
  });
}

const passed = (all: number[]) => all.filter((status) => status === 200).length;
const readiness = (host: Host) => host.app.visitor().json('get', '/health/ready');

describeWithRedis('with Redis', () => {
  test('a limit of N is N over all hosts', async () => {
    await redis.start();
    await startHosts();
    expect(passed(await statuses(20))).toBe(LIMIT);
    expect((await readiness(hosts[0]!)).body).toMatchObject({ status: 'ready', checks: { redis: 'ok' } });
  });

  test('what one host announces is heard once by every process of the others and of its own', async () => {
    await redis.start();
    hosts = [];
    const here = localHub();
    const [speaker, neighbour, far] = [
      await share(here.peer()),
      await share(here.peer()),
      await share(localHub().peer()),
    ];
    try {
      const heard: string[] = [];
      const done = new EventEmitter();
      for (const [name, peers] of Object.entries({ speaker, neighbour, far })) {
        peers.subscribe('news', (message) => {
          heard.push(`${name} ${String(message)}`);
          if (name === 'far' && message === 'last') done.emit('last');
        });
      }
      // Subscriptions travel on their own connection: said again until the far host has heard it.
      const last = once(done, 'last');
      const repeat = setInterval(() => speaker.publish('news', 'are you there'), 20);
      await new Promise<void>((resolve) => {
        const end = far.subscribe('news', () => {
          end();
          resolve();
        });
      });
      clearInterval(repeat);
      heard.length = 0;
      speaker.publish('news', 'first');
      speaker.publish('news', 'last');
      await last;
      const fresh = heard.filter((line) => !line.endsWith('are you there')).sort();
      expect(fresh).toEqual(['far first', 'far last', 'neighbour first', 'neighbour last']);
    } finally {
      for (const peers of [speaker, neighbour, far]) peers.close();
    }
  });

  test('when it dies no request fails, limits hold on each host, and it is named until it is back', async () => {
    await redis.start();
    await startHosts();
    expect(passed(await statuses(4))).toBe(4);
    const away = once(said, 'away');
    await redis.kill();
    // Each host has counted its own two: nobody gets a fresh window.
    expect(await statuses(20, [hosts[0]!])).toEqual([...Array(6).fill(200), ...Array(14).fill(429)]);
    await away;
    const named = await readiness(hosts[0]!);
    expect([named.status, named.body.checks.redis]).toEqual([200, 'no answer']);

    const back = bothAreBack();
    await redis.start();
    await back;
    expect((await readiness(hosts[0]!)).body.checks.redis).toBe('ok');
    expect(new Set(await statuses(4, [hosts[1]!]))).toEqual(new Set([200]));
  });

  test('one that stands still is left behind, not waited for', async () => {
    await redis.start();
    await startHosts();
    const away = once(said, 'away');
    redis.pause();
    expect(passed(await statuses(20, [hosts[0]!]))).toBe(LIMIT);
    await away;
    expect((await readiness(hosts[0]!)).body.checks.redis).toBe('no answer');
  });

  test('one that is not there at the start is used when it comes, and both are said in one line a host', async () => {
    const away = once(said, 'away');
    await startHosts();
    await away;
    expect(passed(await statuses(4))).toBe(4);
    const back = bothAreBack();
    await redis.start();
    await back;
    expect(lines.filter((line) => line.includes('away'))).toHaveLength(2);
    expect(lines.filter((line) => line.includes('answers'))).toHaveLength(2);
    expect(passed(await statuses(20))).toBeLessThanOrEqual(LIMIT);
  });

  test('one that is full is named, and limits hold on each host until there is room', async () => {
    await redis.start();
    await startHosts();
    redis.configure('maxmemory', '1');
    const away = once(said, 'away');
    expect(passed(await statuses(20, [hosts[0]!]))).toBe(LIMIT);
    await away;
    expect((await readiness(hosts[0]!)).body.checks.redis).toBe('no answer');
    redis.configure('maxmemory', '0');
    const back = once(said, 'back');
    const asking = setInterval(() => void statuses(1, [hosts[0]!]), 100);
    await back;
    clearInterval(asking);
    expect((await readiness(hosts[0]!)).body.checks.redis).toBe('ok');
  });

  test('an emptied one gives nobody a fresh window on the host that has counted', async () => {
    await redis.start();
    await startHosts();
    expect(passed(await statuses(LIMIT, [hosts[0]!]))).toBe(LIMIT);
    await redis.kill();
    await redis.start();
    expect(passed(await statuses(4, [hosts[0]!]))).toBe(0);
  });
});
