import { createHash } from 'node:crypto';
import { type Count, Counters } from './counters.ts';
import type { Link } from './link.ts';
import type { PrimaryMessage } from './messages.ts';

export type { Count } from './counters.ts';

/**
 * What the processes of one installation share through their primary when there is no Redis: counters (rate limits)
 * and messages (the live channel). Counters survive the death of any worker.
 */
export interface Peers {
  /** Counts one event in the window of `key`; opens a window of `windowMs` if there is none. Never rejects. */
  increment(key: string, windowMs: number): Promise<Count>;
  /** Takes one counted event back. */
  decrement(key: string): Promise<void>;
  /** Forgets the window of `key`. */
  reset(key: string): Promise<void>;
  /** Sends `message` (JSON) to the subscribers of `channel` in all OTHER processes, jobs included; not to our own. */
  publish(channel: string, message: unknown): void;
  /** Calls `listener` for what other processes publish; the returned function ends it. */
  subscribe(channel: string, listener: (message: unknown) => void): () => void;
}

/** How long a worker waits for the primary before it goes on with what it has counted itself. */
const REPLY_TIMEOUT_MS = 1000;
const LONGEST_KEY = 128;

/**
 * The peers of a worker: asks the primary over IPC. If the primary does not answer within a second the worker's own
 * counters decide, which limit less strictly (per worker) but never lift the limit and never block a request.
 */
export function peersOver(link: Link): Peers {
  const own = new Counters();
  const waiting = new Map<number, (reply: Count | undefined) => void>();
  const channels = subscriptions();
  let lastId = 0;

  link.onMessage((message: PrimaryMessage) => {
    if (message.type === 'counted') waiting.get(message.id)?.(message.count);
    else if (message.type === 'published') channels.deliver(message.channel, message.message);
  });

  function ask(
    op: 'increment' | 'decrement' | 'reset',
    key: string,
    windowMs: number,
  ): Promise<Count | undefined> {
    const id = ++lastId;
    return new Promise((resolve) => {
      const settle = (reply: Count | undefined) => {
        clearTimeout(timer);
        waiting.delete(id);
        resolve(reply);
      };
      const timer = setTimeout(settle, REPLY_TIMEOUT_MS, undefined).unref();
      waiting.set(id, settle);
      if (!link.send({ type: 'count', id, op, key, windowMs })) settle(undefined);
    });
  }

  return {
    async increment(rawKey, windowMs) {
      const key = boundedKey(rawKey);
      const fallback = own.increment(key, windowMs);
      return (await ask('increment', key, windowMs)) ?? fallback;
    },
    async decrement(rawKey) {
      const key = boundedKey(rawKey);
      own.decrement(key);
      await ask('decrement', key, 0);
    },
    async reset(rawKey) {
      const key = boundedKey(rawKey);
      own.reset(key);
      await ask('reset', key, 0);
    },
    publish: (channel, message) => void link.send({ type: 'publish', channel, message }),
    subscribe: channels.subscribe,
  };
}

/** Peers inside one process: each `peer()` stands for a role (web, jobs) and hears what the others publish. */
export function localHub(): { peer(): Peers } {
  const counters = new Counters();
  const everyone = new Set<ReturnType<typeof subscriptions>>();
  const peer = (): Peers => {
    const channels = subscriptions();
    everyone.add(channels);
    return {
      increment: async (key, windowMs) => counters.increment(key, windowMs),
      decrement: async (key) => counters.decrement(key),
      reset: async (key) => counters.reset(key),
      publish(channel, message) {
        const copy: unknown = JSON.parse(JSON.stringify(message));
        for (const other of everyone) if (other !== channels) other.deliver(channel, copy);
      },
      subscribe: channels.subscribe,
    };
  };
  return { peer };
}

/** A peer without others: for a single process and for tests. */
export function localPeers(): Peers {
  return localHub().peer();
}

function subscriptions() {
  const channels = new Map<string, Set<(message: unknown) => void>>();
  return {
    deliver(channel: string, message: unknown): void {
      for (const listener of channels.get(channel) ?? []) listener(message);
    },
    subscribe: (channel: string, listener: (message: unknown) => void): (() => void) => {
      const listeners = channels.get(channel) ?? new Set();
      channels.set(channel, listeners.add(listener));
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0 && channels.get(channel) === listeners) channels.delete(channel);
      };
    },
  };
}

/** Keys come from outside (addresses, names typed in): long ones are replaced by their hash. */
function boundedKey(key: string): string {
  return key.length <= LONGEST_KEY ? key : createHash('sha256').update(key).digest('base64url');
}
