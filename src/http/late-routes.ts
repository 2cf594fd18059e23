// Rooms are loaded with the first request for them: a web worker then holds those that it is really asked for
// (docs/decisions/006-small-processes.md).
import type { RequestHandler, Router } from 'express';
import type { AppDeps } from './feature.ts';

/** What `load` resolves to, loaded at the first call and kept; after a failure the next call tries again. */
export function onFirstUse<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () =>
    (loaded ??= load().catch((error: unknown) => {
      loaded = undefined;
      throw error;
    }));
}

/** Pages that are loaded with the first request for one of them. */
export interface LateRoutes extends RequestHandler {
  /** Paths at and below which they lie. */
  readonly roots: readonly string[];
  /** Loads them, for who wants to know all. */
  readonly open: () => Promise<Router>;
}

/** The pages at and below `roots` (`/fitness`, `/settings/calendar`), loaded with the first request for one of them. */
export function lateRoutes(
  roots: readonly string[],
  load: () => Promise<(deps: AppDeps) => Router>,
): (deps: AppDeps) => LateRoutes {
  return (deps) => {
    let router: Router | undefined;
    const open = onFirstUse(async () => (router = (await load())(deps)));
    const handle: RequestHandler = (req, res, next) => {
      if (!roots.some((root) => isBelow(req.path, root))) next();
      else if (router) router(req, res, next);
      else open().then((opened) => opened(req, res, next), next);
    };
    return Object.assign(handle, { roots, open });
  };
}

function isBelow(path: string, root: string): boolean {
  return path.startsWith(root) && (path.length === root.length || path[root.length] === '/');
}
