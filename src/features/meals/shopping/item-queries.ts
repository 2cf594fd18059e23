import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { Aisle } from '../food-terms.ts';
import type { FoodMeasures } from '../ingredients/units.ts';
import type { NeedRef } from './need.ts';

export interface ItemRow {
  id: string;
  list_id: string;
  food_id: string | null;
  text: string;
  quantity: number | null;
  unit: string | null;
  needed: string;
  aisle: Aisle;
  position: number;
  origin: 'hand' | 'plan';
  plan_key: string | null;
  plan_refs: NeedRef[];
  is_edited: boolean;
  checked_at: string | null;
  checked_by: string | null;
  checked_by_name: string | null;
  stocked_at: string | null;
  changed_at: string;
  created_at: string;
  deleted_at: string | null;
  version: number;
}

const COLUMNS = `i.id, i.list_id, i.food_id, i.text, i.quantity, i.unit, i.needed, i.aisle, i.position, i.origin,
  i.plan_key, i.plan_refs, i.is_edited, i.checked_at, i.checked_by, u.name as checked_by_name, i.stocked_at,
  i.changed_at, i.created_at, i.deleted_at, i.version`;

/** Measures of the food `f`, the household's own first: in SQL with `:householdId`. */
export const PORTIONS = `coalesce((select jsonb_agg(jsonb_build_object('unit', p.unit, 'amount', 1, 'grams', p.grams))
                        from food_portions p where p.food_id = f.id and p.household_id = :householdId), '[]')
              || coalesce(f.portions, '[]')`;

/** Everything on a list, in the order it was added. */
export function listItems(db: Db, scope: Scope, listId: string): Promise<ItemRow[]> {
  return selectRows<ItemRow>(
    db,
    `select ${COLUMNS} from shopping_items i left join users u on u.id = i.checked_by
      where i.list_id = :listId and i.household_id = :householdId and i.deleted_at is null
      order by i.position, i.created_at, i.id`,
    { listId, householdId: scope.householdId },
  );
}

/** How these foods are weighed and measured, the household's own measures first. */
export async function listMeasures(
  db: Db,
  scope: Scope,
  foodIds: readonly string[],
): Promise<Map<string, FoodMeasures>> {
  if (foodIds.length === 0) return new Map();
  const rows = await selectRows<{ id: string; density: number | null; portions: FoodMeasures['portions'] }>(
    db,
    `select f.id, f.density_g_per_ml as density, ${PORTIONS} as portions
       from foods f where f.id = any(:foodIds::uuid[]) and (f.household_id is null or f.household_id = :householdId)`,
    { foodIds, householdId: scope.householdId },
  );
  return new Map(rows.map(({ id, density, portions }) => [id, { densityGPerMl: density, portions }]));
}

/** A page of the items of all lists or of one; `after` is the last id of the page before. */
export function listItemPage(
  db: Db,
  scope: Scope,
  page: { listId: string | null; after: string | null; limit: number },
): Promise<ItemRow[]> {
  return selectRows<ItemRow>(
    db,
    `select ${COLUMNS} from shopping_items i
       join shopping_lists l on l.id = i.list_id and l.deleted_at is null
       left join users u on u.id = i.checked_by
      where i.household_id = :householdId and i.deleted_at is null
        and (:listId::uuid is null or i.list_id = :listId::uuid) and (:after::uuid is null or i.id > :after::uuid)
      order by i.id limit :limit + 1`,
    { householdId: scope.householdId, ...page },
  );
}

/** One item, also one in the bin, unless its list is. */
export function findItem(db: Db, scope: Scope, id: string): Promise<ItemRow | undefined> {
  return selectRow<ItemRow>(
    db,
    `select ${COLUMNS} from shopping_items i
       join shopping_lists l on l.id = i.list_id and l.deleted_at is null
       left join users u on u.id = i.checked_by
      where i.id = :id and i.household_id = :householdId`,
    { id, householdId: scope.householdId },
  );
}

export interface NewItemRow {
  id: string;
  foodId: string | null;
  text: string;
  quantity: number | null;
  unit: string | null;
  needed?: string;
  aisle: Aisle;
  origin: 'hand' | 'plan';
  planKey?: string | null;
  refs?: readonly NeedRef[];
  /** When it was added, by the server's clock. */
  addedAt: Date;
}

/** Adds items to the end of a list of this household; one whose id is known already is left as it is. */
export async function insertItems(
  db: Db,
  scope: Scope,
  listId: string,
  items: readonly NewItemRow[],
): Promise<void> {
  if (items.length === 0) return;
  const rows = items.map((item, index) => ({ needed: '', planKey: null, refs: [], ...item, index }));
  await execute(
    db,
    `insert into shopping_items (id, household_id, list_id, food_id, text, quantity, unit, needed, aisle, position, origin,
            plan_key, plan_refs, check_changed_at, text_changed_at, bin_changed_at, created_at, updated_at)
     select r.id, :householdId, :listId, r."foodId", r.text, r.quantity, r.unit, r.needed, r.aisle,
            (select coalesce(max(position), 0) from shopping_items where list_id = :listId) + 1 + r.index, r.origin,
            r."planKey", r.refs, r."addedAt", r."addedAt", r."addedAt", r."addedAt", r."addedAt"
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, "foodId" uuid, text text, quantity numeric, unit text, needed text,
            aisle text, index int, origin text, "planKey" text, refs jsonb, "addedAt" timestamptz)
     on conflict (id) do nothing`,
    { householdId: scope.householdId, listId, rows: JSON.stringify(rows) },
  );
}

