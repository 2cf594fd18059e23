import { execute, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { NotFoundError } from '../../../errors.ts';
import { newId } from '../../../lib/uuid.ts';
import { listStores } from '../pantry/pantry-queries.ts';
import { insertItems } from './item-queries.ts';
import { lockList, recallAisles } from './list-queries.ts';
import { mergeNeeds } from './merge-needs.ts';
import { thingKey, type NeededLine, type NeedRef } from './need.ts';
import { listPlannedLines, type DaySpan } from './planned-lines.ts';
import { remakeList, type FormerItem, type Remake } from './remake-list.ts';

/** What making the list from the plan did. */
export interface MadeFromPlan {
  added: number;
  changed: number;
  removed: number;
  /** Names of what the pantry has enough of. */
  atHand: string[];
  /** Planned meals that have ingredients. */
  meals: number;
}

/** More would be a plan of years. */
const MAX_PLAN_ITEMS = 500;

/**
 * Puts what the planned meals of these days need on a list, minus the pantry. Done again after a change of the plan, it
 * brings open items up to date and leaves alone what is ticked, edited or added by hand. Two people doing it at once
 * make it once. Throws NotFoundError.
 */
export async function makeListFromPlan(
  db: Db,
  scope: Scope,
  listId: string,
  { span, now }: { span: DaySpan; now: Date },
): Promise<MadeFromPlan> {
  return db.transaction(async (trx) => {
    if (!(await lockList(trx, scope, listId))) throw new NotFoundError('The list');
    const lines = await listPlannedLines(trx, scope, span);
    const aisles = await recallAisles(trx, scope, [...new Set(lines.map(thingKey))]);
    const placed = lines.map((line) => ({ ...line, aisle: aisles.get(thingKey(line)) ?? line.aisle }));
    const stores = await listStores(trx, scope, span.from);
    const remake = remakeList(mergeNeeds(placed), await listFormer(trx, scope, listId), stores);
    const changed = await writeRemake(trx, scope, listId, { remake, now });
    return { ...summaryOf(remake, lines), changed };
  });
}

function summaryOf(remake: Remake, lines: readonly NeededLine[]): Omit<MadeFromPlan, 'changed'> {
  return {
    added: remake.add.length,
    removed: remake.remove.length,
    atHand: remake.covered.map(({ name }) => name),
    meals: new Set(lines.map(({ meal }) => meal.entryId)).size,
  };
}

async function listFormer(db: Db, scope: Scope, listId: string): Promise<FormerItem[]> {
  const rows = await selectRows<{
    id: string;
    plan_key: string;
    state: FormerItem['state'];
    is_edited: boolean;
    plan_refs: NeedRef[];
  }>(
    db,
    `select id, plan_key, is_edited, plan_refs,
            case when stocked_at is not null then 'stocked' when deleted_at is not null then 'deleted'
                 when checked_at is not null then 'ticked' else 'open' end as state
       from shopping_items
      where list_id = :listId and household_id = :householdId and origin = 'plan' and plan_key is not null
        and (plan_refs <> '[]' or deleted_at is null)
      order by created_at, id`,
    { listId, householdId: scope.householdId },
  );
  return rows.map((row) => ({
    id: row.id,
    planKey: row.plan_key,
    state: row.state,
    isEdited: row.is_edited,
    refs: row.plan_refs,
  }));
}

/** Answers with how many open items really changed. */
async function writeRemake(
  db: Db,
  scope: Scope,
  listId: string,
  { remake, now }: { remake: Remake; now: Date },
): Promise<number> {
  const { householdId } = scope;
  const changes = remake.change.map(({ id, item, keepsWords }) => ({ id, keepsWords, ...item }));
  // A person's own words and amount are newer than any plan, whenever the plan was made.
  const changed = await execute(
    db,
    `update shopping_items i set food_id = r."foodId", plan_refs = r.refs,
            text = case when r."keepsWords" then i.text else r.text end,
            quantity = case when r."keepsWords" then i.quantity else r.quantity end,
            unit = case when r."keepsWords" then i.unit else r.unit end,
            needed = case when r."keepsWords" then i.needed else r.needed end,
            aisle = case when r."keepsWords" then i.aisle else r.aisle end,
            updated_at = :now, version = i.version + 1
       from jsonb_to_recordset(:changes::jsonb) as r (id uuid, "foodId" uuid, text text, quantity numeric, unit text,
            needed text, aisle text, refs jsonb, "keepsWords" boolean)
      where i.id = r.id and i.household_id = :householdId
        and (i.text, i.quantity, i.unit, i.needed, i.aisle, i.plan_refs)
            is distinct from (r.text, r.quantity, r.unit, r.needed, r.aisle, r.refs)`,
    { changes: JSON.stringify(changes), householdId, now },
  );
  // Without meals they answer for none, should the plan want them again.
  await execute(
    db,
    `update shopping_items set deleted_at = :now, bin_changed_at = greatest(bin_changed_at, :now::timestamptz),
            plan_refs = '[]', updated_at = :now, version = version + 1
      where id = any(:removed::uuid[]) and household_id = :householdId and deleted_at is null`,
    { removed: remake.remove, householdId, now },
  );
  const added = remake.add.slice(0, MAX_PLAN_ITEMS).map((item) => ({
    ...item,
    id: newId(),
    origin: 'plan' as const,
    addedAt: now,
  }));
  await insertItems(db, scope, listId, added);
  return changed;
}
