import type { Express, Request, RequestHandler } from 'express';
import type { AnsweredRequest } from '../telemetry/metrics.ts';

const METHODS = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);
const CLIENT_LEFT = 499;

const patterns = new WeakMap<Request, string>();

/**
 * The pattern of the route that took the request, with the path it is mounted at: `/api/v1/workouts/:workoutId`.
 * Never the address itself, which holds ids and one-time tokens.
 */
export function routePatternOf(req: Request): string {
  return patterns.get(req) ?? (req.path.startsWith('/static/') ? '/static/*' : 'none');
}

/** Notes the pattern at the moment a route matches: later the router has forgotten where it was mounted. */
export function notePatterns(app: Express): void {
  const routes = new WeakMap<Request, Request['route']>();
  Object.defineProperty(app.request, 'route', {
    configurable: true,
    get(this: Request): unknown {
      return routes.get(this);
    },
    set(this: Request, route: { path: unknown }) {
      routes.set(this, route);
      patterns.set(this, this.baseUrl + [route.path].flat().join('|'));
    },
  });
}

/** Tells `observe` of every answer. */
export function observeRequests(observe: (request: AnsweredRequest) => void): RequestHandler {
  return (req, res, next) => {
    const startedAt = performance.now();
    res.once('close', () =>
      observe({
        method: METHODS.has(req.method) ? req.method : 'other',
        route: routePatternOf(req),
        status: res.writableFinished ? res.statusCode : CLIENT_LEFT,
        seconds: (performance.now() - startedAt) / 1000,
      }),
    );
    next();
  };
}
