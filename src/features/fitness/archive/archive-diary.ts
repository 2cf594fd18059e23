import { selectRow, type Db, type Scope } from '../../../db/index.ts';
import { asColumns, idsHere, insertRows } from './archive-ids.ts';
import type { ArchiveRows } from './archive-schema.ts';

/** Adds diary entries that are not here yet; says how many. A recipe or food that this household lacks is left out. */
export async function addDiaryRows(
  trx: Db,
  scope: Scope,
  { rows, importId }: { rows: ArchiveRows['diaryEntries']; importId: string },
): Promise<number> {
  const ids = await idsHere(
    trx,
    scope,
    'diary_entries',
    rows.map(({ id }) => id),
  );
  const known = await knownEdibles(trx, scope, rows);
  const added = await insertRows(
    trx,
    scope,
    'diary_entries',
    rows.map((row) => ({
      ...asColumns(row),
      id: ids.get(row.id),
      recipe_id: known.has(row.recipeId ?? '') ? row.recipeId : null,
      food_id: known.has(row.foodId ?? '') ? row.foodId : null,
      import_id: importId,
    })),
  );
  return added.size;
}

/** Those of the recipes and foods in these rows that the household can see. */
async function knownEdibles(
  trx: Db,
  { householdId }: Scope,
  rows: ArchiveRows['diaryEntries'],
): Promise<Set<string>> {
  const found = await selectRow<{ ids: string[] }>(
    trx,
    `select array(select id from recipes where id = any(:recipes::uuid[]) and household_id = :householdId
                  union all
                  select id from foods where id = any(:foods::uuid[])
                     and (household_id is null or household_id = :householdId)) as ids`,
    {
      householdId,
      recipes: rows.flatMap(({ recipeId }) => recipeId ?? []),
      foods: rows.flatMap(({ foodId }) => foodId ?? []),
    },
  );
  return new Set(found?.ids);
}
