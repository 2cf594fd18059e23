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

/** Limits an address to rate + burst requests a minute to the API, live connections and calendars included; health checks do not count. */
export function limitApi(peers: Peers, limit: RateLimit | undefined): RequestHandler {
  return limitRequests({
    peers,
    name: 'api',
    limit,
    counts: (_method, path) => /^\/(api\/(?!health$)|ws$|calendar\/)/i.test(path),
  });
}

/** Limits an address to rate + burst form posts a minute under /auth: looking at a form costs nothing. */
export function limitAuth(peers: Peers, limit: RateLimit | undefined): RequestHandler {
  return limitRequests({
    peers,
    name: 'auth',
    limit,
    counts: (method, path) => method === 'POST' && /^\/auth\//i.test(path),
  });
}

interface LimitOptions {
  peers: Peers;
  name: string;
  /** Undefined lets everything pass (benchmarks). */
  limit: RateLimit | undefined;
  counts: (method: string, path: string) => boolean;
}

function limitRequests({ peers, name, limit, counts }: LimitOptions): RequestHandler {
  if (!limit) return (_req, _res, next) => next();
  const limiter = rateLimit({
    windowMs: WINDOW_MS,
    limit: limit.perMinute + limit.burst,
    standardHeaders: 'draft-7',
    legacyHeaders: false,
    store: sharedStore(peers, name),
    keyGenerator: (req) => ipKeyGenerator(req.ip ?? ''),
    handler(req, _res, next) {
      const resetTime = (req as { rateLimit?: { resetTime?: Date } }).rateLimit?.resetTime;
      const waitMs = (resetTime?.getTime() ?? Date.now() + WINDOW_MS) - Date.now();
      next(
        new TooManyRequestsError(
          Math.max(1, Math.ceil(waitMs / 1000)),
          'Too many requests from this address.',
        ),
      );
    },
  });
  return (req, res, next) => {
    if (counts(req.method, req.path)) void limiter(req, res, next);
    else next();
  };
}
