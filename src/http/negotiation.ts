import type { Request } from 'express';

/** Whether the request goes to the JSON API; the page about it is a page. */
export function isApi(req: Request): boolean {
  return /^\/api(?!\/docs([/?]|$))(\/|$)/i.test(req.originalUrl);
}

/** Whether the client prefers JSON over a page: scripts of our own pages do, and nobody sees a page in place of a socket. */
export function wantsJson(req: Request): boolean {
  return (
    req.headers.upgrade !== undefined || req.accepts(['html', 'json', 'application/problem+json']) !== 'html'
  );
}

/** Whether htmx asked for a part of a page. */
export function wantsFragment(req: Request): boolean {
  return req.get('hx-request') === 'true';
}

/** A place on this site to go to after signing in: one leading slash, no second one, no backslash or control character. */
export function safeReturnPath(target: unknown): string {
  return typeof target === 'string' && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(target) && target.length <= 2000
    ? target
    : '/';
}
