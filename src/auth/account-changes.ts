import { execute, selectRow, type Db } from '../db/index.ts';
import { ConflictError } from '../errors.ts';
import { revokeApiTokens } from './api-token-queries.ts';
import { endLinksBy, endLinksOf } from './one-time-links.ts';
import { deleteSessions } from './session-queries.ts';
import type { AccountRow } from './user-queries.ts';

type Account = Pick<AccountRow, 'id' | 'household_id'>;

/** A household without an owner could not be helped from within. */
const LAST_OWNER = 'This is the only owner. Make somebody else an owner first.';

/** Disables an account: its sessions, tokens and links end at once. Throws ConflictError for the last owner. */
export async function closeAccount(trx: Db, account: Account, now: Date): Promise<void> {
  await keepAnOwner(trx, account);
  await execute(
    trx,
    `update users set disabled_at = coalesce(disabled_at, :now), updated_at = :now, version = version + 1
      where id = :id and household_id = :householdId`,
    { id: account.id, householdId: account.household_id, now },
  );
  await deleteSessions(trx, account.id, null);
  await revokeApiTokens(trx, account.id, now);
  await endLinksOf(trx, account.id, now);
  await endLinksBy(trx, account.id, now);
}

/** Lets a disabled account sign in again. */
export async function reopenAccount(trx: Db, account: Account, now: Date): Promise<void> {
  await execute(
    trx,
    `update users set disabled_at = null, updated_at = :now, version = version + 1
      where id = :id and household_id = :householdId`,
    { id: account.id, householdId: account.household_id, now },
  );
}

/** Gives an account another role. Throws ConflictError for the last owner. */
export async function changeRole(
  trx: Db,
  account: Account,
  role: AccountRow['role'],
  now: Date,
): Promise<void> {
  if (role !== 'owner') await keepAnOwner(trx, account);
  await execute(
    trx,
    `update users set role = :role, updated_at = :now, version = version + 1
      where id = :id and household_id = :householdId`,
    { id: account.id, householdId: account.household_id, role, now },
  );
}

/** Two owners who remove each other at the same time wait for one another at the household's row. */
async function keepAnOwner(trx: Db, account: Account): Promise<void> {
  await selectRow(trx, 'select id from households where id = :id for update', { id: account.household_id });
  const other = await selectRow(
    trx,
    `select 1 as one from users
      where household_id = :householdId and role = 'owner' and disabled_at is null and id <> :id limit 1`,
    { householdId: account.household_id, id: account.id },
  );
  const self = await selectRow<{ role: string; disabled_at: string | null }>(
    trx,
    'select role, disabled_at from users where id = :id and household_id = :householdId',
    { id: account.id, householdId: account.household_id },
  );
  if (!other && self?.role === 'owner' && self.disabled_at === null)
    throw new ConflictError(LAST_OWNER, undefined, 'auth.lastOwner');
}
