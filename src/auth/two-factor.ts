import { createCipheriv, createDecipheriv, createHash, randomBytes, randomInt } from 'node:crypto';
import { AppError } from '../errors.ts';

const ISSUER = 'Primary Assistant';
/** A code is good for its own 30 seconds and those before and after, since clocks differ. */
const TOLERANCE_S = 30;
const RECOVERY_CODES = 10;
/** Without letters and digits that look alike. */
const RECOVERY_ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';

const UNREADABLE =
  'Two-factor sign-in was set up under another SECRET_KEY. Put that key back, use a recovery code, or run "npm run reset-password -- --without-two-factor" on the server.';

/** A new TOTP secret (RFC 6238), base32. */
export async function newTwoFactorSecret(): Promise<string> {
  const { generateSecret } = await import('otplib');
  return generateSecret();
}

/** AES-256-GCM over the secret, bound to its user: `nonce.tag.text`, base64url. */
export function encryptSecret(key: Buffer, userId: string, secret: string): string {
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(userId));
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return [nonce, cipher.getAuthTag(), text].map((part) => part.toString('base64url')).join('.');
}

/** The secret again; throws AppError (409) when it was encrypted with another SECRET_KEY or for another user. */
export function decryptSecret(key: Buffer, userId: string, encrypted: string): string {
  const [nonce, tag, text] = encrypted.split('.').map((part) => Buffer.from(part, 'base64url'));
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, nonce!).setAAD(Buffer.from(userId));
    decipher.setAuthTag(tag!);
    return Buffer.concat([decipher.update(text!), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw new AppError(409, 'two-factor-unreadable', UNREADABLE, {
      cause,
      text: 'auth.twoFactor.unreadable',
    });
  }
}

/** The time step whose code this is, or undefined when it is none of now. */
export async function stepOfCode(secret: string, code: string, now: Date): Promise<number | undefined> {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return undefined;
  const { verifySync } = await import('otplib');
  const result = verifySync({
    ...{ secret, token },
    epoch: Math.floor(now.getTime() / 1000),
    epochTolerance: TOLERANCE_S,
  });
  return result.valid && 'timeStep' in result ? result.timeStep : undefined;
}

/** What an authenticator app reads: the address as a QR code (SVG), and the secret in groups to type by hand. */
export async function describeSecret(secret: string, email: string): Promise<{ qr: string; typed: string }> {
  const [{ generateURI }, { default: QRCode }] = await Promise.all([import('otplib'), import('qrcode')]);
  const uri = generateURI({ issuer: ISSUER, label: email, secret });
  const drawn = await QRCode.toString(uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
  return { qr: drawn.trim(), typed: secret.match(/.{1,4}/g)!.join(' ') };
}

/** Ten new codes, `xxxxx-xxxxx` (49 bits each). */
export function newRecoveryCodes(): string[] {
  const letter = () => RECOVERY_ALPHABET[randomInt(RECOVERY_ALPHABET.length)]!;
  const part = () => Array.from({ length: 5 }, letter).join('');
  return Array.from({ length: RECOVERY_CODES }, () => `${part()}-${part()}`);
}

/** How a recovery code is kept and looked up, however it was typed. */
export function hashRecoveryCode(userId: string, code: string): Buffer {
  return createHash('sha256')
    .update(`${userId}:${code.toLowerCase().replace(/[^a-z0-9]/g, '')}`)
    .digest();
}
