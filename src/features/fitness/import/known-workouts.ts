import { selectRows, type Db, type Scope } from '../../../db/index.ts';

/** Which of these keys are there already, and whether the workout lies in the bin. */
export async function listKnownKeys(
  db: Db,
  scope: Scope,
  keys: readonly string[],
): Promise<Map<string, { inBin: boolean }>> {
  const rows = await selectRows<{ external_id: string; in_bin: boolean }>(
    db,
    `select external_id, deleted_at is not null as in_bin from workouts
      where user_id = :userId and external_id = any(:keys::text[])`,
    { userId: scope.userId, keys },
  );
  return new Map(rows.map((row) => [row.external_id, { inBin: row.in_bin }]));
}
