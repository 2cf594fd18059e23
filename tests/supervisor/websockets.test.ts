import { once } from 'node:events';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { killLeftFixtures, startFixture } from './support/fixture.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

describe('open WebSockets', () => {
  test('are all told to come back (1012) when their worker is replaced, and can', async () => {
    const server = await startFixture({ settings: { lameDuckMs: 2000 } });
    const url = server.url.replace('http', 'ws');
    const codes: number[] = [];
    const back: Promise<unknown>[] = [];
    const clients = Array.from({ length: 200 }, () => {
      const socket = new WebSocket(url);
      socket.once('close', (code: number) => {
        codes.push(code);
        const again = new WebSocket(url);
        back.push(once(again, 'open').then(() => again.terminate()));
      });
      return socket;
    });
    await Promise.all(clients.map((socket) => once(socket, 'open')));
    const closed = Promise.all(clients.map((socket) => once(socket, 'close')));
    server.signal('SIGHUP');
    await closed;
    await Promise.all(back);
    expect(codes).toEqual(Array.from({ length: 200 }, () => 1012));
    expect(back).toHaveLength(200);
    expect(await server.stop()).toBe(0);
  });

  test('do not keep the server from stopping, nor count as work that was cut', async () => {
    const server = await startFixture();
    const socket = new WebSocket(server.url.replace('http', 'ws'));
    await once(socket, 'open');
    const closed = once(socket, 'close');
    server.signal('SIGTERM');
    expect((await closed)[0]).toBe(1012);
    expect(await server.exited).toBe(0);
  });
});
