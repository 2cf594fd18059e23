import { execute, type Db } from '../db/index.ts';

/**
 * Does `work` in a transaction unless it has been done under this key; says whether it did. A job may run again after a
 * kill, a form may be sent twice: the effect and its mark are there together or not at all, so it happens once. Keys
 * are remembered for 30 days.
 */
export async function applyOnce(
  db: Db,
  key: string,
  now: Date,
  work: (trx: Db) => Promise<unknown>,
): Promise<boolean> {
  return db.transaction(async (trx) => {
    // Somebody else at the same key: waits here until they have committed, or taken it back.
    const isFirst = await execute(
      trx,
      'insert into applied_effects (key, applied_at) values (:key, :now) on conflict do nothing',
      { key, now },
    );
    if (isFirst === 0) return false;
    await work(trx);
    return true;
  });
}
