import type { Request } from 'express';
import type { Db } from '../db/index.ts';
import { countGuess, forgiveGuesses, type Guess } from './guess-limit.ts';
import { isPassword } from './passwords.ts';
import { findAccount, type AccountRow } from './user-queries.ts';

/**
 * Asks a signed-in person for their password again before something that a borrowed session must not do. Returns the
 * account, or undefined when the password is wrong; guesses are counted like those at the sign-in.
 */
export async function confirmPassword(
  db: Db,
  req: Request,
  password: string,
  now: Date,
): Promise<AccountRow | undefined> {
  const userId = req.user!.id;
  const guess: Guess = { at: `password:${userId}`, ip: req.ip, now, isOpenToCleanAddresses: false };
  await countGuess(db, guess);
  const account = await findAccount(db, userId);
  if (!account || !(await isPassword(account.password_hash, password))) return undefined;
  await forgiveGuesses(db, guess);
  return account;
}
