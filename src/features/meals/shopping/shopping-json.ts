import type * as z from 'zod';
import { inStoreOrder } from './aisles.ts';
import type { ItemRow } from './item-queries.ts';
import type { ListRow } from './list-queries.ts';
import type { itemAnswer, listAnswer } from './shopping-schema.ts';

export function itemJson(item: ItemRow): z.output<typeof itemAnswer> {
  return {
    id: item.id,
    listId: item.list_id,
    foodId: item.food_id,
    text: item.text,
    quantity: item.quantity,
    unit: item.unit,
    needed: item.needed,
    aisle: item.aisle,
    origin: item.origin,
    meals: item.plan_refs.map(({ entryId, title, onDate }) => ({ entryId, title, onDate })),
    isChecked: item.checked_at !== null,
    checkedAt: item.checked_at,
    checkedBy: item.checked_by_name,
    isDeleted: item.deleted_at !== null,
    changedAt: item.changed_at,
    version: item.version,
  };
}

export function listJson(list: ListRow): z.output<typeof listAnswer> {
  return {
    id: list.id,
    name: list.name,
    fillsPantry: list.fills_pantry,
    aisleOrder: inStoreOrder(list.aisle_order),
    openCount: list.open_count,
    tickedCount: list.ticked_count,
    version: list.version,
  };
}
