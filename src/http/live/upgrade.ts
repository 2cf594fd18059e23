import { ServerResponse, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Request, RequestHandler } from 'express';
import { AppError, SignedOutError } from '../../errors.ts';
import type { Csrf } from '../csrf.ts';
import { currentUser } from '../request.ts';
import type { Live } from './live.ts';

/** What a request asks to be upgraded with: the bytes that followed its headers. */
const heads = new WeakMap<IncomingMessage, Buffer>();

/**
 * Sends upgrade requests through the app like any other, so that host, limits, session and refusals are the same
 * for all; the route of /ws at the end of that way takes the socket over.
 */
export function acceptUpgrades(server: Server, app: RequestListener): void {
  server.on('upgrade', (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    const res = new ServerResponse(req);
    res.shouldKeepAlive = false;
    res.assignSocket(req.socket);
    res.once('finish', () => req.socket.destroySoon());
    socket.on('error', () => socket.destroy());
    heads.set(req, head);
    app(req, res);
  });
}

/** The route of /ws: only from our own pages, only with a living session (a token has no place in a browser). */
export function liveRoute(live: Live, csrf: Csrf): RequestHandler {
  return (req, res) => {
    const head = headOf(req);
    if (!head) {
      res.set('Upgrade', 'websocket');
      throw new AppError(426, 'upgrade-required', 'This address speaks WebSocket only.');
    }
    currentUser(req);
    if (req.credential?.kind !== 'session') throw new SignedOutError();
    csrf.checkOrigin(req, { isRequired: true });
    live.accept(req, head);
  };
}

/** For the places where sessions can end (signing out, passwords, people): live connections end with them. */
export function recheckAfterChanges(live: Live): RequestHandler {
  return (req, res, next) => {
    if (req.method !== 'GET') res.once('finish', () => live.recheck());
    next();
  };
}

function headOf(req: Request): Buffer | undefined {
  return req.get('upgrade')?.toLowerCase() === 'websocket' ? heads.get(req) : undefined;
}
