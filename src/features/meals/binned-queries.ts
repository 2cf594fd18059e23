import type { Db, Scope } from '../../db/index.ts';
import { selectBinned } from '../../http/binned-things.ts';
import type { BinnedThing } from '../../http/feature.ts';

/** Where each kind of thing is taken out of the bin. */
const PATHS = {
  recipe: '/meals/recipes',
  plannedMeal: '/meals/week/meals',
  shoppingList: '/meals/list',
  shoppingItem: '/meals/list/items',
  pantryItem: '/meals/pantry',
  diaryEntry: '/meals/diary/entries',
  food: '/meals/foods',
};

const ROWS = `select 'recipe' as kind, id, title, null::date as day, deleted_at from recipes where household_id = :householdId
    union all
    -- What a new plan replaced comes back with the undo of that plan.
    select 'plannedMeal', id, coalesce(nullif(title, ''), note), on_date, deleted_at from meal_plan_entries
     where household_id = :householdId and origin = 'manual'
    union all
    select 'shoppingList', id, name, null, deleted_at from shopping_lists where household_id = :householdId
    union all
    -- What was bought and cleared, or what the plan took back, nobody misses.
    select 'shoppingItem', i.id, i.text, null, i.deleted_at
      from shopping_items i join shopping_lists l on l.id = i.list_id and l.deleted_at is null
     where i.household_id = :householdId and i.checked_at is null and (i.origin = 'hand' or i.plan_refs <> '[]')
    union all
    select 'pantryItem', id, name, null, deleted_at from pantry_items where household_id = :householdId
    union all
    select 'diaryEntry', id, title, on_date, deleted_at from diary_entries where user_id = :userId
    union all
    select 'food', id, name, null, deleted_at from foods where household_id = :householdId`;

/** What this household and this person threw away of meals, latest first. */
export function listBinnedMeals(db: Db, scope: Scope, limit: number): Promise<BinnedThing[]> {
  return selectBinned(db, scope, { room: 'meals', paths: PATHS, rows: ROWS }, limit);
}
