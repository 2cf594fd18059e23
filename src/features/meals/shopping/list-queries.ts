import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { HOUSEHOLD_ROW_AS_READ } from '../../../db/as-read.ts';
import { markDeletedIn } from '../../../db/mark-deleted.ts';
import type { Aisle } from '../food-terms.ts';

export interface ListRow {
  id: string;
  name: string;
  aisle_order: string[];
  fills_pantry: boolean;
  version: number;
  created_at: string;
  updated_at: string;
  open_count: number;
  ticked_count: number;
}

/** The lists of a household, the oldest first: that is the one that opens. */
export function listLists(db: Db, scope: Scope, id: string | null = null): Promise<ListRow[]> {
  return selectRows<ListRow>(
    db,
    `select l.id, l.name, l.aisle_order, l.fills_pantry, l.version, l.created_at, l.updated_at,
            count(i.id) filter (where i.checked_at is null)::int as open_count,
            count(i.id) filter (where i.checked_at is not null)::int as ticked_count
       from shopping_lists l left join shopping_items i on i.list_id = l.id and i.deleted_at is null
      where l.household_id = :householdId and l.deleted_at is null and (:id::uuid is null or l.id = :id::uuid)
      group by l.id order by l.created_at, l.id`,
    { householdId: scope.householdId, id },
  );
}

export async function findList(db: Db, scope: Scope, id: string): Promise<ListRow | undefined> {
  return (await listLists(db, scope, id))[0];
}

/** Keeps all others from changing what the plan made on this list until the transaction ends; false: no such list. */
export async function lockList(db: Db, scope: Scope, id: string): Promise<boolean> {
  const sql = `select id from shopping_lists
                where id = :id and household_id = :householdId and deleted_at is null for update`;
  return (await selectRow(db, sql, { id, householdId: scope.householdId })) !== undefined;
}

export async function insertList(
  db: Db,
  scope: Scope,
  list: { id: string; name: string; fillsPantry?: boolean; aisleOrder?: readonly Aisle[]; now: Date },
): Promise<void> {
  await execute(
    db,
    `insert into shopping_lists (id, household_id, created_by, name, fills_pantry, aisle_order, created_at, updated_at)
     values (:id, :householdId, :userId, :name, :fillsPantry, :aisleOrder, :now, :now)`,
    { fillsPantry: false, aisleOrder: [], ...list, householdId: scope.householdId, userId: scope.userId },
  );
}

export interface ListPatch {
  name?: string | undefined;
  fillsPantry?: boolean | undefined;
  aisleOrder?: readonly Aisle[] | undefined;
  /** The version that was read: a newer one stays as it is. */
  version?: number | undefined;
}

/** False when it is not there, or of another version. */
export async function updateList(
  db: Db,
  scope: Scope,
  id: string,
  patch: ListPatch & { now: Date },
): Promise<boolean> {
  const count = await execute(
    db,
    `update shopping_lists set name = coalesce(:name, name), fills_pantry = coalesce(:fillsPantry::boolean, fills_pantry),
            aisle_order = coalesce(:aisleOrder::text[], aisle_order), updated_at = :now, version = version + 1
      where ${HOUSEHOLD_ROW_AS_READ}`,
    {
      id,
      householdId: scope.householdId,
      now: patch.now,
      name: patch.name ?? null,
      fillsPantry: patch.fillsPantry ?? null,
      aisleOrder: patch.aisleOrder ?? null,
      version: patch.version ?? null,
    },
  );
  return count > 0;
}

/** Into the bin, or out of it; false when there was nothing to move. */
export const markListDeleted = markDeletedIn('shopping_lists');

/** Where this household finds things: term → aisle, of those asked for. */
export async function recallAisles(
  db: Db,
  scope: Scope,
  terms: readonly string[],
): Promise<Map<string, Aisle>> {
  if (terms.length === 0) return new Map();
  const rows = await selectRows<{ term: string; aisle: Aisle }>(
    db,
    'select term, aisle from aisle_memory where household_id = :householdId and term = any(:terms::text[])',
    { householdId: scope.householdId, terms },
  );
  return new Map(rows.map(({ term, aisle }) => [term, aisle]));
}

export async function rememberAisle(
  db: Db,
  scope: Scope,
  { term, aisle, now }: { term: string; aisle: Aisle; now: Date },
): Promise<void> {
  await execute(
    db,
    `insert into aisle_memory (household_id, term, aisle, updated_at) values (:householdId, :term, :aisle, :now)
     on conflict (household_id, term) do update set aisle = excluded.aisle, updated_at = excluded.updated_at`,
    { householdId: scope.householdId, term, aisle, now },
  );
}
