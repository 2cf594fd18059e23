import { execute, selectRow, type Db } from '../db/index.ts';
import type { CurrentUser } from '../http/request.ts';

/** What signing in needs to know of an account. */
export interface AccountRow {
  id: string;
  household_id: string;
  email: string;
  name: string;
  role: CurrentUser['role'];
  password_hash: string;
  totp_secret: string | null;
  totp_enabled_at: string | null;
  totp_last_step: number | null;
  disabled_at: string | null;
}

const ACCOUNT_COLUMNS = `id, household_id, email::text as email, name, role, password_hash, totp_secret,
  totp_enabled_at, totp_last_step, disabled_at`;

export function findAccountByEmail(db: Db, email: string): Promise<AccountRow | undefined> {
  return selectRow<AccountRow>(db, `select ${ACCOUNT_COLUMNS} from users where email = :email::citext`, {
    email,
  });
}

export function findAccount(db: Db, userId: string): Promise<AccountRow | undefined> {
  return selectRow<AccountRow>(db, `select ${ACCOUNT_COLUMNS} from users where id = :userId`, { userId });
}

/** Whether anybody has an account on this installation. */
export async function hasUsers(db: Db): Promise<boolean> {
  return (await selectRow(db, 'select 1 as one from users limit 1')) !== undefined;
}

/** Any fixed number: who makes the first account holds this advisory lock until the transaction ends. */
const FIRST_ACCOUNT_LOCK = 7_204_312;

/** Makes all others who want to create the first account wait for the end of this transaction. */
export async function lockFirstAccount(trx: Db): Promise<void> {
  await selectRow(trx, `select pg_advisory_xact_lock(${FIRST_ACCOUNT_LOCK})`);
}

export async function insertHousehold(db: Db, id: string, name: string): Promise<void> {
  await execute(db, 'insert into households (id, name) values (:id, :name)', { id, name });
}

/** The household that was made first: the one of the installation's owner. */
export async function findFirstHousehold(db: Db): Promise<string | undefined> {
  const row = await selectRow<{ id: string }>(
    db,
    'select id from households order by created_at, id limit 1',
  );
  return row?.id;
}

export interface NewUser {
  id: string;
  householdId: string;
  email: string;
  name: string;
  role: CurrentUser['role'];
  passwordHash: string;
  timeZone: string;
  now: Date;
}

export async function insertUser(db: Db, user: NewUser): Promise<void> {
  await execute(
    db,
    `insert into users (id, household_id, email, name, role, password_hash, time_zone, created_at, updated_at)
     values (:id, :householdId, :email, :name, :role, :passwordHash, :timeZone, :now, :now)`,
    { ...user },
  );
}

export async function updatePassword(db: Db, userId: string, passwordHash: string, now: Date): Promise<void> {
  await execute(
    db,
    `update users set password_hash = :passwordHash, updated_at = :now, version = version + 1
      where id = :userId`,
    { userId, passwordHash, now },
  );
}
