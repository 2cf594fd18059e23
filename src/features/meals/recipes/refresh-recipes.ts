import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import { writeIngredients } from './ingredient-lines.ts';
import { listRecipesById } from './recipe-queries.ts';

const MOST = 500;

/** Computes anew what the household's recipes say that have this food in a line: after its values or weights changed. */
export async function refreshRecipesWithFood(db: Db, scope: Scope, foodId: string): Promise<void> {
  const rows = await selectRows<{ id: string }>(
    db,
    `select distinct i.recipe_id as id from recipe_ingredients i
      where i.food_id = :foodId and i.household_id = :householdId limit :limit`,
    { foodId, householdId: scope.householdId, limit: MOST },
  );
  const ids = rows.map(({ id }) => id);
  for (const recipe of await listRecipesById(db, scope, ids)) {
    const { id, ingredients: lines, yieldsServings: servings } = recipe;
    await db.transaction((trx) => writeIngredients(trx, scope, { id, lines, servings, stored: recipe }));
  }
}
