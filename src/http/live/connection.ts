import type { RawData, WebSocket } from 'ws';
import type { Scope } from '../../db/index.ts';
import { readFrame, writeFrame, type ClientFrame, type Frame } from './frames.ts';

/** Close codes of RFC 6455, section 7.4.1 (and of its registry at IANA). */
export const CloseCode = { unsupported: 1003, invalid: 1007, policy: 1008, restart: 1012 } as const;

/** What one connection may use. */
export interface ConnectionLimits {
  topics: number;
  /** Messages from the client within `windowMs`. */
  messages: number;
  windowMs: number;
  /** Bytes waiting for a client that does not read; over this it is cut off. */
  bufferedBytes: number;
  /** Bytes waiting over which pieces of a stream are left out; `missed` is said once the client has caught up. */
  pieceBytes: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  topics: 20,
  messages: 60,
  windowMs: 10_000,
  bufferedBytes: 1_048_576,
  pieceBytes: 65_536,
};

/** Who is at the other end, as the session said when the connection was opened. */
export interface Follower extends Scope {
  sessionId: string;
}

type Answer = { isFollowed: true } | { isFollowed: false; message: string };

/** One open socket: reads its frames one after another, keeps what it follows, and its limits. */
export class LiveConnection {
  readonly follower: Follower;
  readonly topics = new Set<string>();
  readonly #socket: WebSocket;
  readonly #limits: ConnectionLimits;
  readonly #follow: (connection: LiveConnection, topic: string) => Promise<Answer>;
  readonly #watch: (topic: string, change: 1 | -1) => void;
  #answered: Promise<void> = Promise.resolve();
  #window = { messages: 0, endsAt: 0 };
  #heard = true;
  #isRefused = false;
  /** Topics of which pieces were left out. */
  readonly #missed = new Set<string>();

  constructor(options: {
    socket: WebSocket;
    follower: Follower;
    limits: ConnectionLimits;
    /** Decides whether a topic may be followed. */
    follow: (connection: LiveConnection, topic: string) => Promise<Answer>;
    /** Told of every topic that is followed from now on, and of every one that no longer is. */
    watch?: (topic: string, change: 1 | -1) => void;
  }) {
    this.#socket = options.socket;
    this.follower = options.follower;
    this.#limits = options.limits;
    this.#follow = options.follow;
    this.#watch = options.watch ?? (() => undefined);
    this.#socket.on('message', (data, isBinary) => this.#read(data, isBinary));
    this.#socket.on('pong', () => (this.#heard = true));
    this.#socket.once('close', () => [...this.topics].forEach((topic) => this.#leave(topic)));
    // A broken frame or connection: ws closes the socket itself, with the right code.
    this.#socket.on('error', () => undefined);
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  send(frame: Frame): void {
    this.sendText(writeFrame(frame));
  }

  /** Sends a frame that is text already, so that an announcement to many is written once. */
  sendText(text: string): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > this.#limits.bufferedBytes) this.#socket.terminate();
    else this.#socket.send(text, this.#tellMissed);
  }

  /** Sends a piece of a stream, or leaves it out while the client is behind. */
  sendPiece(topic: string, text: string): void {
    if (!this.isOpen) return;
    const isBehind = this.#missed.has(topic) || this.#socket.bufferedAmount > this.#limits.pieceBytes;
    if (isBehind) this.#missed.add(topic);
    else this.sendText(text);
  }

  /** Cuts off a client that has not answered the last ping; pings the others. */
  beat(): void {
    if (!this.#heard) return this.#socket.terminate();
    this.#heard = false;
    if (this.isOpen) this.#socket.ping();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #read(data: RawData, isBinary: boolean): void {
    if (this.#isRefused) return;
    if (isBinary) return this.#refuse(CloseCode.unsupported, 'send JSON text');
    if (this.#isTooFast()) return this.#refuse(CloseCode.policy, 'too many messages');
    const frame = readFrame((data as Buffer).toString());
    if (!frame) return this.#refuse(CloseCode.invalid, 'not a frame of this channel');
    // One after another: an unsubscribe must not overtake the subscribe before it.
    this.#answered = this.#answered.then(() => this.#answer(frame));
  }

  /** Hears nothing more, and closes once what was asked before is answered. */
  #refuse(code: number, reason: string): void {
    this.#isRefused = true;
    this.#answered = this.#answered.then(() => this.close(code, reason));
  }

  async #answer(frame: ClientFrame): Promise<void> {
    if (!this.isOpen) return;
    if (frame.type === 'ping') return this.send({ type: 'pong', id: frame.id });
    const { topic, id } = frame;
    if (frame.type === 'unsubscribe') {
      this.#leave(topic);
      return this.send({ type: 'unsubscribed', topic, id });
    }
    const answer = await this.#mayFollow(topic);
    if (!answer.isFollowed)
      return this.send({ type: 'refused', topic, id, data: { message: answer.message } });
    if (!this.isOpen) return;
    if (!this.topics.has(topic)) {
      this.topics.add(topic);
      this.#watch(topic, 1);
    }
    this.send({ type: 'subscribed', topic, id });
  }

  /** Called when something sent has gone out: pieces are only left out while something still waits to. */
  readonly #tellMissed = (): void => {
    if (this.#missed.size === 0 || this.#socket.bufferedAmount > this.#limits.pieceBytes) return;
    const topics = [...this.#missed];
    this.#missed.clear();
    for (const topic of topics) this.send({ type: 'missed', topic });
  };

  #leave(topic: string): void {
    this.#missed.delete(topic);
    if (this.topics.delete(topic)) this.#watch(topic, -1);
  }

  async #mayFollow(topic: string): Promise<Answer> {
    if (this.topics.size >= this.#limits.topics && !this.topics.has(topic))
      return { isFollowed: false, message: `One connection may follow ${this.#limits.topics} things.` };
    return this.#follow(this, topic);
  }

  #isTooFast(): boolean {
    const now = performance.now();
    if (now >= this.#window.endsAt) this.#window = { messages: 0, endsAt: now + this.#limits.windowMs };
    return ++this.#window.messages > this.#limits.messages;
  }
}
