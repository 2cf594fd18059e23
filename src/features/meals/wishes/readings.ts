import { finishTask, insertTask } from '../../../ai/task-queries.ts';
import type { Db, Scope } from '../../../db/index.ts';
import { newId } from '../../../lib/uuid.ts';
import { readWishesTask, type WishReading, type WishText } from './read-wishes.ts';

/** Keeps a reading that needed no model, beside those that a model took part in; answers its id. */
export async function keepReading(
  db: Db,
  scope: Scope,
  { input, reading }: { input: WishText; reading: WishReading },
  now: Date,
): Promise<string> {
  const id = newId();
  await db.transaction(async (trx) => {
    await insertTask(trx, scope, { id, kind: readWishesTask.kind, input }, now);
    await finishTask(trx, id, { state: 'done', result: reading, note: null }, now);
  });
  return id;
}
