import { createHash } from 'node:crypto';
import type { Request, RequestHandler, Response } from 'express';
import type { Db } from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { Cookies } from '../http/cookies.ts';
import { randomToken } from '../http/keys.ts';
import { isApi } from '../http/negotiation.ts';
import type { Clock } from '../lib/clock.ts';
import { newId } from '../lib/uuid.ts';
import * as queries from './session-queries.ts';

const DAY_S = 86_400;
/** A session ends after 30 days, or after 14 days without a visit. */
const ABSOLUTE_AGE_S = 30 * DAY_S;
const IDLE_AGE_S = 14 * DAY_S;
/** "Last seen" is written at most this often, so that reading a page does not write. */
const TOUCH_EVERY_MS = 5 * 60_000;

/** Only hashes are stored: a stolen table opens no session and no token. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}

export interface Sessions {
  /** Finds out who is acting, from a Bearer token (API only) or the session cookie. */
  identify: RequestHandler;
  /** Signs a user in with a new session id; the session before it, if any, ends. */
  start(req: Request, res: Response, userId: string): Promise<void>;
  /** Signs out: the row is deleted, the cookie cleared. */
  end(req: Request, res: Response): Promise<void>;
}

export function createSessions(deps: { db: Db; clock: Clock; cookies: Cookies }): Sessions {
  const { db, clock, cookies } = deps;

  async function identifyByToken(req: Request, token: string): Promise<void> {
    const now = clock.now();
    const row = token.startsWith('pa_') ? await queries.findApiToken(db, hashToken(token), now) : undefined;
    if (!row)
      throw new AppError(
        401,
        'bad-token',
        'This token is not valid, or it was revoked. Make a new one in Settings.',
      );
    req.user = queries.toCurrentUser(row);
    req.credential = { kind: 'token', tokenId: row.token_id, scopes: row.scopes };
    if (isStale(row.last_used_at, now)) await queries.touchApiToken(db, row.token_id, now);
  }

  async function identifyByCookie(req: Request): Promise<void> {
    const token = cookies.read(req, 'session');
    if (token === undefined) return;
    const now = clock.now();
    const tokenHash = hashToken(token);
    const row = await queries.findSession(db, tokenHash, now, idleSince(now));
    if (!row) return;
    req.user = queries.toCurrentUser(row);
    req.credential = { kind: 'session', sessionId: row.session_id, tokenHash };
    if (isStale(row.last_seen_at, now)) await queries.touchSession(db, row.session_id, now);
  }

  return {
    async identify(req, _res, next) {
      const bearer = isApi(req) ? /^Bearer +(\S+)$/i.exec(req.get('authorization') ?? '')?.[1] : undefined;
      if (bearer !== undefined) await identifyByToken(req, bearer);
      else await identifyByCookie(req);
      next();
    },

    async start(req, res, userId) {
      if (req.credential?.kind === 'session')
        await queries.deleteSession(db, req.user!.id, req.credential.sessionId);
      const token = randomToken();
      const now = clock.now();
      await queries.insertSession(db, {
        id: newId(),
        tokenHash: hashToken(token),
        userId,
        now,
        expiresAt: new Date(now.getTime() + ABSOLUTE_AGE_S * 1000),
        ip: req.ip ?? null,
        userAgent: (req.get('user-agent') ?? '').slice(0, 300),
      });
      cookies.write(res, 'session', token, ABSOLUTE_AGE_S);
    },

    async end(req, res) {
      if (req.credential?.kind === 'session')
        await queries.deleteSession(db, req.user!.id, req.credential.sessionId);
      cookies.clear(res, 'session');
    },
  };
}

/** Which of these session ids still live: neither ended, nor too old, nor of a disabled user. */
export function listLivingSessions(db: Db, ids: string[], now: Date): Promise<string[]> {
  return queries.listLivingSessions(db, ids, now, idleSince(now));
}

/** A session not seen since then has ended. */
export function idleSince(now: Date): Date {
  return new Date(now.getTime() - IDLE_AGE_S * 1000);
}

function isStale(at: string | null, now: Date): boolean {
  return at === null || now.getTime() - Date.parse(at) > TOUCH_EVERY_MS;
}
