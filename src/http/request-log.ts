import { randomUUID } from 'node:crypto';
import type { Request, RequestHandler } from 'express';
import { pinoHttp } from 'pino-http';
import type { Log } from '../telemetry/logger.ts';

/** One line a request, in JSON: who, what, how long. Health checks and static files are left out. */
export function requestLog(log: Log): RequestHandler {
  const logged = pinoHttp({
    logger: log,
    genReqId: () => randomUUID(),
    autoLogging: { ignore: (req) => /^\/(health|api\/health|static)/.test(req.url ?? '') },
    serializers: {
      req: (req: { method: string; raw: { originalUrl: string; ip?: string } }) => ({
        method: req.method,
        // Without the query: it may hold what people searched for, or a one-time token.
        path: withoutSecrets(req.raw.originalUrl),
        ip: req.raw.ip,
      }),
      res: (res: { statusCode: number }) => ({ status: res.statusCode }),
    },
    customProps: (req) => ({ userId: (req as Request).user?.id }),
    customLogLevel: () => 'info',
  });
  return (req, res, next) => {
    logged(req, res);
    req.requestId = req.id as string;
    res.set('X-Request-Id', req.requestId);
    next();
  };
}

/** One-time links carry their token in the path. */
function withoutSecrets(url: string): string {
  return url.split('?')[0]!.replace(/^(\/auth\/[a-z-]+\/)[\w-]{20,}/, '$1[token]');
}
