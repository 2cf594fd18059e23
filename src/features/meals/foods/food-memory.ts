import { execute, type Db, type Scope } from '../../../db/index.ts';
import { foodKey } from '../ingredients/food-key.ts';

/**
 * Remembers for the whole household which food is meant by these words of a line; every later line that says the same
 * gets it. Words without letters are not remembered. Answers whether there is such a food.
 */
export async function rememberFood(
  db: Db,
  scope: Scope,
  choice: { foodName: string; foodId: string },
  now: Date,
): Promise<boolean> {
  const term = foodKey(choice.foodName).slice(0, 200);
  if (term === '') return false;
  const written = await execute(
    db,
    `insert into food_memory (household_id, term, food_id, updated_at)
     select :householdId, :term, f.id, :now::timestamptz from foods f
      where f.id = :foodId and (f.household_id is null or f.household_id = :householdId) and f.deleted_at is null
     on conflict (household_id, term) do update set food_id = excluded.food_id, updated_at = excluded.updated_at`,
    { householdId: scope.householdId, term, foodId: choice.foodId, now },
  );
  return written > 0;
}

/** What one `unit` of a food weighs in this household, g; null forgets it. */
export async function rememberPortion(
  db: Db,
  scope: Scope,
  portion: { foodId: string; unit: string; grams: number | null },
  now: Date,
): Promise<void> {
  const { foodId, unit, grams } = portion;
  const params = { householdId: scope.householdId, foodId, unit };
  if (grams === null) {
    await execute(
      db,
      'delete from food_portions where household_id = :householdId and food_id = :foodId and unit = :unit',
      params,
    );
    return;
  }
  await execute(
    db,
    `insert into food_portions (household_id, food_id, unit, grams, updated_at)
     select :householdId, f.id, :unit, :grams, :now::timestamptz from foods f
      where f.id = :foodId and (f.household_id is null or f.household_id = :householdId) and f.deleted_at is null
     on conflict (household_id, food_id, unit) do update set grams = excluded.grams, updated_at = excluded.updated_at`,
    { ...params, grams, now },
  );
}
