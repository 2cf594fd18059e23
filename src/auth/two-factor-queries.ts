import { execute, selectRow, type Db } from '../db/index.ts';

/** Keeps a secret (encrypted) that becomes effective with the first right code. */
export async function insertTwoFactorSecret(
  db: Db,
  userId: string,
  encrypted: string,
  now: Date,
): Promise<void> {
  await execute(
    db,
    `update users set totp_secret = :encrypted, totp_last_step = null, updated_at = :now
      where id = :userId and totp_enabled_at is null`,
    { userId, encrypted, now },
  );
}

/** Marks the time step of a code as used; false when this or a later one was used before, also by a parallel request. */
export async function useTwoFactorStep(db: Db, userId: string, step: number): Promise<boolean> {
  const touched = await execute(
    db,
    `update users set totp_last_step = :step
      where id = :userId and totp_secret is not null and (totp_last_step is null or totp_last_step < :step)`,
    { userId, step },
  );
  return touched > 0;
}

/** Switches two-factor sign-in on; false when it was on already. */
export async function markTwoFactorEnabled(db: Db, userId: string, now: Date): Promise<boolean> {
  const touched = await execute(
    db,
    `update users set totp_enabled_at = :now, updated_at = :now
      where id = :userId and totp_secret is not null and totp_enabled_at is null`,
    { userId, now },
  );
  return touched > 0;
}

/** Switches two-factor sign-in off and forgets its secret and recovery codes. */
export async function removeTwoFactor(db: Db, userId: string, now: Date): Promise<void> {
  await execute(
    db,
    `update users set totp_secret = null, totp_enabled_at = null, totp_last_step = null, updated_at = :now
      where id = :userId`,
    { userId, now },
  );
  await execute(db, 'delete from recovery_codes where user_id = :userId', { userId });
}

/** Puts new recovery codes (hashes) in the place of all earlier ones. */
export async function replaceRecoveryCodes(
  db: Db,
  userId: string,
  codes: { id: string; hash: Buffer }[],
): Promise<void> {
  await execute(db, 'delete from recovery_codes where user_id = :userId', { userId });
  await execute(
    db,
    `insert into recovery_codes (id, user_id, code_hash)
     select id, :userId, hash from unnest(:ids::uuid[], :hashes::bytea[]) as made (id, hash)`,
    { userId, ids: codes.map(({ id }) => id), hashes: codes.map(({ hash }) => hash) },
  );
}

/** Uses a recovery code up; false when there is none such, or it was used before, also by a parallel request. */
export async function useRecoveryCode(db: Db, userId: string, hash: Buffer, now: Date): Promise<boolean> {
  const touched = await execute(
    db,
    `update recovery_codes set used_at = :now
      where user_id = :userId and code_hash = :hash and used_at is null`,
    { userId, hash, now },
  );
  return touched > 0;
}

export async function countRecoveryCodes(db: Db, userId: string): Promise<number> {
  const row = await selectRow<{ count: number }>(
    db,
    'select count(*)::int as count from recovery_codes where user_id = :userId and used_at is null',
    { userId },
  );
  return row!.count;
}
