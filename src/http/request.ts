import type {} from 'passport';
import type { Request } from 'express';
import type { Scope } from '../db/index.ts';
import { SignedOutError } from '../errors.ts';
import type { Flash } from './frame.ts';
import type { Translate } from './texts.ts';
import type { PageData } from './views.ts';

/** Who is acting, with the settings that pages need. One prepared query fills it (auth/session-queries.ts). */
export interface CurrentUser {
  id: string;
  householdId: string;
  email: string;
  name: string;
  role: 'owner' | 'admin' | 'member';
  weightUnit: 'kg' | 'lb';
  distanceUnit: 'km' | 'mi';
  timeZone: string;
  /** 0 = Sunday … 6 = Saturday. */
  weekStart: number;
  language: string;
  theme: 'auto' | 'light' | 'dark';
}

/** How the request proved who is acting: a browser's session, or an API token with its scopes. */
export type Credential =
  | { kind: 'session'; sessionId: string; tokenHash: Buffer }
  | { kind: 'token'; tokenId: string; scopes: ('read' | 'write')[] };

declare global {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- the way Express's own types are extended
  namespace Express {
    // eslint-disable-next-line @typescript-eslint/no-empty-object-type -- passport's user is ours
    interface User extends CurrentUser {}
    interface Request {
      /** Shown on error pages, in logs and in the X-Request-Id header. */
      requestId: string;
      credential?: Credential;
      /** Texts in the language of the person (or of the browser, signed out). */
      t: Translate;
    }
    interface Response {
      /** Sends a page in the layout: `res.status(422).page('fitness/workout', { title, … })`. */
      page(view: string, data: PageData): void;
      /** Sends a piece of a page, for answers that replace a part of one. */
      fragment(view: string, data: Record<string, unknown>): void;
      /** Keeps a message, with Undo where given, over the redirect that follows. */
      flash(message: Flash): void;
    }
  }
}

/** The signed-in user; throws SignedOutError. */
export function currentUser(req: Request): CurrentUser {
  if (!req.user) throw new SignedOutError();
  return req.user;
}

/** Whose rows this request may touch; throws SignedOutError. */
export function scopeOf(req: Request): Scope {
  const user = currentUser(req);
  return { userId: user.id, householdId: user.householdId };
}
