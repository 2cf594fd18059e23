import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What a client asks for in one line of JSON. */
export interface ControlRequest {
  readonly command: string;
  readonly args: readonly string[];
}

/** The answer, in one line of JSON. */
export type ControlReply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly error: string; readonly lastLines?: readonly string[] };

export type Handle = (request: ControlRequest) => Promise<ControlReply>;

const LONGEST_LINE = 64 * 1024;
const LONGEST_SOCKET_PATH = 107;
const FAREWELL_MS = 1000;

/** The path really used: one that is too long for a socket is replaced by a short one that depends on it. */
export function socketPath(wanted: string): string {
  if (Buffer.byteLength(wanted) <= LONGEST_SOCKET_PATH) return wanted;
  return join(tmpdir(), `pa-ctl-${createHash('sha256').update(wanted).digest('hex').slice(0, 24)}.sock`);
}

/**
 * Listens on a Unix socket that only this user can open; each line in is one request, each line out its reply, in
 * order. Whatever comes in, the worst that happens is an error reply and a closed connection.
 */
export async function startControl(wantedPath: string, handle: Handle): Promise<Server> {
  const path = socketPath(wantedPath);
  mkdirSync(dirname(path), { recursive: true });
  // Left by a server that was killed. A second copy on the same data folder has been refused before.
  if (!(await isListening(path))) rmSync(path, { force: true });
  const server = createServer((socket) => converse(socket, handle));
  const umask = process.umask(0o177);
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    });
  } finally {
    process.umask(umask);
  }
  chmodSync(path, 0o600);
  server.on('error', () => undefined);
  return server;
}

function converse(socket: Socket, handle: Handle): void {
  let unread = '';
  let turn: Promise<void> = Promise.resolve();
  const reply = (answer: ControlReply) =>
    void (socket.writable && socket.write(`${JSON.stringify(answer)}\n`));
  socket.setEncoding('utf8');
  socket.on('error', () => socket.destroy());
  let isTooLong = false;
  socket.on('data', (text: string) => {
    // Read on, so that what was refused does not reset the connection before our reply has been read.
    if (isTooLong) return;
    unread += text;
    const lines = unread.split('\n');
    unread = lines.pop() ?? '';
    for (const line of lines.filter((one) => one.trim() !== '')) {
      turn = turn.then(async () => reply(await answerLine(line, handle)));
    }
    if (unread.length > LONGEST_LINE) {
      unread = '';
      isTooLong = true;
      reply({ ok: false, error: `A request may have ${LONGEST_LINE} characters.` });
      socket.end();
      setTimeout(() => socket.destroy(), FAREWELL_MS).unref();
    }
  });
}

async function answerLine(line: string, handle: Handle): Promise<ControlReply> {
  try {
    return await handle(readRequest(line));
  } catch (error) {
    return { ok: false, error: (error as Error).message };
  }
}

function readRequest(line: string): ControlRequest {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new Error('Send one JSON object per line: {"command":"status","args":[]}');
  }
  const { command, args = [] } = (typeof value === 'object' ? (value ?? {}) : {}) as Partial<ControlRequest>;
  if (typeof command !== 'string' || !Array.isArray(args) || !args.every((arg) => typeof arg === 'string')) {
    throw new Error('Send one JSON object per line: {"command":"status","args":[]}');
  }
  return { command, args };
}

function isListening(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
