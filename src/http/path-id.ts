import type { Request } from 'express';
import { NotFoundError } from '../errors.ts';
import { isUuid } from '../lib/uuid.ts';

/** The `:id` (or another name) of a page's address; what is no UUID answers like what is not there. */
export function pathId(req: Request, what: string, name = 'id'): string {
  const id = req.params[name];
  if (typeof id !== 'string' || !isUuid(id)) throw new NotFoundError(what);
  return id.toLowerCase();
}
