import { execute, type Db, type Scope } from '../../db/index.ts';

/** The move: into the bin (`isDeleted`) or out of it, at `now`. */
export interface BinMark {
  isDeleted: boolean;
  now: Date;
}

/**
 * A query that moves one's own row of `table` into the bin or out of it, and says whether there was one to move.
 * `onlyWhere` is a further condition, in SQL of our own.
 */
export function markDeletedIn(
  table: 'exercises' | 'routines' | 'workouts' | 'goals' | 'measurement_types',
  onlyWhere = 'true',
) {
  const sql = `update ${table} set deleted_at = case when :isDeleted::boolean then :now::timestamptz end,
            version = version + 1, updated_at = :now::timestamptz
      where id = :id and user_id = :userId and (deleted_at is null) = :isDeleted::boolean and ${onlyWhere}`;
  return async (db: Db, scope: Scope, id: string, mark: BinMark): Promise<boolean> =>
    (await execute(db, sql, { id, userId: scope.userId, ...mark })) > 0;
}
