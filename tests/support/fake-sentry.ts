import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SentryEvent {
  exception: {
    values: {
      type: string;
      value: string;
      mechanism: { handled: boolean };
      stacktrace: { frames: { filename: string; function: string }[] };
    }[];
  };
  tags: Record<string, string>;
}

/** A server that takes what Sentry's clients send (https://develop.sentry.dev/sdk/data-model/envelopes/). */
export async function startFakeSentry() {
  const bodies: string[] = [];
  const requests: { path: string; auth: string }[] = [];
  let heard: () => void = () => undefined;
  let answer = (res: ServerResponse) => void res.end('{}');
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on('data', (chunk: Buffer) => chunks.push(chunk));
    req.on('end', () => {
      const { pathname, searchParams } = new URL(req.url ?? '', 'http://sentry');
      requests.push({ path: pathname, auth: searchParams.get('sentry_key') ?? '' });
      bodies.push(Buffer.concat(chunks).toString());
      heard();
      answer(res);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    dsn: `http://publickey@127.0.0.1:${(server.address() as AddressInfo).port}/42`,
    bodies,
    requests,
    /** The events of all envelopes so far. */
    events: (): SentryEvent[] =>
      bodies.map((body) => {
        const [, item, payload] = body.split('\n');
        expectEvent(item);
        return JSON.parse(payload ?? '') as SentryEvent;
      }),
    /** From now on nothing is answered. */
    hang: () => (answer = () => undefined),
    async received(count: number): Promise<void> {
      while (bodies.length < count) await new Promise<void>((resolve) => (heard = resolve));
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function expectEvent(itemHeader: string | undefined): void {
  const { type } = JSON.parse(itemHeader ?? '{}') as { type?: string };
  if (type !== 'event') throw new Error(`an envelope with "${type}" instead of an event`);
}
