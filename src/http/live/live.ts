import type { Request } from 'express';
import { WebSocketServer, type WebSocket } from 'ws';
import { listLivingSessions } from '../../auth/sessions.ts';
import type { Db } from '../../db/index.ts';
import { TooManyRequestsError, UnavailableError } from '../../errors.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Peers } from '../../supervisor/peers.ts';
import type { Log } from '../../telemetry/logger.ts';
import {
  CloseCode,
  CONNECTION_LIMITS,
  type ConnectionLimits,
  type Follower,
  LiveConnection,
} from './connection.ts';
import { MAX_FRAME_BYTES, writeFrame } from './frames.ts';
import { type Announcement, NEWS } from './news.ts';
import { mayFollow, type TopicChecks, tellWatched, type WatchedTopics } from './topics.ts';

export interface LiveSettings {
  db: Db;
  clock: Clock;
  log: Log;
  peers: Peers;
  topics: TopicChecks;
  /** Nouns whose owners want to know how many look on. */
  watched?: WatchedTopics;
  limits?: Partial<ConnectionLimits>;
  /** Open connections of one user in this process. */
  connectionsPerUser?: number;
  /** How often clients are pinged and sessions looked at. */
  heartbeatMs?: number;
}

const SESSIONS = 'live-sessions';
const SOCKET_OPTIONS = {
  noServer: true,
  clientTracking: false,
  maxPayload: MAX_FRAME_BYTES,
  // A client that does not answer our close frame is cut off after this (not in the types yet).
  closeTimeout: 5000,
};

/**
 * The live channel of one process: who is connected and what they follow. An announcement reaches the connections of
 * this process at once and those of the others through their peers. It says that something changed; what is stored
 * is the truth, so a client that was away loads its page's data again instead of asking for what it missed.
 */
export class Live {
  readonly #settings: LiveSettings;
  readonly #limits: ConnectionLimits;
  readonly #sockets: WebSocketServer;
  readonly #connections = new Set<LiveConnection>();
  readonly #ends: (() => void)[];
  #isDraining = false;

  constructor(settings: LiveSettings) {
    this.#settings = settings;
    this.#limits = { ...CONNECTION_LIMITS, ...settings.limits };
    this.#sockets = new WebSocketServer(SOCKET_OPTIONS);
    const heart = setInterval(() => void this.#beat(), settings.heartbeatMs ?? 30_000).unref();
    this.#ends = [
      () => clearInterval(heart),
      settings.peers.subscribe(NEWS, (message) => this.#deliver(message as Announcement)),
      settings.peers.subscribe(SESSIONS, () => void this.#recheck()),
    ];
  }

  /** Number of open connections of this process. */
  get size(): number {
    return this.#connections.size;
  }

  /** Tells everyone who follows the topic. Call it after the commit: who hears of it may read it at once. */
  announce(news: Announcement): void {
    this.#deliver(news);
    this.#settings.peers.publish(NEWS, news);
  }

  /** Closes, in all processes, connections whose session has ended: one query a process that has any. */
  recheck(): void {
    void this.#recheck();
    this.#settings.peers.publish(SESSIONS, {});
  }

  /** Turns a request that asked for it into a connection. Throws AppErrors while it can still be refused. */
  accept(req: Request, head: Buffer): void {
    const { user, credential } = req;
    if (this.#isDraining) throw new UnavailableError('The server restarts.', 1);
    if (!user || credential?.kind !== 'session') throw new TypeError('accept() needs a checked session');
    const open = [...this.#connections].filter(({ follower }) => follower.userId === user.id).length;
    if (open >= (this.#settings.connectionsPerUser ?? 20))
      throw new TooManyRequestsError(60, 'You have too many pages open at once.');
    const follower = { userId: user.id, householdId: user.householdId, sessionId: credential.sessionId };
    // From here on the socket is no longer HTTP's: Express has nothing to answer.
    req.res?.detachSocket(req.socket);
    this.#sockets.handleUpgrade(req, req.socket, head, (socket) => this.#open(socket, follower));
  }

  /** Sends every client away, spread over `spreadMs` so that they do not all come back in one moment. */
  drain(spreadMs: number): void {
    this.#isDraining = true;
    for (const connection of this.#connections) {
      setTimeout(() => connection.close(CloseCode.restart, 'restart'), Math.random() * spreadMs);
    }
  }

  /** Stops listening to the other processes; open connections are drained before. */
  close(): void {
    for (const end of this.#ends) end();
  }

  #open(socket: WebSocket, follower: LiveConnection['follower']): void {
    const { db, log, topics, watched, clock } = this.#settings;
    const connection = new LiveConnection({
      socket,
      follower,
      limits: this.#limits,
      async follow(_connection, topic) {
        try {
          if (await mayFollow(topics, topic, db, follower)) return { isFollowed: true };
          return { isFollowed: false, message: 'This does not exist or is not yours.' };
        } catch (err) {
          log.warn({ err, topic }, 'live topic could not be checked');
          return { isFollowed: false, message: 'The server cannot tell right now: try again.' };
        }
      },
      watch(topic, change) {
        tellWatched(watched, { topic, change }, { db, scope: follower, now: clock.now() }).catch(
          (err: unknown) => log.warn({ err, topic }, 'who looks on could not be noted'),
        );
      },
    });
    this.#connections.add(connection);
    socket.once('close', () => this.#connections.delete(connection));
  }

  #deliver(news: Announcement): void {
    let text: string | undefined;
    for (const connection of this.#connections) {
      if (!isFor(news, connection.follower) || !connection.topics.has(news.topic)) continue;
      text ??= writeFrame({ type: news.type, topic: news.topic, data: news.data });
      if (news.mayBeMissed) connection.sendPiece(news.topic, text);
      else connection.sendText(text);
    }
  }

  async #beat(): Promise<void> {
    for (const connection of this.#connections) connection.beat();
    // Sessions also end by time, and by commands that run in processes of their own.
    await this.#recheck();
  }

  async #recheck(): Promise<void> {
    const { db, clock, log } = this.#settings;
    const asked = [...this.#connections];
    if (asked.length === 0) return;
    try {
      const ids = [...new Set(asked.map(({ follower }) => follower.sessionId))];
      const living = new Set(await listLivingSessions(db, ids, clock.now()));
      for (const connection of asked) {
        if (!living.has(connection.follower.sessionId)) connection.close(CloseCode.policy, 'signed out');
      }
    } catch (err) {
      log.warn({ err }, 'sessions of live connections could not be checked');
    }
  }
}

/** Whether this person may hear of it: whose it is, or somebody of the household whose it is. */
function isFor({ userId, householdId }: Announcement, follower: Follower): boolean {
  return userId === undefined ? follower.householdId === householdId : follower.userId === userId;
}
