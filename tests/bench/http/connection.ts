import { connect, type Socket } from 'node:net';

const HEAD_END = '\r\n\r\n';

/** What came back for one request. */
export interface Answer {
  status: number;
  milliseconds: number;
}

/**
 * One client's connection: sends requests that are bytes already, one after the other, and reads just enough of each
 * answer to know its status and its end. Kept open until the server wants it closed; then the next request opens another.
 */
export class Connection {
  readonly #port: number;
  #socket: Socket | undefined;
  #buffered: Buffer[] = [];
  #bytes = 0;
  #wanted: { total: number; status: number; isLast: boolean } | undefined;
  #settle: { resolve: (status: number) => void; reject: (error: Error) => void } | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  /** Rejects when the connection breaks before the answer is complete. */
  async send(request: Buffer): Promise<Answer> {
    const started = performance.now();
    const status = await new Promise<number>((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#socket ??= this.#open();
      this.#socket.write(request);
    });
    return { status, milliseconds: performance.now() - started };
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(): Socket {
    const socket = connect({ port: this.#port, host: '127.0.0.1', noDelay: true });
    socket.on('data', (chunk) => {
      if (socket === this.#socket) this.#read(chunk);
    });
    const broken = (error?: Error) => {
      if (socket !== this.#socket) return;
      this.#finish();
      this.#settle?.reject(error ?? new Error('The connection was closed before the answer was complete.'));
    };
    socket.on('error', broken);
    socket.on('close', () => broken());
    return socket;
  }

  #read(chunk: Buffer): void {
    this.#buffered.push(chunk);
    this.#bytes += chunk.length;
    this.#wanted ??= readHead(this.#buffered.length === 1 ? chunk : Buffer.concat(this.#buffered));
    if (!this.#wanted || this.#bytes < this.#wanted.total) return;
    const { status, isLast } = this.#wanted;
    this.#buffered = [];
    this.#bytes = 0;
    this.#wanted = undefined;
    if (isLast) this.#finish();
    this.#settle?.resolve(status);
  }

  #finish(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#buffered = [];
    this.#bytes = 0;
    this.#wanted = undefined;
    socket?.destroy();
  }
}

/** Status, length and whether the connection ends, of an answer with a Content-Length; undefined while incomplete. */
function readHead(start: Buffer): { total: number; status: number; isLast: boolean } | undefined {
  const end = start.indexOf(HEAD_END);
  if (end < 0) return undefined;
  const head = start.toString('latin1', 0, end).toLowerCase();
  const length = /\r\ncontent-length: *(\d+)/.exec(head)?.[1];
  if (length === undefined) throw new Error(`an answer without Content-Length:\n${head}`);
  return {
    total: end + HEAD_END.length + Number(length),
    status: Number(head.slice(9, 12)),
    isLast: head.includes('\r\nconnection: close'),
  };
}
