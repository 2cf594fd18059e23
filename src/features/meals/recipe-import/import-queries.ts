import { selectRow, type Db, type Scope } from '../../../db/index.ts';

/** A recipe that the household has already from this address; with or without a slash at its end. */
export function findRecipeFrom(
  db: Db,
  scope: Scope,
  sourceUrl: string,
): Promise<{ id: string; title: string } | undefined> {
  const bare = sourceUrl.replace(/\/$/, '');
  return selectRow(
    db,
    `select id, title from recipes
      where household_id = :householdId and source_url in (:bare, :slashed) and deleted_at is null
      order by created_at limit 1`,
    { householdId: scope.householdId, bare, slashed: `${bare}/` },
  );
}
