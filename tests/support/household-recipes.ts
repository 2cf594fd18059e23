import { execute, type Db, type Scope } from '../../src/db/index.ts';
import { MACROS } from '../../src/features/meals/plan/solver/week-problem.ts';
import { newId } from '../../src/lib/uuid.ts';
import { madeUpRecipes } from './made-up-recipes.ts';

/** Gives a household so many made-up recipes with figures; answers their ids. */
export async function addMadeUpRecipes(db: Db, scope: Scope, count: number, seed = 1): Promise<string[]> {
  const rows = madeUpRecipes(count, seed).map((recipe, at) => ({
    id: newId(),
    line: newId(),
    title: recipe.title,
    meal_types: recipe.mealTypes,
    nutrition: {
      ...Object.fromEntries(MACROS.map((macro, index) => [macro, Number(recipe.macros[index]!.toFixed(1))])),
      sugarG: 0,
      saturatedFatG: 0,
      sodiumMg: 0,
      complete: true,
      missing: 0,
    },
    total_min: recipe.minutes,
    allergens: recipe.allergens,
    diets: recipe.diets,
    words: recipe.words,
    made: new Date(Date.UTC(2026, 0, 1) + at * 60_000).toISOString(),
  }));
  await execute(
    db,
    `insert into recipes (id, household_id, title, yields_servings, meal_types, nutrition, total_min, allergens, diets,
       search_text, created_at)
     select id, :householdId, title, 2, meal_types, nutrition, total_min, allergens, diets, words, made
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, title text, meal_types text[], nutrition jsonb, total_min int,
            allergens text[], diets text[], words text, made timestamptz)`,
    { householdId: scope.householdId, rows: JSON.stringify(rows) },
  );
  await execute(
    db,
    `insert into recipe_ingredients (id, recipe_id, household_id, position, original_text, food_name)
     select line, id, :householdId, 0, words, words
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, line uuid, words text)`,
    { householdId: scope.householdId, rows: JSON.stringify(rows) },
  );
  return rows.map(({ id }) => id);
}
