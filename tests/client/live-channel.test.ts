import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { WebSocketServer, type WebSocket as ServerSocket } from 'ws';
import { LiveChannel, type LiveFrame } from '../../website/client/live-channel.ts';

let server: WebSocketServer;
let channel: LiveChannel;
let unsubscribe: (() => void) | undefined;

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  channel = new LiveChannel({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    random: () => 0,
  });
});
afterEach(async () => {
  unsubscribe?.();
  for (const client of server.clients) client.terminate();
  await new Promise((resolve) => server.close(resolve));
});

/** The next connection, with the first frame that came over it. */
async function nextConnection(): Promise<{ socket: ServerSocket; frame: LiveFrame }> {
  const [socket] = (await once(server, 'connection')) as [ServerSocket];
  return { socket, frame: await nextFrame(socket) };
}

async function nextFrame(socket: ServerSocket): Promise<LiveFrame> {
  const [message] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(message.toString()) as LiveFrame;
}

test('hears the frames of its topic, and only those', async () => {
  const heard: unknown[] = [];
  let done: () => void;
  const last = new Promise<void>((resolve) => (done = resolve));
  unsubscribe = channel.subscribe('workout:1', ({ data }) => {
    heard.push(data);
    if (data === 'end') done();
  });
  const { socket, frame } = await nextConnection();
  expect(frame).toEqual({ type: 'subscribe', topic: 'workout:1' });
  socket.send(JSON.stringify({ type: 'subscribed', topic: 'workout:1' }));
  for (const [topic, data] of [
    ['workout:1', 'set'],
    ['workout:2', 'other'],
    ['workout:1', 'end'],
  ]) {
    socket.send(JSON.stringify({ type: 'changed', topic, data }));
  }
  await last;
  expect(heard).toEqual(['set', 'end']);
});

test.each([1012, 1006])(
  'comes back after a break (%i), subscribes again and says that something may be missing',
  async (code) => {
    let gap: () => void;
    const missed = new Promise<void>((resolve) => (gap = resolve));
    unsubscribe = channel.subscribe(
      'workout:1',
      () => undefined,
      () => gap(),
    );
    const first = await nextConnection();
    if (code === 1012) first.socket.close(1012);
    else first.socket.terminate();
    const second = await nextConnection();
    expect(second.frame).toEqual({ type: 'subscribe', topic: 'workout:1' });
    second.socket.send(JSON.stringify({ type: 'subscribed', topic: 'workout:1' }));
    await missed;
  },
);

test('closes when nobody listens any more', async () => {
  const stop = channel.subscribe('workout:1', () => undefined);
  const { socket } = await nextConnection();
  const closed = once(socket, 'close');
  stop();
  const [code] = (await closed) as [number];
  expect(code).toBe(1000);
});

test('does not ask again when the server refuses it', async () => {
  unsubscribe = channel.subscribe('workout:1', () => undefined);
  const { socket } = await nextConnection();
  let connections = 0;
  server.on('connection', () => connections++);
  socket.close(1008);
  await once(socket, 'close');
  // Without pauses (random: 0) another try would come before a second, independent channel has been through.
  const other = new LiveChannel({
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    random: () => 0,
  });
  const stopOther = other.subscribe('x', () => undefined);
  const second = await nextConnection();
  expect(second.frame.topic).toBe('x');
  expect(connections).toBe(1);
  stopOther();
});
