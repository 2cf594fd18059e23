import { randomUUID } from 'node:crypto';
import type { Count, Peers } from '../supervisor/peers.ts';
import type { Log } from '../telemetry/logger.ts';
import { openRedis, type RedisConnection } from './connection.ts';

/** Peers of all hosts; `redisState` is `ok` or says what is wrong. */
export interface SharedPeers extends Peers {
  redisState(): string;
  close(): void;
}

const CHANNEL = 'primary-assistant:news';
const COUNT_PREFIX = 'primary-assistant:count:';
/** How long the processes of a host know from each other that one of them has said it. */
const SAID_MS = 24 * 3_600_000;

/** Counts in a window that begins with the first event, in one step. */
const INCREMENT = `local count = redis.call('incr', KEYS[1])
if count == 1 then redis.call('pexpire', KEYS[1], ARGV[1]) end
local left = redis.call('pttl', KEYS[1])
if left < 0 then redis.call('pexpire', KEYS[1], ARGV[1]) left = tonumber(ARGV[1]) end
return { count, left }`;
/** Takes one back without making a counter that has no end. */
const DECREMENT = `if tonumber(redis.call('get', KEYS[1]) or '0') > 0 then redis.call('decr', KEYS[1]) end return 0`;

/** How many news are remembered, so that one that comes both ways is heard once. */
const REMEMBERED = 1000;

interface News {
  id: string;
  channel: string;
  message: unknown;
}

/**
 * Peers over Redis for the processes of several hosts, on top of the host's own. Events are counted in both and the
 * higher count decides, so a Redis that goes, comes or is emptied gives nobody a fresh window. News reach this host's
 * processes through their primary, and those of other hosts through Redis. Nothing rejects while Redis is away.
 */
export async function sharePeers(own: Peers, url: string, log: Log): Promise<SharedPeers> {
  const redis = await openRedis(url, (isUp, reason) => void sayOnce(own, log, isUp, reason));
  const heard = new Set<string>();
  const listeners = new Map<string, Set<(message: unknown) => void>>();
  const deliver = ({ id, channel, message }: News) => {
    if (heard.has(id)) return;
    heard.add(id);
    if (heard.size > REMEMBERED) heard.delete(heard.values().next().value!);
    for (const listener of listeners.get(channel) ?? []) listener(message);
  };
  const endOwn = own.subscribe(CHANNEL, (news) => deliver(news as News));
  redis.subscribe(CHANNEL, (text) => {
    const news = readNews(text);
    if (news) deliver(news);
  });
  return {
    async increment(key, windowMs) {
      const [here, everywhere] = await Promise.all([
        own.increment(key, windowMs),
        incrementIn(redis, key, windowMs),
      ]);
      return everywhere && everywhere.count >= here.count ? everywhere : here;
    },
    async decrement(key) {
      await Promise.all([
        own.decrement(key),
        redis.tell((client) => client.eval(DECREMENT, 1, COUNT_PREFIX + key)),
      ]);
    },
    async reset(key) {
      await Promise.all([own.reset(key), redis.tell((client) => client.del(COUNT_PREFIX + key))]);
    },
    publish(channel, message) {
      const news: News = { id: randomUUID(), channel, message };
      // Not to ourselves: Redis sends it back to us, too.
      heard.add(news.id);
      own.publish(CHANNEL, news);
      void redis.tell((client) => client.publish(CHANNEL, JSON.stringify(news)));
    },
    subscribe(channel, listener) {
      const known = listeners.get(channel) ?? new Set();
      listeners.set(channel, known.add(listener));
      return () => void known.delete(listener);
    },
    redisState: () => (redis.isUp ? 'ok' : 'no answer'),
    close() {
      endOwn();
      redis.close();
    },
  };
}

async function incrementIn(
  redis: RedisConnection,
  key: string,
  windowMs: number,
): Promise<Count | undefined> {
  const answer = await redis.tell((client) => client.eval(INCREMENT, 1, COUNT_PREFIX + key, windowMs));
  if (!Array.isArray(answer)) return undefined;
  const [count, leftMs] = answer as [number, number];
  return { count, resetsAt: Date.now() + leftMs };
}

function readNews(text: string): News | undefined {
  try {
    const news = JSON.parse(text) as Partial<News> | null;
    return typeof news?.id === 'string' && typeof news.channel === 'string' ? (news as News) : undefined;
  } catch {
    return undefined;
  }
}

/** One line for all processes of this host. */
async function sayOnce(own: Peers, log: Log, isUp: boolean, reason: string): Promise<void> {
  const [now, before] = isUp ? ['redis-back', 'redis-away'] : ['redis-away', 'redis-back'];
  await own.reset(before);
  const { count } = await own.increment(now, SAID_MS);
  if (count > 1) return;
  if (isUp) log.info('Redis answers: limits and live pages are shared by all hosts');
  else log.warn({ reason }, 'Redis is away: this host counts and announces for itself until it is back');
}
