import type { Db, Scope } from '../../../db/index.ts';
import { ConflictError, NotFoundError } from '../../../errors.ts';
import { newId } from '../../../lib/uuid.ts';
import { returnStocked, stockItems } from '../pantry/stocking.ts';
import type { Aisle } from '../food-terms.ts';
import { clearTicked, restoreCleared } from './item-queries.ts';
import {
  findList,
  insertList,
  listLists,
  lockList,
  updateList,
  type ListPatch,
  type ListRow,
} from './list-queries.ts';

/** Throws NotFoundError. */
export async function findKnownList(db: Db, scope: Scope, id: string): Promise<ListRow> {
  const list = await findList(db, scope, id);
  if (!list) throw new NotFoundError('The list');
  return list;
}

export async function addList(
  db: Db,
  scope: Scope,
  list: { name: string; fillsPantry?: boolean | undefined; aisleOrder?: readonly Aisle[] | undefined },
  now: Date,
): Promise<ListRow> {
  const id = newId();
  const { name, fillsPantry = false, aisleOrder = [] } = list;
  await insertList(db, scope, { id, name, fillsPantry, aisleOrder, now });
  return findKnownList(db, scope, id);
}

/** The household's first list, made now if there is none: one person's first item must not wait for a name. */
export async function firstList(
  db: Db,
  scope: Scope,
  { name, now }: { name: string; now: Date },
): Promise<ListRow> {
  return (await listLists(db, scope))[0] ?? addList(db, scope, { name }, now);
}

/** Changes a list; with `version`, a newer one is answered with ConflictError. Throws NotFoundError. */
export async function changeList(
  db: Db,
  scope: Scope,
  id: string,
  { patch, now }: { patch: ListPatch; now: Date },
): Promise<ListRow> {
  const isChanged = await updateList(db, scope, id, { ...patch, now });
  const list = await findKnownList(db, scope, id);
  if (!isChanged) throw new ConflictError('The list was changed meanwhile.', list);
  return list;
}

/** Throws what is ticked into the bin; `returnFromBasket` with the same moment takes it back. */
export async function clearBasket(db: Db, scope: Scope, listId: string, now: Date): Promise<number> {
  return db.transaction(async (trx) => {
    if (!(await lockList(trx, scope, listId))) throw new NotFoundError('The list');
    return clearTicked(trx, scope, listId, now);
  });
}

/** Puts what is ticked into the pantry and off the list; `returnFromBasket` takes it back. */
export async function bringHome(db: Db, scope: Scope, listId: string, now: Date): Promise<number> {
  return db.transaction(async (trx) => {
    if (!(await lockList(trx, scope, listId))) throw new NotFoundError('The list');
    const count = await stockItems(trx, scope, { listId, now });
    await clearTicked(trx, scope, listId, now);
    return count;
  });
}

/** Puts back on the list, and takes out of the pantry, what went at that moment. */
export async function returnFromBasket(
  db: Db,
  scope: Scope,
  listId: string,
  { at, now }: { at: Date; now: Date },
): Promise<void> {
  await db.transaction(async (trx) => {
    if (!(await lockList(trx, scope, listId))) throw new NotFoundError('The list');
    await returnStocked(trx, scope, { listId, stockedAt: at });
    await restoreCleared(trx, scope, listId, { clearedAt: at, now });
  });
}
