import { execute, keyedRow, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { markDeletedIn } from '../../../db/mark-deleted.ts';
import type { RecipeNutrition } from '../foods/recipe-nutrition.ts';
import { RECIPE_JSON } from './recipe-json.ts';
import type { NewRecipe, Recipe } from './recipe-schema.ts';

/** An ingredient line as it is written to its table. */
export interface IngredientRow {
  id: string;
  position: number;
  section: string | null;
  original_text: string;
  quantity: number | null;
  quantity_max: number | null;
  unit: string | null;
  food_name: string;
  note: string | null;
  is_optional: boolean;
  is_negligible: boolean;
  food_id: string | null;
  grams: number | null;
}

/** A step as it is written to its table. */
export interface StepRow {
  id: string;
  position: number;
  section: string | null;
  text: string;
  timer_s: number | null;
  lead_min: number | null;
}

/** A recipe of the household with its lines and steps. */
export async function findRecipe(db: Db, scope: Scope, id: string): Promise<Recipe | undefined> {
  const row = await keyedRow<{ recipe: Recipe }>(
    db,
    `select ${RECIPE_JSON} as recipe from recipes r
      where r.id = :id and r.household_id = :householdId and r.deleted_at is null`,
    { id, householdId: scope.householdId },
  );
  return row?.recipe;
}

/** Recipes of the household by their ids, in no order; what is gone is left out. */
export async function listRecipesById(db: Db, scope: Scope, ids: readonly string[]): Promise<Recipe[]> {
  const rows = await selectRows<{ recipe: Recipe }>(
    db,
    `select ${RECIPE_JSON} as recipe from recipes r
      where r.id = any (:ids::uuid[]) and r.household_id = :householdId and r.deleted_at is null`,
    { ids, householdId: scope.householdId },
  );
  return rows.map(({ recipe }) => recipe);
}

/** Which of these names of an origin the household has already, those in the bin too. */
export async function knownExternalIds(db: Db, scope: Scope, externalIds: string[]): Promise<Set<string>> {
  const rows = await selectRows<{ external_id: string }>(
    db,
    `select external_id from recipes where household_id = :householdId and external_id = any (:externalIds::text[])`,
    { householdId: scope.householdId, externalIds },
  );
  return new Set(rows.map(({ external_id }) => external_id));
}

/** A recipe's own columns, without lines and steps. */
export type RecipeColumns = Omit<NewRecipe, 'ingredients' | 'steps'> & {
  id: string;
  imageUrl: string | null;
  source: string;
  externalId: string | null;
  now: Date;
};

/** Writes the recipe's own columns. A name of its origin that is known already answers as a conflict (23505). */
export async function insertRecipe(db: Db, scope: Scope, recipe: RecipeColumns): Promise<void> {
  await execute(
    db,
    `insert into recipes (id, household_id, created_by, title, description, source_url, source_name, yields_servings,
       yield_text, prep_min, cook_min, total_min, cuisine, course, tags, meal_types, rating, notes, language, image_url,
       source, external_id, created_at, updated_at)
     values (:id, :householdId, :userId, :title, :description, :sourceUrl, :sourceName, :yieldsServings,
       :yieldText, :prepMin, :cookMin, :totalMin, :cuisine, :course, :tags, :mealTypes, :rating, :notes, :language,
       :imageUrl, :source, :externalId, :now, :now)`,
    { ...recipe, ...scope },
  );
}

/** Answers false when there is no such recipe, or not of this version. */
export async function updateRecipe(
  db: Db,
  scope: Scope,
  recipe: Omit<NewRecipe, 'ingredients' | 'steps'> & { id: string; version: number },
  now: Date,
): Promise<boolean> {
  const touched = await execute(
    db,
    `update recipes set title = :title, description = :description, source_url = :sourceUrl, source_name = :sourceName,
            yields_servings = :yieldsServings, yield_text = :yieldText, prep_min = :prepMin, cook_min = :cookMin,
            total_min = :totalMin, cuisine = :cuisine, course = :course, tags = :tags, meal_types = :mealTypes,
            rating = :rating, notes = :notes, language = :language, version = version + 1, updated_at = :now
      where id = :id and household_id = :householdId and deleted_at is null and version = :version`,
    { ...recipe, householdId: scope.householdId, now },
  );
  return touched > 0;
}

/** Makes these the ingredient lines of a recipe. */
export async function replaceIngredients(
  db: Db,
  scope: Scope,
  recipeId: string,
  rows: readonly IngredientRow[],
): Promise<void> {
  const shared = { recipeId, householdId: scope.householdId };
  await execute(
    db,
    'delete from recipe_ingredients where recipe_id = :recipeId and household_id = :householdId',
    shared,
  );
  await execute(
    db,
    `insert into recipe_ingredients (id, recipe_id, household_id, position, section, original_text, quantity,
       quantity_max, unit, food_name, note, is_optional, is_negligible, food_id, grams)
     select id, :recipeId, :householdId, position, section, original_text, quantity, quantity_max, unit, food_name, note,
            is_optional, is_negligible, food_id, grams
       from jsonb_to_recordset(:rows::jsonb) as i (id uuid, position int, section text, original_text text,
            quantity numeric, quantity_max numeric, unit text, food_name text, note text, is_optional boolean,
            is_negligible boolean,
            food_id uuid, grams numeric)`,
    { ...shared, rows: JSON.stringify(rows) },
  );
}

/** Makes these the steps of a recipe. */
export async function replaceSteps(
  db: Db,
  scope: Scope,
  recipeId: string,
  rows: readonly StepRow[],
): Promise<void> {
  const shared = { recipeId, householdId: scope.householdId };
  await execute(
    db,
    'delete from recipe_steps where recipe_id = :recipeId and household_id = :householdId',
    shared,
  );
  await execute(
    db,
    `insert into recipe_steps (id, recipe_id, household_id, position, section, text, timer_s, lead_min)
     select id, :recipeId, :householdId, position, section, text, timer_s, lead_min
       from jsonb_to_recordset(:rows::jsonb) as s (id uuid, position int, section text, text text, timer_s int,
            lead_min int)`,
    { ...shared, rows: JSON.stringify(rows) },
  );
}

/** Makes a recipe findable by its title, tags and foods as they stand now. */
export async function refreshSearch(db: Db, scope: Scope, id: string): Promise<void> {
  await execute(
    db,
    `update recipes r set
       search = setweight(to_tsvector('english', unaccent(r.title)), 'A')
             || setweight(to_tsvector('english', unaccent(array_to_string(r.tags || r.meal_types, ' '))), 'B')
             || setweight(to_tsvector('english', unaccent(coalesce(r.cuisine, '') || ' ' || coalesce(r.course, ''))), 'B')
             || setweight(to_tsvector('english', unaccent(l.foods)), 'C'),
       search_text = lower(unaccent(r.title || ' ' || array_to_string(r.tags, ' ') || ' ' || l.foods))
      from (select coalesce(string_agg(i.food_name, ' ' order by i.position), '') as foods
              from recipe_ingredients i where i.recipe_id = :id and i.household_id = :householdId) l
      where r.id = :id and r.household_id = :householdId`,
    { id, householdId: scope.householdId },
  );
}

/** What follows from a recipe's lines, kept beside it. */
export interface ComputedColumns {
  nutrition: RecipeNutrition | null;
  allergens: string[];
  diets: string[];
}

export async function updateComputed(
  db: Db,
  scope: Scope,
  id: string,
  { nutrition, allergens, diets }: ComputedColumns,
): Promise<void> {
  await execute(
    db,
    `update recipes set nutrition = :nutrition::jsonb, allergens = :allergens, diets = :diets
      where id = :id and household_id = :householdId`,
    {
      id,
      householdId: scope.householdId,
      nutrition: nutrition && JSON.stringify(nutrition),
      allergens,
      diets,
    },
  );
}

/** Sets the stars alone: no version is asked for, the last one counts. */
export async function updateRating(
  db: Db,
  scope: Scope,
  id: string,
  change: { rating: number | null; now: Date },
): Promise<boolean> {
  const touched = await execute(
    db,
    `update recipes set rating = :rating, updated_at = :now
      where id = :id and household_id = :householdId and deleted_at is null`,
    { id, householdId: scope.householdId, ...change },
  );
  return touched > 0;
}

/** The tags of the household's recipes, the most used first. */
export function listTags(
  db: Db,
  scope: Scope,
  limit: number,
): Promise<{ tag: string; recipe_count: number }[]> {
  return selectRows(
    db,
    `select tag, count(*)::int as recipe_count from recipes r, unnest(r.tags) as tag
      where r.household_id = :householdId and r.deleted_at is null
      group by tag order by recipe_count desc, tag limit :limit`,
    { householdId: scope.householdId, limit },
  );
}

export async function countRecipes(db: Db, scope: Scope): Promise<number> {
  const row = await selectRow<{ count: number }>(
    db,
    'select count(*)::int as count from recipes where household_id = :householdId and deleted_at is null',
    { householdId: scope.householdId },
  );
  return row?.count ?? 0;
}

/** Puts a recipe into the bin or takes it out. */
export const markRecipeDeleted = markDeletedIn('recipes');
