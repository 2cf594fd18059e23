import { execute, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { localDate } from '../../../lib/dates.ts';
import { newId } from '../../../lib/uuid.ts';
import type { Aisle } from '../food-terms.ts';
import { keepingOf } from './keeping.ts';
import { insertPantryItems } from './pantry-queries.ts';

interface BoughtRow {
  id: string;
  food_id: string | null;
  text: string;
  quantity: number | null;
  unit: string | null;
  aisle: Aisle;
  time_zone: string;
}

/**
 * Brings ticked items of a list (or one of them) home: each goes into the pantry once, with a guess of how long it
 * keeps. Soap and paper stay out, and what was thrown off the list, unless it is asked for by its id. Answers with how many went in.
 */
export async function stockItems(
  db: Db,
  scope: Scope,
  what: { listId: string; itemId?: string; now: Date },
): Promise<number> {
  const { listId, itemId = null, now } = what;
  const bought = await selectRows<BoughtRow>(
    db,
    `update shopping_items i set stocked_at = :now::timestamptz, updated_at = :now::timestamptz, version = i.version + 1
       from users u
      where u.id = :userId and i.list_id = :listId and i.household_id = :householdId and i.checked_at is not null
        and i.stocked_at is null and i.aisle <> 'household'
        and (case when :itemId::uuid is null then i.deleted_at is null else i.id = :itemId::uuid end)
      returning i.id, i.food_id, i.text, i.quantity, i.unit, i.aisle, u.time_zone`,
    { userId: scope.userId, householdId: scope.householdId, listId, itemId, now },
  );
  const rows = bought.map(({ id, food_id: foodId, text, quantity, unit, aisle, time_zone: zone }) => ({
    ...{ id: newId(), foodId, name: text, quantity, unit, aisle, shoppingItemId: id },
    ...keepingOf(aisle, localDate(now, zone)),
  }));
  await insertPantryItems(db, scope, rows, now);
  return rows.length;
}

/** Takes a purchase out of the pantry again, as long as nobody touched it there. */
export async function returnTicked(db: Db, scope: Scope, itemId: string): Promise<void> {
  const { householdId } = scope;
  await execute(
    db,
    `delete from pantry_items where shopping_item_id = :itemId and household_id = :householdId and version = 1`,
    { itemId, householdId },
  );
  await execute(
    db,
    `update shopping_items set stocked_at = null
      where id = :itemId and household_id = :householdId
        and not exists (select from pantry_items p where p.shopping_item_id = shopping_items.id)`,
    { itemId, householdId },
  );
}

/** Takes back what was stocked from a list at that moment. */
export async function returnStocked(
  db: Db,
  scope: Scope,
  { listId, stockedAt }: { listId: string; stockedAt: Date },
): Promise<void> {
  const rows = await selectRows<{ id: string }>(
    db,
    `select id from shopping_items
      where list_id = :listId and household_id = :householdId and stocked_at = :stockedAt`,
    { listId, householdId: scope.householdId, stockedAt },
  );
  for (const { id } of rows) await returnTicked(db, scope, id);
}
