import type { Db } from '../db/index.ts';
import { AppError } from '../errors.ts';
import type { Act } from './accounts.ts';
import { revokeApiTokens } from './api-token-queries.ts';
import { COMMAND_LINE, recordAudit } from './audit.ts';
import { endLinksOf } from './one-time-links.ts';
import { hashPassword } from './passwords.ts';
import { deleteSessions } from './session-queries.ts';
import { removeTwoFactor } from './two-factor-queries.ts';
import { findAccountByEmail, updatePassword, type AccountRow } from './user-queries.ts';

/**
 * Gives an account a new password: all its sessions but `keepSessionId` end, and links for a reset are of no use any
 * more. `how` is what the audit log says; a reset ends the API tokens too, since somebody else may have made them.
 */
export async function setPassword(
  trx: Db,
  account: Pick<AccountRow, 'id' | 'household_id'>,
  passwordHash: string,
  change: Act & { how: 'password.changed' | 'password.reset'; keepSessionId: string | null },
): Promise<void> {
  const { how, keepSessionId, origin, now } = change;
  await updatePassword(trx, account.id, passwordHash, now);
  await deleteSessions(trx, account.id, keepSessionId);
  await endLinksOf(trx, account.id, now);
  if (how === 'password.reset') await revokeApiTokens(trx, account.id, now);
  await recordAudit(trx, { event: how, householdId: account.household_id, userId: account.id }, origin, now);
}

/** Sets the password of the account with this address, for the operator's command. Throws when there is none. */
export async function resetPasswordFromCommand(
  db: Db,
  reset: { email: string; password: string; withoutTwoFactor: boolean },
  now: Date,
): Promise<void> {
  const passwordHash = await hashPassword(reset.password);
  await db.transaction(async (trx) => {
    const account = await findAccountByEmail(trx, reset.email);
    if (!account) throw noAccount(reset.email);
    const act = { origin: COMMAND_LINE, now };
    await setPassword(trx, account, passwordHash, { ...act, how: 'password.reset', keepSessionId: null });
    if (reset.withoutTwoFactor) await removeTwoFactor(trx, account.id, now);
  });
}

/** For the operator's commands, which may say so; no page does. */
export function noAccount(email: string): AppError {
  return new AppError(404, 'not-found', `There is no account with the address ${email}.`);
}
