import {
  createHmac,
  createSecretKey,
  hkdfSync,
  type KeyObject,
  timingSafeEqual,
  randomBytes,
} from 'node:crypto';

/** Keys derived from SECRET_KEY, one for each use, so that no signature made for one can serve another. */
export interface Keys {
  cookie: KeyObject;
  csrf: KeyObject;
  /** 32 bytes for AES-256-GCM over two-factor secrets. */
  twoFactor: Buffer;
}

/** Derives the keys (HKDF-SHA256, RFC 5869). */
export function deriveKeys(secretKey: string): Keys {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secretKey, 'primary-assistant', use, 32));
  // As KeyObjects: a page needs three signatures, and a plain key is made ready anew for each (9 µs instead of 2).
  const signing = (use: string) => createSecretKey(derive(use));
  return { cookie: signing('cookie'), csrf: signing('csrf'), twoFactor: derive('two-factor') };
}

/** `value.signature`; the signature holds for this `purpose` only. */
export function sign(key: KeyObject, purpose: string, value: string): string {
  return `${value}.${mac(key, `${purpose}=${value}`).toString('base64url')}`;
}

/** The value of a text signed for this purpose, or undefined when the signature is not ours. */
export function unsign(key: KeyObject, purpose: string, signed: string): string | undefined {
  const dot = signed.lastIndexOf('.');
  if (dot < 1) return undefined;
  const value = signed.slice(0, dot);
  return equalBytes(mac(key, `${purpose}=${value}`), Buffer.from(signed.slice(dot + 1), 'base64url'))
    ? value
    : undefined;
}

export function mac(key: KeyObject, value: string): Buffer {
  return createHmac('sha256', key).update(value).digest();
}

/** Constant-time comparison; false for different lengths. */
export function equalBytes(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** 256 random bits as text for cookies, links and tokens. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}
