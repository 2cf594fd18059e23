import { WebSocket } from 'ws';

/** A frame as a page's script would see it. */
export interface SeenFrame {
  type: string;
  topic?: string;
  id?: string;
  data?: Record<string, unknown>;
}

/** A page's end of the live channel, over a real socket. */
export class LiveClient {
  readonly socket: WebSocket;
  readonly #frames: SeenFrame[] = [];
  #waiting: ((frame: SeenFrame) => void) | undefined;
  /** Code and reason of the close frame. */
  readonly closed: Promise<[code: number, reason: string]>;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data) => {
      const frame = JSON.parse((data as Buffer).toString()) as SeenFrame;
      const waiting = this.#waiting;
      this.#waiting = undefined;
      if (waiting) waiting(frame);
      else this.#frames.push(frame);
    });
    this.closed = new Promise((resolve) =>
      socket.on('close', (code, reason) => resolve([code, reason.toString()])),
    );
  }

  /** Connects; rejects with the status when the server refuses. `origin` undefined sends none, as a program would. */
  static connect(
    baseUrl: string,
    options: { cookie?: string; origin?: string | undefined; answersPings?: boolean } = {},
  ): Promise<LiveClient> {
    const { cookie, origin, answersPings = true } = { origin: baseUrl, ...options };
    const socket = new WebSocket(`${baseUrl.replace('http', 'ws')}/ws`, {
      autoPong: answersPings,
      headers: { ...(cookie !== undefined && { cookie }) },
      ...(origin !== undefined && { origin }),
    });
    const client = new LiveClient(socket);
    return new Promise((resolve, reject) => {
      socket.once('open', () => resolve(client));
      socket.once('unexpected-response', (_req, res) => {
        res.resume();
        reject(new Error(`refused with ${res.statusCode}`));
      });
      socket.once('error', reject);
    });
  }

  send(frame: unknown): void {
    this.socket.send(JSON.stringify(frame));
  }

  /** The next frame, whether it has come already or is still to come. */
  next(): Promise<SeenFrame> {
    const frame = this.#frames.shift();
    if (frame) return Promise.resolve(frame);
    return new Promise((resolve) => (this.#waiting = resolve));
  }

  /** Says something and waits for the next frame. */
  ask(frame: unknown): Promise<SeenFrame> {
    this.send(frame);
    return this.next();
  }
}
