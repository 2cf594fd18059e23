import type { Db, Scope } from '../../../db/index.ts';
import { addRead } from '../shopping/items.ts';
import { firstList } from '../shopping/lists.ts';
import { markPantryItemDeleted } from './pantry-queries.ts';
import { findStored } from './pantry.ts';

/** Takes a thing that is used up out of the pantry and puts it on the household's first list. Throws NotFoundError. */
export async function buyAgain(
  db: Db,
  scope: Scope,
  id: string,
  { listName, now }: { listName: string; now: Date },
): Promise<{ listId: string; itemId: string; name: string }> {
  return db.transaction(async (trx) => {
    const { name } = await findStored(trx, scope, id);
    await markPantryItemDeleted(trx, scope, id, { isDeleted: true, now });
    const list = await firstList(trx, scope, { name: listName, now });
    const items = [{ text: name, foodName: name, quantity: null, unit: null }];
    const [itemId] = await addRead(trx, scope, list.id, { items, now });
    return { listId: list.id, itemId: itemId!, name };
  });
}
