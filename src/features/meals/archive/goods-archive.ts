import * as z from 'zod';
import { execute, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { ArchiveTarget, RoomArchive } from '../../../jobs/room-archive.ts';
import { derivedId } from '../../../lib/uuid.ts';
import { LOCATIONS } from '../pantry/keeping.ts';
import { AISLES } from '../food-terms.ts';
import { findGoods } from '../shopping/find-goods.ts';
import { removeAdded, type Removal } from './remove-added.ts';

const LISTS = 'data/shopping-lists.json';
const PANTRY = 'data/pantry-items.json';
const PAGE = 100;

const id = z.uuid().toLowerCase();
const aisle = z.enum(AISLES);
const quantity = z.number().positive().max(1_000_000_000).nullable();
const unit = z.string().min(1).max(40).nullable();
const instant = z.iso.datetime({ offset: true });

const item = z.strictObject({
  id,
  text: z.string().min(1).max(200),
  quantity,
  unit,
  aisle,
  position: z.int(),
  checkedAt: instant.nullable(),
  changedAt: instant,
});

const list = z.strictObject({
  id,
  name: z.string().min(1).max(80),
  aisleOrder: z.array(aisle).max(AISLES.length),
  fillsPantry: z.boolean(),
  createdAt: instant,
  items: z.array(item).max(5000),
});
type ListRow = z.output<typeof list>;

const pantryItem = z.strictObject({
  id,
  name: z.string().min(1).max(200),
  quantity,
  unit,
  aisle,
  location: z.enum(LOCATIONS),
  expiresOn: z.iso.date().nullable(),
  createdAt: instant,
});

/** The household's shopping lists and its pantry; foods and meals of the items are found anew where they are added. */
export const goodsArchive: RoomArchive = {
  files: (db, scope) =>
    Promise.resolve([
      { name: LISTS, rows: () => rowsOf(db, scope, LIST_ROWS) },
      { name: PANTRY, rows: () => rowsOf(db, scope, PANTRY_ROWS) },
    ]),
  async add(trx, scope, source, target) {
    for await (const row of source.rowsOf(LISTS, list)) {
      target.tally.row('shoppingLists', await addList(trx, scope, row, target));
    }
    for await (const row of source.rowsOf(PANTRY, pantryItem)) {
      target.tally.row('pantryItems', await addPantryItem(trx, scope, row, target));
    }
  },
  async remove(trx, scope, added) {
    const pantry = await removeAdded(trx, scope, added, PANTRY_ADDED);
    const lists = await removeAdded(trx, scope, added, LISTS_ADDED);
    return { kept: [...pantry.kept, ...lists.kept], files: [] };
  },
};

const PANTRY_ADDED: Removal = {
  ...{ noun: 'pantryItems', table: 'pantry_items', owner: 'household_id', name: 'r.name', hasBin: true },
  isKept: 'r.version > 1',
};

const LISTS_ADDED: Removal = {
  ...{ noun: 'shoppingLists', table: 'shopping_lists', owner: 'household_id', name: 'r.name', hasBin: true },
  childNoun: 'shoppingItems',
  isKept: `r.version > 1 or exists (select from shopping_items i where i.list_id = r.id
             and (i.version > 1 or not i.id = any(:children::uuid[])))`,
};

const ISO = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

const LIST_ROWS = `select l.id, jsonb_build_object('id', l.id, 'name', l.name, 'aisleOrder', l.aisle_order,
    'fillsPantry', l.fills_pantry, 'createdAt', ${ISO('l.created_at')}, 'items', coalesce((
      select jsonb_agg(jsonb_build_object('id', i.id, 'text', i.text, 'quantity', i.quantity, 'unit', i.unit, 'aisle', i.aisle,
               'position', i.position, 'checkedAt', ${ISO('i.checked_at')}, 'changedAt', ${ISO('i.changed_at')})
               order by i.position, i.id)
        from shopping_items i where i.list_id = l.id and i.deleted_at is null), '[]')) as row
   from shopping_lists l
  where l.household_id = :householdId and l.deleted_at is null and l.id > :after order by l.id limit :limit`;

const PANTRY_ROWS = `select p.id, jsonb_build_object('id', p.id, 'name', p.name, 'quantity', p.quantity, 'unit', p.unit,
    'aisle', p.aisle, 'location', p.location, 'expiresOn', p.expires_on, 'createdAt', ${ISO('p.created_at')}) as row
   from pantry_items p
  where p.household_id = :householdId and p.deleted_at is null and p.id > :after order by p.id limit :limit`;

async function* rowsOf(db: Db, scope: Scope, sql: string): AsyncGenerator<unknown> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const params = { householdId: scope.householdId, after, limit: PAGE };
    const rows = await selectRows<{ id: string; row: unknown }>(db, sql, params);
    for (const { row } of rows) yield row;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

/**
 * The id that a row of an export gets here: its own, or, when another household of this installation has it, one that is
 * always the same for the same household. Undefined when the household has the row already, in the bin or not.
 */
async function idHere(
  trx: Db,
  { householdId }: Scope,
  table: 'shopping_lists' | 'shopping_items' | 'pantry_items',
  theirs: string,
): Promise<string | undefined> {
  const derived = derivedId(householdId, theirs);
  const owners = await selectRows<{ household_id: string }>(
    trx,
    `select household_id from ${table} where id in (:theirs, :derived)`,
    { theirs, derived },
  );
  if (owners.some((owner) => owner.household_id === householdId)) return undefined;
  return owners.length > 0 ? derived : theirs;
}

/** The id of the list added; undefined for one that is here. */
async function addList(
  trx: Db,
  scope: Scope,
  row: ListRow,
  { tally }: ArchiveTarget,
): Promise<string | undefined> {
  const listId = await idHere(trx, scope, 'shopping_lists', row.id);
  if (listId === undefined) return undefined;
  const { householdId, userId } = scope;
  await execute(
    trx,
    `insert into shopping_lists (id, household_id, created_by, name, aisle_order, fills_pantry, created_at, updated_at)
     values (:listId, :householdId, :userId, :name, :aisleOrder, :fillsPantry, :createdAt, :createdAt)`,
    {
      ...{ listId, householdId, userId, name: row.name, aisleOrder: row.aisleOrder },
      ...{ fillsPantry: row.fillsPantry, createdAt: row.createdAt },
    },
  );
  const items = [];
  for (const { id: theirs, ...fields } of row.items) {
    const itemId = await idHere(trx, scope, 'shopping_items', theirs);
    if (itemId === undefined) continue;
    items.push({ id: itemId, ...fields });
    tally.add('shoppingItems', itemId);
  }
  const goods = await findGoods(
    trx,
    scope,
    items.map(({ text }) => ({ text, foodName: text })),
  );
  const found = items.map((one, index) => ({ ...one, foodId: goods[index]!.foodId }));
  await execute(
    trx,
    `insert into shopping_items (id, household_id, list_id, food_id, text, quantity, unit, aisle, position, checked_at,
            check_changed_at, text_changed_at, bin_changed_at, created_at, updated_at)
     select r.id, :householdId, :listId, r."foodId", r.text, r.quantity, r.unit, r.aisle, r.position, r."checkedAt",
            r."changedAt", r."changedAt", r."changedAt", r."changedAt", r."changedAt"
       from jsonb_to_recordset(:items::jsonb) as r (id uuid, "foodId" uuid, text text, quantity numeric, unit text, aisle text, position int,
            "checkedAt" timestamptz, "changedAt" timestamptz)`,
    { householdId, listId, items: JSON.stringify(found) },
  );
  return listId;
}

async function addPantryItem(
  trx: Db,
  scope: Scope,
  row: z.output<typeof pantryItem>,
  { now }: ArchiveTarget,
): Promise<string | undefined> {
  const here = await idHere(trx, scope, 'pantry_items', row.id);
  if (here === undefined) return undefined;
  const [goods] = await findGoods(trx, scope, [{ text: row.name, foodName: row.name }]);
  await execute(
    trx,
    `insert into pantry_items (id, household_id, food_id, name, quantity, unit, aisle, location, expires_on, created_at, updated_at)
     values (:here, :householdId, :foodId, :name, :quantity, :unit, :aisle, :location, :expiresOn, :createdAt, :now)`,
    { ...row, here, foodId: goods!.foodId, householdId: scope.householdId, now },
  );
  return here;
}
