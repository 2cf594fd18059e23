import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { HOUSEHOLD_ROW_AS_READ } from '../../../db/as-read.ts';
import { markDeletedIn } from '../../../db/mark-deleted.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import type { Aisle } from '../food-terms.ts';
import type { AtHand } from '../shopping/at-hand.ts';
import type { Location } from './keeping.ts';

export interface PantryRow {
  id: string;
  food_id: string | null;
  name: string;
  quantity: number | null;
  unit: string | null;
  aisle: Aisle;
  location: Location;
  expires_on: LocalDate | null;
  /** It came from the shopping list. */
  is_bought: boolean;
  created_at: string;
  updated_at: string;
  deleted_at: string | null;
  version: number;
}

const COLUMNS = `id, food_id, name, quantity, unit, aisle, location, expires_on, shopping_item_id is not null as is_bought,
  created_at, updated_at, deleted_at, version`;

/** All that is at home, what has to be used first before the rest. */
export function listPantry(db: Db, scope: Scope): Promise<PantryRow[]> {
  return selectRows<PantryRow>(
    db,
    `select ${COLUMNS} from pantry_items where household_id = :householdId and deleted_at is null
      order by expires_on nulls last, lower(name), id`,
    { householdId: scope.householdId },
  );
}

/** A page of the pantry by id; `after` is the last id of the page before. */
export function listPantryPage(
  db: Db,
  scope: Scope,
  page: { after: string | null; limit: number },
): Promise<PantryRow[]> {
  return selectRows<PantryRow>(
    db,
    `select ${COLUMNS} from pantry_items where household_id = :householdId and deleted_at is null
        and (:after::uuid is null or id > :after::uuid) order by id limit :limit + 1`,
    { householdId: scope.householdId, ...page },
  );
}

export function findPantryItem(db: Db, scope: Scope, id: string): Promise<PantryRow | undefined> {
  return selectRow<PantryRow>(
    db,
    `select ${COLUMNS} from pantry_items where id = :id and household_id = :householdId and deleted_at is null`,
    { id, householdId: scope.householdId },
  );
}

/** What can still be used on that day, the oldest first. */
export async function listStores(db: Db, scope: Scope, day: LocalDate): Promise<AtHand[]> {
  const rows = await listPantry(db, scope);
  return rows
    .filter(({ expires_on: expiresOn }) => expiresOn === null || expiresOn >= day)
    .map(({ food_id: foodId, name, quantity, unit }) => ({ foodId, name, quantity, unit }));
}

export interface NewPantryRow {
  id: string;
  foodId: string | null;
  name: string;
  quantity: number | null;
  unit: string | null;
  aisle: Aisle;
  location: Location;
  expiresOn: LocalDate | null;
  shoppingItemId?: string | null;
}

/** Adds to the pantry; a purchase that is in it already is left as it is. */
export async function insertPantryItems(
  db: Db,
  scope: Scope,
  items: readonly NewPantryRow[],
  now: Date,
): Promise<void> {
  if (items.length === 0) return;
  await execute(
    db,
    `insert into pantry_items (id, household_id, food_id, name, quantity, unit, aisle, location, expires_on,
            shopping_item_id, created_at, updated_at)
     select r.id, :householdId, r."foodId", r.name, r.quantity, r.unit, r.aisle, r.location, r."expiresOn",
            r."shoppingItemId", :now, :now
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, "foodId" uuid, name text, quantity numeric, unit text, aisle text,
            location text, "expiresOn" date, "shoppingItemId" uuid)
     on conflict (shopping_item_id) do nothing`,
    { householdId: scope.householdId, rows: JSON.stringify(items), now },
  );
}

export interface PantryPatch {
  name?: string | undefined;
  foodId?: string | null | undefined;
  quantity?: number | null | undefined;
  unit?: string | null | undefined;
  aisle?: Aisle | undefined;
  location?: Location | undefined;
  expiresOn?: LocalDate | null | undefined;
  version?: number | undefined;
}

/** False when it is not there, or of another version. */
export async function updatePantryItem(
  db: Db,
  scope: Scope,
  id: string,
  patch: PantryPatch & { now: Date },
): Promise<boolean> {
  const count = await execute(
    db,
    `update pantry_items set name = coalesce(:name, name), aisle = coalesce(:aisle, aisle),
            location = coalesce(:location, location),
            food_id = case when :hasFood then :foodId::uuid else food_id end,
            quantity = case when :hasQuantity then :quantity::numeric else quantity end,
            unit = case when :hasUnit then :unit else unit end,
            expires_on = case when :hasExpiry then :expiresOn::date else expires_on end,
            updated_at = :now, version = version + 1
      where ${HOUSEHOLD_ROW_AS_READ}`,
    {
      id,
      householdId: scope.householdId,
      now: patch.now,
      name: patch.name ?? null,
      aisle: patch.aisle ?? null,
      location: patch.location ?? null,
      hasFood: patch.foodId !== undefined,
      foodId: patch.foodId ?? null,
      hasQuantity: patch.quantity !== undefined,
      quantity: patch.quantity ?? null,
      hasUnit: patch.unit !== undefined,
      unit: patch.unit ?? null,
      hasExpiry: patch.expiresOn !== undefined,
      expiresOn: patch.expiresOn ?? null,
      version: patch.version ?? null,
    },
  );
  return count > 0;
}

/** Adds `by` to an amount, never below nothing; what is used up goes to the bin. Undefined when it is not there. */
export function addToAmount(
  db: Db,
  scope: Scope,
  id: string,
  { by, now }: { by: number; now: Date },
): Promise<{ deleted_at: string | null } | undefined> {
  return selectRow(
    db,
    `update pantry_items set
            quantity = case when coalesce(quantity, 1) + :by::numeric > 0 then coalesce(quantity, 1) + :by::numeric else quantity end,
            deleted_at = case when coalesce(quantity, 1) + :by::numeric > 0 then null else :now::timestamptz end,
            updated_at = :now, version = version + 1
      where id = :id and household_id = :householdId and deleted_at is null returning deleted_at`,
    { id, householdId: scope.householdId, by, now },
  );
}

/** Into the bin ("I am out of it"), or out of it; false when there was nothing to move. */
export const markPantryItemDeleted = markDeletedIn('pantry_items');
