import type { KeyObject } from 'node:crypto';
import type { Request, Response } from 'express';
import { sign, unsign } from './keys.ts';

/** The cookies of this installation: signed, HttpOnly, SameSite=Lax; `__Host-` and Secure where people come by https. */
export interface Cookies {
  /** The signed value of a cookie, or undefined when absent or not signed by us. */
  read(req: Request, name: CookieName): string | undefined;
  /** Sets a cookie; without `maxAgeS` it ends with the browser's session. */
  write(res: Response, name: CookieName, value: string, maxAgeS?: number): void;
  clear(res: Response, name: CookieName): void;
}

/** session: who is signed in. visitor: ties a form's CSRF token to a browser that is not. flash: one message. sign-in: between password and second factor. */
export type CookieName = 'session' | 'visitor' | 'flash' | 'sign-in';

export function createCookies(key: KeyObject, isHttps: boolean): Cookies {
  const full = (name: CookieName) => `${isHttps ? '__Host-' : ''}pa_${name}`;
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isHttps ? '; Secure' : ''}`;
  return {
    read(req, name) {
      const signed = findCookie(req.headers.cookie, full(name));
      return signed === undefined ? undefined : unsign(key, name, signed);
    },
    write(res, name, value, maxAgeS) {
      const age = maxAgeS === undefined ? '' : `; Max-Age=${maxAgeS}`;
      res.append('Set-Cookie', `${full(name)}=${sign(key, name, value)}; ${attributes}${age}`);
    },
    clear(res, name) {
      res.append('Set-Cookie', `${full(name)}=; ${attributes}; Max-Age=0`);
    },
  };
}

function findCookie(header: string | undefined, name: string): string | undefined {
  for (const part of header?.split(';') ?? []) {
    const equals = part.indexOf('=');
    if (equals > 0 && part.slice(0, equals).trim() === name) return part.slice(equals + 1).trim();
  }
  return undefined;
}
