import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execute } from '../../src/db/index.ts';
import { authFeature } from '../../src/auth/feature.ts';
import type { Feature } from '../../src/http/feature.ts';
import { newId } from '../../src/lib/uuid.ts';
import { localHub } from '../../src/supervisor/peers.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { LiveClient } from '../support/live-client.ts';
import { makeUser, type TestUser } from '../support/users.ts';

/** A noun of which everybody owns what carries their own id. */
const notes: Feature = {
  name: 'notes',
  topics: {
    note: (_db, scope, id) => Promise.resolve(id === scope.userId),
    board: () => Promise.resolve(true),
  },
};

const hub = localHub();
let app: TestApp;
let other: TestApp;
let url: string;
let anna: TestUser;
let annasNote: string;
beforeEach(async () => {
  app = await startTestApp({}, { features: [notes], peers: hub.peer() });
  other = await startTestApp({}, { features: [notes, authFeature], peers: hub.peer(), beside: app });
  url = await app.listen();
  anna = await makeUser(app.db);
  annasNote = `note:${anna.id}`;
});
afterEach(async () => {
  await other.stop();
  await app.stop();
});

async function connect(user: TestUser, baseUrl = url): Promise<LiveClient> {
  return LiveClient.connect(baseUrl, { cookie: await cookieOf(user) });
}

async function cookieOf(user: TestUser): Promise<string> {
  return `pa_session=${(await app.as(user)).cookie('pa_session')}`;
}

async function following(user: TestUser, topic: string, baseUrl = url): Promise<LiveClient> {
  const client = await connect(user, baseUrl);
  expect(await client.ask({ type: 'subscribe', topic })).toEqual({ type: 'subscribed', topic });
  return client;
}

describe('who may connect', () => {
  test('nobody who is signed out', async () => {
    await expect(LiveClient.connect(url)).rejects.toThrow('refused with 401');
    await expect(LiveClient.connect(url, { cookie: 'pa_session=made-up' })).rejects.toThrow('401');
  });
  test('no page of another site, with whatever cookie', async () => {
    const cookie = await cookieOf(anna);
    await expect(LiveClient.connect(url, { cookie, origin: 'https://evil.example' })).rejects.toThrow('403');
    await expect(LiveClient.connect(url, { cookie, origin: 'null' })).rejects.toThrow('403');
    await expect(LiveClient.connect(url, { cookie, origin: undefined })).rejects.toThrow('403');
  });
  test('a plain request is told that this address is for sockets', async () => {
    const { status } = await (await app.as(anna)).json('get', '/ws');
    expect(status).toBe(426);
  });
  test('one person only so many times', async () => {
    const narrow = await startTestApp(
      {},
      { features: [notes], beside: app, live: { connectionsPerUser: 2 } },
    );
    try {
      const narrowUrl = await narrow.listen();
      await connect(anna, narrowUrl);
      await connect(anna, narrowUrl);
      await expect(connect(anna, narrowUrl)).rejects.toThrow('refused with 429');
      await connect(await makeUser(app.db), narrowUrl);
    } finally {
      await narrow.stop();
    }
  });
});

describe('what may be followed', () => {
  test('one’s own thing, with the mark of the question on the answer', async () => {
    const client = await connect(anna);
    expect(await client.ask({ type: 'subscribe', topic: annasNote, id: 'q1' })).toEqual({
      type: 'subscribed',
      topic: annasNote,
      id: 'q1',
    });
  });
  test('neither another person’s, nor what does not exist, nor what is no topic: all refused alike', async () => {
    const ben = await makeUser(app.db);
    const client = await connect(anna);
    const topics = [
      `note:${ben.id}`,
      `note:${newId()}`,
      'note:1',
      'note',
      `__proto__:${anna.id}`,
      'x'.repeat(90),
    ];
    for (const topic of topics) {
      expect(await client.ask({ type: 'subscribe', topic })).toEqual({
        type: 'refused',
        topic,
        data: { message: 'This does not exist or is not yours.' },
      });
    }
  });
  test('only so many things over one connection', async () => {
    const narrow = await startTestApp(
      {},
      { features: [notes], beside: app, live: { limits: { topics: 0 } } },
    );
    try {
      const client = await connect(anna, await narrow.listen());
      expect((await client.ask({ type: 'subscribe', topic: annasNote })).type).toBe('refused');
    } finally {
      await narrow.stop();
    }
  });
});

