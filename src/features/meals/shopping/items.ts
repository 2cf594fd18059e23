import type { Db, Scope } from '../../../db/index.ts';
import { NotFoundError } from '../../../errors.ts';
import { newId } from '../../../lib/uuid.ts';
import { returnTicked, stockItems } from '../pantry/stocking.ts';
import { findGoods } from './find-goods.ts';
import {
  changeItem,
  findItem,
  insertItems,
  type ItemChange,
  type ItemRow,
  type Tap,
} from './item-queries.ts';
import { findList, rememberAisle } from './list-queries.ts';
import { thingKey } from './need.ts';
import { readItemLine, readItemLines, type ReadItem } from './read-item.ts';
import type { ItemPatch, NewItem } from './shopping-schema.ts';

/** Adds every line of a text to a list, and answers with their ids. Throws NotFoundError. */
export async function addLines(
  db: Db,
  scope: Scope,
  listId: string,
  { lines, now }: { lines: string; now: Date },
): Promise<string[]> {
  return db.transaction(async (trx) => {
    if (!(await findList(trx, scope, listId))) throw new NotFoundError('The list');
    return addRead(trx, scope, listId, { items: readItemLines(lines), now });
  });
}

/** Adds items that were read already; the list is known to be there. */
export async function addRead(
  db: Db,
  scope: Scope,
  listId: string,
  { items, now }: { items: readonly ReadItem[]; now: Date },
): Promise<string[]> {
  const goods = await findGoods(db, scope, items);
  const rows = items.map(({ text, quantity, unit }, index) => ({
    ...{ id: newId(), text, quantity, unit, origin: 'hand' as const, addedAt: now },
    ...goods[index]!,
  }));
  await insertItems(db, scope, listId, rows);
  return rows.map(({ id }) => id);
}

/**
 * Adds one item of the API. A device may choose its id, so that it can be ticked before it was ever sent; sent again it
 * is the same item. Throws NotFoundError when the list, or an item of that id, is somebody else's.
 */
export async function addItem(db: Db, scope: Scope, item: NewItem, tap: Tap): Promise<ItemRow> {
  return db.transaction(async (trx) => {
    if (!(await findList(trx, scope, item.listId))) throw new NotFoundError('The list');
    const read = readItemLine(item.text);
    const isGiven = item.quantity !== undefined || item.unit !== undefined;
    const [goods] = await findGoods(trx, scope, [read]);
    const id = item.id ?? newId();
    const row = {
      ...{ id, origin: 'hand' as const, addedAt: tap.at ?? tap.now, ...goods! },
      text: isGiven ? item.text : read.text,
      quantity: isGiven ? (item.quantity ?? null) : read.quantity,
      unit: isGiven ? (item.unit ?? null) : read.unit,
      ...(item.aisle && { aisle: item.aisle }),
    };
    await insertItems(trx, scope, item.listId, [row]);
    return known(await findItem(trx, scope, id));
  });
}

/**
 * Applies one tap: what of it is older than what is stored is left out, so that taps may arrive in any order and more
 * than once. Answers with the item as it is then. Throws NotFoundError.
 */
export async function patchItem(
  db: Db,
  scope: Scope,
  id: string,
  { patch, tap }: { patch: ItemPatch; tap: Tap },
): Promise<ItemRow> {
  return db.transaction(async (trx) => {
    const before = known(await findItem(trx, scope, id));
    if (patch.isStocked !== undefined) {
      return stockTap(trx, scope, before, { isStocked: patch.isStocked, tap });
    }
    const change = await changeOf(trx, scope, before, patch);
    const isChanged = await changeItem(trx, scope, id, { change, tap });
    const after = known(await findItem(trx, scope, id));
    if (!isChanged) return after;
    if (patch.aisle) await rememberAisleOf(trx, scope, after, tap.now);
    return isMoved(before, after) ? followTick(trx, scope, after, tap.now) : after;
  });
}

/** What a patch changes; new words may be another food. */
async function changeOf(db: Db, scope: Scope, before: ItemRow, patch: ItemPatch): Promise<ItemChange> {
  const { isChecked, isDeleted, text, quantity, unit, aisle } = patch;
  const words = [text, quantity, unit, aisle].some((value) => value !== undefined)
    ? { text, quantity, unit, aisle }
    : undefined;
  if (text === undefined || text === before.text) return { isChecked, isDeleted, words };
  const [goods] = await findGoods(db, scope, [{ text, foodName: text }]);
  return { isChecked, isDeleted, words: { ...words, foodId: goods!.foodId, aisle: aisle ?? goods!.aisle } };
}

function isMoved(before: ItemRow, after: ItemRow): boolean {
  return (before.checked_at === null) !== (after.checked_at === null);
}

/**
 * Bought: ticked, into the pantry and off the list, or all of it back, by the time of the tap. What was unticked or put
 * back later stays on the list; what another phone cleared meanwhile still comes home.
 */
async function stockTap(
  db: Db,
  scope: Scope,
  { id, list_id: listId, checked_at: checkedAt }: ItemRow,
  { isStocked, tap }: { isStocked: boolean; tap: Tap },
): Promise<ItemRow> {
  if (!isStocked) {
    await changeItem(db, scope, id, { change: { isDeleted: false }, tap });
    const isBack = known(await findItem(db, scope, id)).deleted_at === null;
    // On lists that fill the pantry the tick brought it there, and only the tick takes it out.
    if (isBack && !(await findList(db, scope, listId))?.fills_pantry) await returnTicked(db, scope, id);
    return known(await findItem(db, scope, id));
  }
  if (checkedAt === null) await changeItem(db, scope, id, { change: { isChecked: true }, tap });
  if (known(await findItem(db, scope, id)).checked_at !== null) {
    await changeItem(db, scope, id, { change: { isDeleted: true }, tap });
    const isGone = known(await findItem(db, scope, id)).deleted_at !== null;
    if (isGone) await stockItems(db, scope, { listId, itemId: id, now: tap.now });
  }
  return known(await findItem(db, scope, id));
}

/** On lists that fill the pantry, a tick brings the thing home and its taking back returns it. */
async function followTick(db: Db, scope: Scope, item: ItemRow, now: Date): Promise<ItemRow> {
  const list = await findList(db, scope, item.list_id);
  if (!list?.fills_pantry) return item;
  if (item.checked_at === null) await returnTicked(db, scope, item.id);
  else if (item.deleted_at === null)
    await stockItems(db, scope, { listId: item.list_id, itemId: item.id, now });
  return known(await findItem(db, scope, item.id));
}

async function rememberAisleOf(db: Db, scope: Scope, item: ItemRow, now: Date): Promise<void> {
  const term = thingKey({ foodId: item.food_id, name: item.text });
  await rememberAisle(db, scope, { term, aisle: item.aisle, now });
}

function known(item: ItemRow | undefined): ItemRow {
  if (!item) throw new NotFoundError('The item');
  return item;
}
