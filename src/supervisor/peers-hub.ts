import { Counters } from './counters.ts';
import type { PrimaryMessage, WorkerMessage } from './messages.ts';

/** Someone the hub can answer and relay to. */
export interface Peer {
  /** Takes messages now: it has booted and its channel is open. */
  readonly listens: boolean;
  send(message: PrimaryMessage): void;
}

/** The primary's side of peers.ts: holds the counters of all workers and relays what they publish. */
export class PeersHub {
  readonly #counters = new Counters();
  readonly #peers: () => Iterable<Peer>;

  constructor(peers: () => Iterable<Peer>) {
    this.#peers = peers;
  }

  /** Answers a worker's message; false when it is not about counters or channels. */
  handle(from: Peer, message: WorkerMessage): boolean {
    if (message.type === 'count') this.#count(from, message);
    else if (message.type === 'publish') this.#relay(from, message.channel, message.message);
    else return false;
    return true;
  }

  #count(from: Peer, { id, op, key, windowMs }: Extract<WorkerMessage, { type: 'count' }>): void {
    if (op === 'increment') {
      from.send({ type: 'counted', id, count: this.#counters.increment(key, windowMs) });
      return;
    }
    this.#counters[op](key);
    from.send({ type: 'counted', id, count: undefined });
  }

  #relay(from: Peer, channel: string, message: unknown): void {
    for (const peer of this.#peers()) {
      if (peer !== from && peer.listens) peer.send({ type: 'published', channel, message });
    }
  }
}
