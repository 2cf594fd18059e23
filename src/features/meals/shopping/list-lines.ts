import type { Db, Scope } from '../../../db/index.ts';
import { NotFoundError } from '../../../errors.ts';
import { findItem, listItems, listMeasures, type ItemRow, type Tap } from './item-queries.ts';
import { patchItem } from './items.ts';
import { foodsInSeveralUnits, mergeLines, patchesOf, type Line } from './merge-lines.ts';
import type { ItemPatch } from './shopping-schema.ts';

/** A list as it is shown: one line for each thing. */
export async function listLines(db: Db, scope: Scope, listId: string): Promise<Line[]> {
  const items = await listItems(db, scope, listId);
  return mergeLines(items, await listMeasures(db, scope, foodsInSeveralUnits(items)));
}

/** The line that an item is shown in; one in the bin stands alone. Throws NotFoundError. */
export async function findLine(db: Db, scope: Scope, itemId: string): Promise<Line> {
  const item = await findItem(db, scope, itemId);
  if (!item) throw new NotFoundError('The item');
  const lines = await listLines(db, scope, item.list_id);
  const { quantity, unit } = item;
  return (
    lines.find(({ parts }) => parts.some(({ id }) => id === itemId)) ?? {
      ...{ head: item, parts: [item], quantity, unit },
    }
  );
}

/** Applies one tap to all items of a line; answers with its head. Throws NotFoundError. */
export async function patchLine(
  db: Db,
  scope: Scope,
  itemId: string,
  { patch, tap }: { patch: ItemPatch; tap: Tap },
): Promise<ItemRow> {
  return db.transaction(async (trx) => {
    let head: ItemRow | undefined;
    for (const one of patchesOf(await findLine(trx, scope, itemId), patch)) {
      const item = await patchItem(trx, scope, one.id, { patch: one.patch, tap });
      head ??= item;
    }
    return head!;
  });
}
