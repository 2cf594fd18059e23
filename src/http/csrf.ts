import { type KeyObject, randomBytes } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import { ForbiddenError } from '../errors.ts';
import type { Cookies } from './cookies.ts';
import { isApi } from './negotiation.ts';
import { equalBytes, mac, randomToken } from './keys.ts';

const VISITOR_AGE_S = 86_400;
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface Csrf {
  /** The token for this browser's forms, masked anew each time so that compression reveals nothing (BREACH). */
  tokenFor(req: Request, res: Response): string;
  /** Refuses every state-changing request that does not come from one of our own pages. Token requests pass. */
  guard: RequestHandler;
  /** Throws ForbiddenError when the browser says that the request comes from another site; or does not say, where required. */
  checkOrigin: (req: Request, options: { isRequired: boolean }) => void;
}

/** CSRF token = HMAC of the session (or, signed out, of a visitor cookie), checked together with where the request comes from. */
export function createCsrf(deps: {
  key: KeyObject;
  cookies: Cookies;
  publicOrigin: string | undefined;
}): Csrf {
  const { key, cookies, publicOrigin } = deps;

  const secretOf = (req: Request): Buffer | undefined => {
    if (req.credential?.kind === 'session') return mac(key, `session:${req.credential.sessionId}`);
    const visitor = cookies.read(req, 'visitor');
    return visitor === undefined ? undefined : mac(key, `visitor:${visitor}`);
  };

  return {
    checkOrigin(req, { isRequired }) {
      if (isRequired && !req.get('origin'))
        throw new ForbiddenError('The request does not say where it comes from (Origin).');
      checkOrigin(req, publicOrigin);
    },
    tokenFor(req, res) {
      let secret = secretOf(req);
      if (!secret) {
        const visitor = randomToken();
        cookies.write(res, 'visitor', visitor, VISITOR_AGE_S);
        // A page with two forms asks twice: both must carry the same visitor.
        req.headers.cookie = [req.headers.cookie, setCookiePair(res)].filter(Boolean).join('; ');
        secret = mac(key, `visitor:${visitor}`);
      }
      const mask = randomBytes(secret.length);
      return Buffer.concat([mask, xor(secret, mask)]).toString('base64url');
    },
    guard(req, _res, next) {
      // The API answers 401 to whoever brings no credential: there is nothing that a foreign page could use.
      const hasNothingToLend = req.credential?.kind === 'token' || (isApi(req) && !req.credential);
      if (SAFE.has(req.method) || hasNothingToLend) return next();
      checkOrigin(req, publicOrigin);
      const secret = secretOf(req);
      const given = givenToken(req);
      if (!secret || !given || !equalBytes(unmask(given), secret)) {
        throw new ForbiddenError(
          'This form has expired or did not come from here. Load the page again and repeat.',
          'frame.error.expiredForm',
        );
      }
      next();
    },
  };
}

function setCookiePair(res: Response): string {
  const set = res.getHeader('Set-Cookie');
  const last = Array.isArray(set) ? set.at(-1) : String(set);
  return (last ?? '').split(';')[0] ?? '';
}

function givenToken(req: Request): string | undefined {
  const header = req.get('x-csrf-token');
  if (header) return header;
  // The fields of an upload are read after this check, so its form carries the token in the address.
  const body = (req.is('multipart/form-data') ? req.query : req.body) as Record<string, unknown> | undefined;
  return typeof body?.['_csrf'] === 'string' ? body['_csrf'] : undefined;
}

/** Where the browser says that the request comes from: our own origin, or it is refused with what was seen. */
function checkOrigin(req: Request, publicOrigin: string | undefined): void {
  const site = req.get('sec-fetch-site');
  if (site && site !== 'same-origin' && site !== 'none') {
    throw new ForbiddenError(`The request came from another site (Sec-Fetch-Site: ${site}).`);
  }
  const origin = req.get('origin');
  if (!origin || site === 'same-origin') return;
  const own = publicOrigin ?? `${req.protocol}://${req.get('host') ?? ''}`;
  if (origin !== own) {
    throw new ForbiddenError(
      `The request came from ${origin.slice(0, 200)}, but this is ${own}. Behind a proxy, set PUBLIC_URL and TRUST_PROXY.`,
    );
  }
}

function unmask(token: string): Buffer {
  const bytes = Buffer.from(token, 'base64url');
  const half = bytes.length / 2;
  return bytes.length === 64 ? xor(bytes.subarray(half), bytes.subarray(0, half)) : Buffer.alloc(0);
}

function xor(a: Buffer, b: Buffer): Buffer {
  return Buffer.from(a.map((byte, index) => byte ^ b[index]!));
}
