import { once } from 'node:events';
import { WebSocket } from 'ws';
import { supervisorDefaults } from '../../../src/supervisor/settings.ts';
import { startFixture } from '../../supervisor/support/fixture.ts';
import type { Row } from './row.ts';

const SOCKETS = 200;

/** 200 open WebSockets and a reload, with the product's own times; each comes back as soon as it is told to. */
export async function websockets(): Promise<Row[]> {
  const { lameDuckMs, gracefulTimeoutMs, reloadSettleMs } = supervisorDefaults;
  const server = await startFixture({
    settings: { webConcurrency: 4, lameDuckMs, gracefulTimeoutMs, reloadSettleMs },
  });
  const url = server.url.replace('http', 'ws');
  const backAt: number[] = [];
  const codes: number[] = [];
  const sockets = Array.from({ length: SOCKETS }, () => new WebSocket(url));
  await Promise.all(sockets.map((socket) => once(socket, 'open')));
  const back = sockets.map(async (socket) => {
    const [code] = (await once(socket, 'close')) as [number];
    codes.push(code);
    const again = new WebSocket(url);
    await once(again, 'open');
    backAt.push(performance.now());
    again.once('close', () => undefined);
  });
  server.signal('SIGHUP');
  await server.logged(({ msg }) => msg === 'reload done');
  // The last worker has just been told to leave.
  const begun = performance.now();
  await Promise.all(back);
  server.signal('SIGQUIT');
  await server.exited;
  return [
    {
      what: `${SOCKETS} WebSockets and a reload: the last one is back after`,
      ...{ seen: (Math.max(...backAt) - begun) / 1000, most: lameDuckMs / 1000, unit: 's' },
    },
    { what: '  most that come back within a second', seen: busiestSecond(backAt), most: 50, unit: '' },
    {
      what: '  closed otherwise than with 1012',
      seen: codes.filter((code) => code !== 1012).length,
      most: 0,
      unit: '',
    },
  ];
}

function busiestSecond(times: number[]): number {
  const counts = times.map((from) => times.filter((at) => at >= from && at < from + 1000).length);
  return Math.max(...counts);
}
