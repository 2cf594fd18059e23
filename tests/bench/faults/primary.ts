import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { isAlive, startFixture } from '../../supervisor/support/fixture.ts';
import type { Row } from './row.ts';

/** kill -9 of the primary while one of its workers hangs. */
export async function primaryKilled(): Promise<Row[]> {
  const server = await startFixture({ settings: { webConcurrency: 4 } });
  const pids = [...server.webPids(), server.jobsPid()];
  const lost = fetch(`${server.url}/loop`).catch(() => undefined);
  // All workers have had their turn: one of them is in the loop.
  for (let n = 0; n < 3; n += 1) await fetch(`${server.url}/pid`, { headers: { connection: 'close' } });
  const begun = performance.now();
  server.signal('SIGKILL');
  while (pids.some(isAlive)) await pause(5);
  const goneMs = performance.now() - begun;
  while (await isListening(server.port)) await pause(5);
  const freeMs = performance.now() - begun;
  await lost;
  return [
    { what: 'primary killed: no process left after', seen: goneMs / 1000, most: 2, unit: 's' },
    { what: '  port free after', seen: freeMs / 1000, most: 2, unit: 's' },
  ];
}

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true));
    socket.once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
}
