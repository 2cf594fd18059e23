import { createHmac, hkdfSync, timingSafeEqual, randomBytes } from 'node:crypto';

/** Keys derived from SECRET_KEY, one for each use, so that no signature made for one can serve another. */
export interface Keys {
  cookie: Buffer;
  csrf: Buffer;
  /** 32 bytes for AES-256-GCM over two-factor secrets. */
  twoFactor: Buffer;
}

/** Derives the keys (HKDF-SHA256, RFC 5869). */
export function deriveKeys(secretKey: string): Keys {
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', secretKey, 'primary-assistant', use, 32));
  return { cookie: derive('cookie'), csrf: derive('csrf'), twoFactor: derive('two-factor') };
}

/** `value.signature`; the signature holds for this `purpose` only. */
export function sign(key: Buffer, purpose: string, value: string): string {
  return `${value}.${mac(key, `${purpose}=${value}`).toString('base64url')}`;
}

/** The value of a text signed for this purpose, or undefined when the signature is not ours. */
export function unsign(key: Buffer, purpose: string, signed: string): string | undefined {
  const dot = signed.lastIndexOf('.');
  if (dot < 1) return undefined;
  const value = signed.slice(0, dot);
  return equalBytes(mac(key, `${purpose}=${value}`), Buffer.from(signed.slice(dot + 1), 'base64url'))
    ? value
    : undefined;
}

export function mac(key: Buffer, value: string): Buffer {
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
