import { randomUUID } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Log } from '../telemetry/logger.ts';
import { loggedPath } from './logged-path.ts';

const UNLOGGED = /^\/(health|api\/health|static)/;
const CLIENT_LEFT = 499;

/**
 * One line a request, in JSON: who, what, how long (`ms`). Health checks and static files are left out. Straight to
 * pino: pino-http makes a logger for each request, which cost a twelfth of a list request.
 */
export function requestLog(log: Log): RequestHandler {
  // Of a request only what is named below is logged: there is nothing to search for secrets.
  const lines = log.child({}, { redact: [] });
  return (req, res, next) => {
    req.requestId = randomUUID();
    res.setHeader('X-Request-Id', req.requestId);
    if (!UNLOGGED.test(req.url)) {
      const startedAt = performance.now();
      // Asked for now: a closed connection has no address any more.
      const { ip } = req;
      res.once('close', () =>
        lines.info(
          {
            requestId: req.requestId,
            method: req.method,
            path: loggedPath(req.originalUrl),
            status: res.writableFinished ? res.statusCode : CLIENT_LEFT,
            ms: Math.round((performance.now() - startedAt) * 10) / 10,
            userId: req.user?.id,
            ip,
          },
          'request',
        ),
      );
    }
    next();
  };
}
