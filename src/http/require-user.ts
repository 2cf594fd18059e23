import type { RequestHandler } from 'express';
import { SignedOutError } from '../errors.ts';
import { isApi } from './negotiation.ts';

/** Deny by default: signed out, only the pages under /auth can be reached; from the others one is led there and back. */
export const requireUser: RequestHandler = (req, res, next) => {
  if (req.user || req.path.startsWith('/auth/')) return next();
  if (isApi(req) || req.method !== 'GET') throw new SignedOutError();
  const target = req.originalUrl === '/' ? '' : `?next=${encodeURIComponent(req.originalUrl)}`;
  res.redirect(303, `/auth/sign-in${target}`);
};
