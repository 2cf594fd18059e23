import type { RequestHandler } from 'express';
import { UnavailableError } from '../errors.ts';

const RETRY_AFTER_S = 2;

/**
 * Answers 503 with Retry-After while this worker has more to do than it can: better at once than after a minute in the
 * queue, when nobody waits any more. Stands behind health checks and static files, which cost next to nothing.
 */
export function shedLoad(isOverloaded: () => boolean): RequestHandler {
  return (_req, _res, next) => {
    if (isOverloaded())
      throw new UnavailableError('The server has too much to do at the moment.', RETRY_AFTER_S);
    next();
  };
}
