import { execute, type Scope } from './rows.ts';
import type { Db } from './database.ts';

/** The move: into the bin (`isDeleted`) or out of it, at `now`. */
export interface BinMark {
  isDeleted: boolean;
  now: Date;
}

/** Tables with a bin, and whose their rows are. */
const OWNERS = {
  exercises: 'user_id = :userId',
  routines: 'user_id = :userId',
  workouts: 'user_id = :userId',
  goals: 'user_id = :userId',
  measurement_types: 'user_id = :userId',
  foods: 'household_id = :householdId',
  recipes: 'household_id = :householdId',
  meal_plan_entries: 'household_id = :householdId',
  shopping_lists: 'household_id = :householdId',
  pantry_items: 'household_id = :householdId',
} as const;

/**
 * A query that moves a row of `table` into the bin or out of it, if it is of the scope's person or household, and says
 * whether there was one to move. `onlyWhere` is a further condition, in SQL of our own.
 */
export function markDeletedIn(table: keyof typeof OWNERS, onlyWhere = 'true') {
  const sql = `update ${table} set deleted_at = case when :isDeleted::boolean then :now::timestamptz end,
            version = version + 1, updated_at = :now::timestamptz
      where id = :id and ${OWNERS[table]} and (deleted_at is null) = :isDeleted::boolean and ${onlyWhere}`;
  return async (db: Db, scope: Scope, id: string, mark: BinMark): Promise<boolean> =>
    (await execute(db, sql, { id, ...scope, ...mark })) > 0;
}
