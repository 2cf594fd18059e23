import { Agent, get } from 'node:http';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { Counters } from '../../src/supervisor/counters.ts';
import { localHub } from '../../src/supervisor/peers.ts';
import { type Fixture, killLeftFixtures, startFixture } from './support/fixture.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

const fresh = { headers: { connection: 'close' } };

async function count(server: Fixture, key: string): Promise<number> {
  const answer = await fetch(`${server.url}/count?key=${encodeURIComponent(key)}`, fresh);
  return ((await answer.json()) as { count: number }).count;
}

function countOver(agent: Agent, server: Fixture): Promise<number> {
  return new Promise((resolve, reject) => {
    get(`${server.url}/count?key=kept`, { agent }, (response) => {
      let body = '';
      response.on('data', (data: Buffer) => (body += data.toString()));
      response.on('end', () => resolve((JSON.parse(body) as { count: number }).count));
    }).once('error', reject);
  });
}

describe('what workers share through the primary', () => {
  test('a key counted in parallel by all workers counts every event once', async () => {
    const server = await startFixture({ settings: { webConcurrency: 4 } });
    const counts = await Promise.all(Array.from({ length: 40 }, () => count(server, 'sign-in 10.0.0.1')));
    expect(counts.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect(await count(server, 'another key')).toBe(1);
    expect(await count(server, 'k'.repeat(5000))).toBe(1);
    expect(await count(server, 'k'.repeat(5000))).toBe(2);
    expect(await server.stop()).toBe(0);
  });

  test('counts survive the worker that counted', async () => {
    const server = await startFixture();
    expect(await count(server, 'key')).toBe(1);
    const from = server.log.length;
    for (const pid of server.webPids()) process.kill(pid, 'SIGKILL');
    await server.logged(({ msg, worker }) => msg === 'worker ready' && worker === 'web-1', from);
    await server.logged(({ msg, worker }) => msg === 'worker ready' && worker === 'web-2', from);
    expect(await count(server, 'key')).toBe(2);
    expect(await server.stop()).toBe(0);
  });

  test('while the primary does not answer, the workers count for themselves and go on serving', async () => {
    const server = await startFixture();
    // The connection must be there already: a primary that stands still hands over none.
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    expect(await countOver(agent, server)).toBe(1);
    server.signal('SIGSTOP');
    expect(await countOver(agent, server)).toBe(2);
    server.signal('SIGCONT');
    // What was asked meanwhile has been counted, once.
    expect(await countOver(agent, server)).toBe(3);
    agent.destroy();
    expect(await server.stop()).toBe(0);
  });

  test('what one worker publishes reaches all others, jobs included, and not itself', async () => {
    const server = await startFixture({ settings: { webConcurrency: 3 } });
    const publisher = Number(
      await (await fetch(`${server.url}/publish?channel=news&message={"n":1}`, fresh)).text(),
    );
    const received = new Map<number, unknown[]>();
    while (received.size < 3 || [...received].some(([pid, news]) => pid !== publisher && news.length === 0)) {
      const answer = (await (await fetch(`${server.url}/received`, fresh)).json()) as {
        pid: number;
        received: unknown[];
      };
      received.set(answer.pid, answer.received);
    }
    for (const [pid, news] of received) expect(news).toEqual(pid === publisher ? [] : [{ n: 1 }]);
    expect(await server.stop()).toBe(0);
  });
});

describe('counters', () => {
  test('a window begins with the first event and ends after its time', () => {
    const counters = new Counters();
    expect(counters.increment('a', 1000, 5000)).toEqual({ count: 1, resetsAt: 6000 });
    expect(counters.increment('a', 1000, 5999)).toEqual({ count: 2, resetsAt: 6000 });
    expect(counters.increment('a', 1000, 6000)).toEqual({ count: 1, resetsAt: 7000 });
    counters.decrement('a');
    expect(counters.increment('a', 1000, 6001).count).toBe(1);
    counters.reset('a');
    expect(counters.increment('a', 1000, 6002)).toEqual({ count: 1, resetsAt: 7002 });
  });

  test('a flood of keys does not grow them beyond their bound', () => {
    const counters = new Counters(100);
    for (let n = 0; n < 10_000; n += 1) counters.increment(`key ${n}`, 60_000, 1000);
    expect(counters.size).toBeLessThanOrEqual(100);
    expect(counters.increment('key 9999', 60_000, 1001).count).toBe(2);
  });
});

describe('peers in one process', () => {
  test('share counters and hear each other, not themselves', async () => {
    const hub = localHub();
    const [web, jobs] = [hub.peer(), hub.peer()];
    const heard: string[] = [];
    web.subscribe('news', (message) => heard.push(`web ${String(message)}`));
    const stop = jobs.subscribe('news', (message) => heard.push(`jobs ${String(message)}`));
    web.publish('news', 1);
    jobs.publish('news', 2);
    stop();
    web.publish('news', 3);
    expect(heard).toEqual(['jobs 1', 'web 2']);
    await web.increment('key', 1000);
    expect((await jobs.increment('key', 1000)).count).toBe(2);
  });
});
