import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit, type Store } from 'express-rate-limit';
import type { RateLimit } from '../config.ts';
import { TooManyRequestsError } from '../errors.ts';
import type { Peers } from '../supervisor/peers.ts';

const WINDOW_MS = 60_000;

/** A store for express-rate-limit whose counts are shared by all workers, so that a limit of N is N. */
export function sharedStore(peers: Peers, name: string): Store {
  const key = (client: string) => `limit:${name}:${client}`;
  return {
    localKeys: false,
    async increment(client) {
      const { count, resetsAt } = await peers.increment(key(client), WINDOW_MS);
      return { totalHits: count, resetTime: new Date(resetsAt) };
    },
    decrement: (client) => peers.decrement(key(client)),
    resetKey: (client) => peers.reset(key(client)),
  };
}

/** Limits an address to rate + burst requests a minute; undefined lets everything pass (benchmarks). */
export function limitRequests(options: {
  peers: Peers;
  name: string;
  limit: RateLimit | undefined;
  skip?: (method: string, path: string) => boolean;
}): RequestHandler {
  const { peers, name, limit, skip } = options;
  if (!limit) return (_req, _res, next) => next();
  return rateLimit({
    windowMs: WINDOW_MS,
    limit: limit.perMinute + limit.burst,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    store: sharedStore(peers, name),
    keyGenerator: (req) => ipKeyGenerator(req.ip ?? ''),
    skip: (req) => skip?.(req.method, req.originalUrl) ?? false,
    handler(req, _res, next) {
      const resetTime = (req as { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime;
      const seconds = Math.max(
        1,
        Math.ceil(((resetTime?.getTime() ?? Date.now() + WINDOW_MS) - Date.now()) / 1000),
      );
      next(new TooManyRequestsError(seconds, 'Too many requests from this address.'));
    },
  });
}