describe('news', () => {
  test('reaches every device of its owner, connected to this worker or another, and nobody else', async () => {
    const here = await following(anna, annasNote);
    const there = await following(anna, annasNote, await other.listen());
    const ben = await makeUser(app.db);
    const stranger = await following(ben, `note:${ben.id}`);
    const idle = await connect(anna);

    app.live.announce({ topic: annasNote, type: 'changed', data: { version: 2 }, userId: anna.id });
    const news = { type: 'changed', topic: annasNote, data: { version: 2 } };
    expect(await here.next()).toEqual(news);
    expect(await there.next()).toEqual(news);
    // Answers come in order, so what was not heard before a pong was not sent.
    expect(await stranger.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    expect(await idle.ask({ type: 'ping', id: '7' })).toEqual({ type: 'pong', id: '7' });
  });
  test('does not reach a person who is not its owner, even on the same topic', async () => {
    const client = await following(anna, annasNote);
    app.live.announce({ topic: annasNote, type: 'changed', userId: newId() });
    expect((await client.ask({ type: 'ping' })).type).toBe('pong');
  });
  test('of a household reaches all its members and nobody else', async () => {
    const ben = await makeUser(app.db, { householdId: anna.householdId });
    const carl = await makeUser(app.db);
    const topic = `board:${anna.householdId}`;
    const [hers, his, strangers] = [
      await following(anna, topic),
      await following(ben, topic),
      await following(carl, topic),
    ];
    app.live.announce({ topic, type: 'changed', householdId: anna.householdId });
    expect(await hers.next()).toEqual({ type: 'changed', topic });
    expect(await his.next()).toEqual({ type: 'changed', topic });
    expect((await strangers.ask({ type: 'ping' })).type).toBe('pong');
  });
  test('ends with unsubscribe', async () => {
    const client = await following(anna, annasNote);
    expect(await client.ask({ type: 'unsubscribe', topic: annasNote })).toMatchObject({
      type: 'unsubscribed',
    });
    app.live.announce({ topic: annasNote, type: 'changed', userId: anna.id });
    expect((await client.ask({ type: 'ping' })).type).toBe('pong');
  });
  test('over 64 kB comes without its data', async () => {
    const client = await following(anna, annasNote);
    app.live.announce({ topic: annasNote, type: 'changed', data: 'x'.repeat(70_000), userId: anna.id });
    expect(await client.next()).toEqual({ type: 'changed', topic: annasNote });
  });
});

describe('the connection closes', () => {
  test('when its person signs out on it, through whichever worker', async () => {
    const devices = [await app.as(anna), await app.as(anna)];
    const [first, second] = await Promise.all(
      devices.map((browser) =>
        LiveClient.connect(url, { cookie: `pa_session=${browser.cookie('pa_session')}` }),
      ),
    );
    const elsewhere = other.visitor();
    elsewhere.setCookie(`pa_session=${devices[0]!.cookie('pa_session')}`);
    expect((await elsewhere.post('/auth/sign-out')).status).toBe(303);
    expect(await first!.closed).toEqual([1008, 'signed out']);
    expect(await second!.ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });
  test('when its user was disabled by a command elsewhere, with the next heartbeat', async () => {
    const quick = await startTestApp({}, { features: [notes], beside: app, live: { heartbeatMs: 300 } });
    try {
      const ben = await makeUser(app.db);
      const quickUrl = await quick.listen();
      const [bens, annas] = [await connect(ben, quickUrl), await connect(anna, quickUrl)];
      await execute(app.db, 'update users set disabled_at = now() where id = :id', { id: ben.id });
      expect(await bens.closed).toEqual([1008, 'signed out']);
      expect(await annas.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    } finally {
      await quick.stop();
    }
  });
  test('when the client no longer answers pings', async () => {
    const quick = await startTestApp({}, { features: [notes], beside: app, live: { heartbeatMs: 20 } });
    try {
      const cookie = await cookieOf(anna);
      const client = await LiveClient.connect(await quick.listen(), { cookie, answersPings: false });
      expect((await client.closed)[0]).toBe(1006);
    } finally {
      await quick.stop();
    }
  });
  test.each([
    ['no JSON', 'hello', 1007],
    ['an unknown type', '{"type":"announce","topic":"note:1"}', 1007],
    ['an unknown key', '{"type":"ping","userId":"x"}', 1007],
    ['a list', '[]', 1007],
    ['deep nesting', '['.repeat(60_000), 1007],
    ['70 kB', 'x'.repeat(70_000), 1009],
    ['bytes', Buffer.from([1, 2, 3]), 1003],
  ])('on %s', async (_name, message, code) => {
    const client = await connect(anna);
    client.socket.send(message);
    expect((await client.closed)[0]).toBe(code);
  });
  test('when the client does not read what it follows: nothing piles up, and those who read miss nothing', async () => {
    const slow = await following(anna, annasNote);
    const reader = await following(anna, annasNote);
    slow.socket.pause();
    const filling = 'x'.repeat(60_000);
    let told = 0;
    // The system's own buffers take some megabytes before anything waits in the process.
    for (; app.live.size > 1 && told < 2000; told++) {
      app.live.announce({ topic: annasNote, type: 'changed', userId: anna.id, data: { told, filling } });
      expect(await reader.next()).toMatchObject({ data: { told } });
    }
    expect(app.live.size).toBe(1);
    slow.socket.resume();
    expect((await slow.closed)[0]).toBe(1006);
    expect(await reader.ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });
  test('not for pieces of a stream: those it is too slow for are left out, and it is told so', async () => {
    const slow = await following(anna, annasNote);
    const reader = await following(anna, annasNote);
    slow.socket.pause();
    const filling = 'x'.repeat(60_000);
    // More than the buffers of any system take.
    const pieces = 1000;
    for (let told = 0; told < pieces; told++) {
      const news = { topic: annasNote, type: 'piece', data: { told, filling } };
      app.live.announce({ ...news, userId: anna.id, mayBeMissed: true });
      expect(await reader.next()).toMatchObject({ data: { told } });
    }
    expect(app.live.size).toBe(2);
    slow.socket.resume();
    let heard = 0;
    while ((await slow.next()).type === 'piece') heard++;
    expect(heard).toBeLessThan(pieces);
    app.live.announce({ topic: annasNote, type: 'piece', userId: anna.id, mayBeMissed: true });
    expect(await slow.next()).toEqual({ type: 'piece', topic: annasNote });
  });
  test('on too many messages, the ones before answered', async () => {
    const narrow = await startTestApp(
      {},
      { features: [notes], beside: app, live: { limits: { messages: 3 } } },
    );
    try {
      const client = await connect(anna, await narrow.listen());
      for (let sent = 0; sent < 4; sent++) client.send({ type: 'ping', id: String(sent) });
      expect(await client.next()).toEqual({ type: 'pong', id: '0' });
      expect(await client.closed).toEqual([1008, 'too many messages']);
    } finally {
      await narrow.stop();
    }
  });
  test('with 1012 when the server restarts, which takes no new ones', async () => {
    const [first, second] = [await connect(anna), await connect(anna)];
    app.live.drain(50);
    expect(await first.closed).toEqual([1012, 'restart']);
    expect(await second.closed).toEqual([1012, 'restart']);
    await expect(connect(anna)).rejects.toThrow('refused with 503');
  });
});