/** What one tap changes; what is absent stays. */
export interface ItemChange {
  isChecked?: boolean | undefined;
  isDeleted?: boolean | undefined;
  words?: ItemWords | undefined;
}

export interface ItemWords {
  text?: string | undefined;
  quantity?: number | null | undefined;
  unit?: string | null | undefined;
  foodId?: string | null | undefined;
  aisle?: Aisle | undefined;
}

/** `at` undefined: now, and after whatever was before. */
export interface Tap {
  at: Date | undefined;
  now: Date;
}

/** The moment of a change that says no time of its own: after everything that is known. */
const momentAfter = (column: string) =>
  `coalesce(:at::timestamptz, greatest(:now::timestamptz, ${column} + interval '1 millisecond'))`;

/**
 * Writes what of a change is newer than what is stored, per tick, words and bin; says whether anything was. In one
 * statement, so that taps of many people at once end as if they had come in the order they were made. Of a tick and
 * its taking back in one and the same moment the tick wins, on whichever way they come.
 */
export async function changeItem(
  db: Db,
  scope: Scope,
  id: string,
  { change, tap }: { change: ItemChange; tap: Tap },
): Promise<boolean> {
  const { isChecked, isDeleted, words } = change;
  const count = await execute(
    db,
    `update shopping_items i set
       checked_at = case when w.check_wins then case when :isChecked::boolean then w.check_at end else i.checked_at end,
       checked_by = case when w.check_wins then case when :isChecked::boolean then :userId::uuid end else i.checked_by end,
       check_changed_at = case when w.check_wins then w.check_at else i.check_changed_at end,
       text = case when w.text_wins then coalesce(:text, i.text) else i.text end,
       quantity = case when w.text_wins and :hasQuantity then :quantity::numeric else i.quantity end,
       unit = case when w.text_wins and :hasUnit then :unit else i.unit end,
       food_id = case when w.text_wins and :hasFood then :foodId::uuid else i.food_id end,
       aisle = case when w.text_wins then coalesce(:aisle, i.aisle) else i.aisle end,
       needed = case when w.text_wins and w.is_reworded then '' else i.needed end,
       is_edited = i.is_edited or (w.text_wins and w.is_reworded),
       text_changed_at = case when w.text_wins then w.text_at else i.text_changed_at end,
       deleted_at = case when w.bin_wins then case when :isDeleted::boolean then w.bin_at end else i.deleted_at end,
       bin_changed_at = case when w.bin_wins then w.bin_at else i.bin_changed_at end,
       updated_at = :now::timestamptz, version = i.version + 1
      from (select id, check_at, text_at, bin_at,
                   :isChecked::boolean is not null and (check_at > check_changed_at
                     or (check_at = check_changed_at and :isChecked::boolean and checked_at is null)) as check_wins,
                   :hasWords and text_at > text_changed_at as text_wins,
                   (coalesce(:text, text), case when :hasQuantity then :quantity::numeric else quantity end,
                    case when :hasUnit then :unit else unit end) is distinct from (text, quantity, unit) as is_reworded,
                   :isDeleted::boolean is not null and bin_at > bin_changed_at as bin_wins
              from (select s.*, ${momentAfter('check_changed_at')} as check_at,
                           ${momentAfter('text_changed_at')} as text_at, ${momentAfter('bin_changed_at')} as bin_at
                      from shopping_items s where s.id = :id and s.household_id = :householdId for update) s) w
     where i.id = w.id and i.household_id = :householdId and (w.check_wins or w.text_wins or w.bin_wins)`,
    {
      id,
      householdId: scope.householdId,
      userId: scope.userId,
      at: tap.at ?? null,
      now: tap.now,
      isChecked: isChecked ?? null,
      isDeleted: isDeleted ?? null,
      hasWords: words !== undefined,
      ...wordParams(words ?? {}),
    },
  );
  return count > 0;
}

function wordParams({ text, quantity, unit, foodId, aisle }: ItemWords) {
  return {
    ...{
      text: text ?? null,
      aisle: aisle ?? null,
      quantity: quantity ?? null,
      unit: unit ?? null,
      foodId: foodId ?? null,
    },
    ...{ hasQuantity: quantity !== undefined, hasUnit: unit !== undefined, hasFood: foodId !== undefined },
  };
}

/** Throws all ticked items of a list away at one moment, which `restoreCleared` takes back. Answers with their number. */
export function clearTicked(db: Db, scope: Scope, listId: string, at: Date): Promise<number> {
  return execute(
    db,
    `update shopping_items set deleted_at = :at, bin_changed_at = greatest(:at::timestamptz, bin_changed_at + interval '1 millisecond'),
            updated_at = :at, version = version + 1
      where list_id = :listId and household_id = :householdId and checked_at is not null and deleted_at is null`,
    { listId, householdId: scope.householdId, at },
  );
}

/** Brings back what was cleared from a list at that moment. */
export function restoreCleared(
  db: Db,
  scope: Scope,
  listId: string,
  { clearedAt, now }: { clearedAt: Date; now: Date },
): Promise<number> {
  return execute(
    db,
    `update shopping_items set deleted_at = null, bin_changed_at = greatest(:now::timestamptz, bin_changed_at + interval '1 millisecond'),
            updated_at = :now, version = version + 1
      where list_id = :listId and household_id = :householdId and deleted_at = :clearedAt`,
    { listId, householdId: scope.householdId, clearedAt, now },
  );
}
