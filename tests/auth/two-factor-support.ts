import { generateSync } from 'otplib';
import { encryptSecret, newTwoFactorSecret } from '../../src/auth/two-factor.ts';
import { insertTwoFactorSecret, markTwoFactorEnabled } from '../../src/auth/two-factor-queries.ts';
import { deriveKeys } from '../../src/http/keys.ts';
import type { TestApp } from '../support/app.ts';
import type { TestUser } from '../support/users.ts';

/** Switches two-factor sign-in on without the pages, and returns the secret as the person's phone has it. */
export async function withTwoFactor(app: TestApp, user: TestUser): Promise<string> {
  const secret = await newTwoFactorSecret();
  const encrypted = encryptSecret(deriveKeys(app.config.secretKey).twoFactor, user.id, secret);
  await insertTwoFactorSecret(app.db, user.id, encrypted, app.clock.now());
  await markTwoFactorEnabled(app.db, user.id, app.clock.now());
  return secret;
}

/** The code a phone shows at this moment. */
export function codeAt(secret: string, now: Date): string {
  return generateSync({ secret, epoch: Math.floor(now.getTime() / 1000) });
}
