import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer } from 'node:net';
import type { Duplex } from 'node:stream';
import { requestRecorder } from './flight-recorder.ts';
import type { ServedRequest } from './messages.ts';

interface Served {
  readonly method: string;
  readonly path: string;
  readonly startedAt: number;
  readonly response: ServerResponse;
}

interface Open {
  running: number;
  idleSince: number;
  upgraded: boolean;
}

/** A WebSocket has been told to close; a client that does not answer even that is not waited for any longer. */
const CLOSING_HANDSHAKE_MS = 3000;

/**
 * All connections of one HTTP server, and how to let go of them without failing a request.
 *
 * `server.close()` alone is not graceful: it drops idle keep-alive connections at once, racing with the next request
 * on them, and says nothing to busy ones. Here every answer after the start of the drain carries
 * `Connection: close`, and a connection that stays idle is closed only when the client had `lameDuckMs` to notice.
 */
export class Connections {
  readonly #server: Server;
  readonly #open = new Map<Duplex, Open>();
  readonly #serving = new Set<Served>();
  readonly #record: (method: string, path: string) => void;
  #requests = 0;
  #drainingSince: number | undefined;
  #lameDuckMs = 0;
  #drained: Promise<void> | undefined;
  #changed: () => void = () => undefined;

  constructor(server: Server) {
    this.#server = server;
    this.#record = requestRecorder();
    server.prependListener('connection', (socket) => this.#opened(socket));
    server.prependListener('request', (request, response) => this.#begin(request, response));
    server.prependListener('upgrade', (_request, socket) => {
      const open = this.#open.get(socket);
      if (open) open.upgraded = true;
    });
  }

  get count(): number {
    return this.#open.size;
  }

  get requests(): number {
    return this.#requests;
  }

  get inFlight(): number {
    return this.#serving.size;
  }

  /** The longest running requests first. */
  serving(limit = 20): ServedRequest[] {
    const now = performance.now();
    return [...this.#serving].slice(0, limit).map(({ method, path, startedAt }) => ({
      method,
      path,
      ageMs: Math.round(now - startedAt),
    }));
  }

  /**
   * Accepts nothing more and ends when the last connection is closed, by us or by its client. Asked again it only
   * changes the time idle connections get.
   */
  drain(lameDuckMs: number): Promise<void> {
    this.#lameDuckMs = lameDuckMs;
    this.#drained ??= this.#drain();
    return this.#drained;
  }

  async #drain(): Promise<void> {
    this.#drainingSince = performance.now();
    // net's own close stops listening only; http's would also close the idle connections now.
    NetServer.prototype.close.call(this.#server);
    for (const { response } of this.#serving) {
      if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    await new Promise<void>((resolve) => {
      const sweep = () => {
        this.#closeIdle();
        if (this.#open.size > 0) return;
        clearInterval(timer);
        this.#changed = () => undefined;
        resolve();
      };
      const timer = setInterval(sweep, 50);
      this.#changed = sweep;
      sweep();
    });
    this.#server.close();
  }

  /** Breaks off what is still running and says what it was. */
  cut(): ServedRequest[] {
    const broken = this.serving(Infinity);
    for (const socket of this.#open.keys()) socket.destroy();
    return broken;
  }

  #opened(socket: Duplex): void {
    this.#open.set(socket, { running: 0, idleSince: performance.now(), upgraded: false });
    socket.once('close', () => {
      this.#open.delete(socket);
      this.#changed();
    });
  }

  #begin(request: IncomingMessage, response: ServerResponse): void {
    this.#requests += 1;
    const url = request.url ?? '/';
    const query = url.indexOf('?');
    const served: Served = {
      method: request.method ?? '',
      path: (query < 0 ? url : url.slice(0, query)).slice(0, 200),
      startedAt: performance.now(),
      response,
    };
    this.#record(served.method, served.path);
    const open = this.#open.get(request.socket);
    if (open) open.running += 1;
    this.#serving.add(served);
    if (this.#drainingSince !== undefined) response.setHeader('Connection', 'close');
    response.once('close', () => {
      this.#serving.delete(served);
      if (!open) return;
      open.running -= 1;
      open.idleSince = performance.now();
    });
  }

  #closeIdle(): void {
    const now = performance.now();
    for (const [socket, { running, idleSince, upgraded }] of this.#open) {
      if (running > 0) continue;
      // A streamed answer whose headers had left before the drain could not say "close": its client, too, gets
      // the whole time to notice, counted from the end of its answer.
      const quietSince = Math.max(idleSince, this.#drainingSince ?? now);
      const patienceMs = upgraded ? this.#lameDuckMs + CLOSING_HANDSHAKE_MS : this.#lameDuckMs;
      if (now - quietSince >= patienceMs) socket.destroy();
    }
  }
}
