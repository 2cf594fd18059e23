import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { killLeftFixtures, startFixture } from './support/fixture.ts';

// Many processes start here; a busy machine may need its time.
jest.setTimeout(60_000);
afterEach(killLeftFixtures);

async function open(port: number): Promise<Socket> {
  const socket = connect(port, '127.0.0.1').setEncoding('utf8');
  await once(socket, 'connect');
  return socket;
}

/** Posts over this connection; resolves to the answer, which is short enough to come in one piece. */
async function post(socket: Socket): Promise<string> {
  socket.write('POST /echo HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello');
  const [answer] = (await once(socket, 'data')) as [string];
  return answer;
}

describe('an idle connection', () => {
  test('that meets the end of its worker is served once more by that worker, and then told to close', async () => {
    const server = await startFixture({ settings: { lameDuckMs: 4000, webConcurrency: 1 } });
    const [old = 0] = server.webPids();
    const socket = await open(server.port);
    expect(await post(socket)).toMatch(new RegExp(`Connection: keep-alive[^]*\\n${old} 5$`));
    server.signal('SIGHUP');
    await server.logged(({ msg }) => msg === 'reload done');
    expect(server.webPids()).not.toContain(old);
    const closed = once(socket, 'close');
    expect(await post(socket)).toMatch(new RegExp(`Connection: close[^]*\\n${old} 5$`));
    await closed;
    expect(await server.stop()).toBe(0);
  });

  test('that says nothing while its worker leaves is closed after the lame duck, and holds nobody up', async () => {
    const server = await startFixture({ settings: { webConcurrency: 1, gracefulTimeoutMs: 60_000 } });
    const socket = await open(server.port);
    await post(socket);
    const closed = once(socket, 'close');
    server.signal('SIGHUP');
    await closed;
    await server.logged(({ msg, code }) => msg === 'worker ended' && code === 0);
    expect(await server.stop()).toBe(0);
  });

  test('is closed after KEEPALIVE', async () => {
    const server = await startFixture({ settings: { keepAliveMs: 1000 } });
    const socket = await open(server.port);
    expect(await post(socket)).toContain('Keep-Alive: timeout=1\r\n');
    await once(socket, 'close');
    expect(await server.stop()).toBe(0);
  });
});
