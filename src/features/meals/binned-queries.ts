import { selectRows, type Db, type Scope } from '../../db/index.ts';
import type { BinnedThing } from '../../http/feature.ts';

interface BinnedRow {
  kind: keyof typeof RESTORATION;
  id: string;
  title: string;
  day: string | null;
  deleted_at: string;
}

/** Where each kind of thing is taken out of the bin. */
const RESTORATION = {
  recipe: '/meals/recipes',
};

/** What this household and this person threw away of meals, latest first. */
export async function listBinnedMeals(db: Db, scope: Scope, limit: number): Promise<BinnedThing[]> {
  const rows = await selectRows<BinnedRow>(
    db,
    `select * from (
       select 'recipe' as kind, id, title, null::date as day, deleted_at from recipes where household_id = :householdId
     ) x
      where deleted_at is not null order by deleted_at desc, id limit :limit`,
    { householdId: scope.householdId, limit },
  );
  return rows.map((row) => ({
    kind: `meals.binned.${row.kind}`,
    title: row.title,
    day: row.day,
    deletedAt: row.deleted_at,
    restoration: `${RESTORATION[row.kind]}/${row.id}/restoration`,
  }));
}
