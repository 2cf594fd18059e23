import { execute, type Db } from '../../../src/db/index.ts';
import { foodKey } from '../../../src/features/meals/ingredients/food-key.ts';
import { newId } from '../../../src/lib/uuid.ts';
import type { TestUser } from '../../support/users.ts';

interface RecipeOverrides {
  title?: string;
  servings?: number;
  prepMin?: number | null;
  totalMin?: number | null;
  nutrition?: object | null;
  /** Steps that come so many minutes before the meal. */
  ahead?: { text: string; leadMin: number }[];
}

/** Nutrients of one serving of a made-up soup. */
export const SOUP = {
  kcal: 320,
  proteinG: 18,
  carbG: 42,
  sugarG: 6,
  fatG: 8,
  saturatedFatG: 1.5,
  fiberG: 9,
  sodiumMg: 480,
  complete: true,
  missing: 0,
};

/** A recipe of this person's household; returns its id. */
export async function makeRecipe(db: Db, owner: TestUser, overrides: RecipeOverrides = {}): Promise<string> {
  const id = newId();
  const { title = 'Lentil soup', servings = 4, prepMin = null, totalMin = 45, nutrition = SOUP } = overrides;
  await execute(
    db,
    `insert into recipes (id, household_id, created_by, title, yields_servings, prep_min, total_min, nutrition, search,
                          search_text)
     values (:id, :householdId, :userId, :title, :servings, :prepMin, :totalMin, :nutrition::jsonb,
             to_tsvector('english', :title), lower(:title))`,
    {
      ...{ id, householdId: owner.householdId, userId: owner.id },
      ...{ title, servings, prepMin, totalMin },
      nutrition: nutrition && JSON.stringify(nutrition),
    },
  );
  const steps = [{ text: 'Cook it.', leadMin: null }, ...(overrides.ahead ?? [])];
  for (const [position, { text, leadMin }] of steps.entries()) {
    await execute(
      db,
      `insert into recipe_steps (id, recipe_id, household_id, position, text, lead_min)
       values (:id, :recipeId, :householdId, :position, :text, :leadMin)`,
      { id: newId(), recipeId: id, householdId: owner.householdId, position, text, leadMin },
    );
  }
  return id;
}

interface MealOverrides {
  onDate: string;
  mealType?: string;
  atTime?: string | null;
  recipeId?: string | null;
  foodId?: string | null;
  title?: string;
  servings?: number;
  grams?: number | null;
  leftoverOf?: string | null;
}

/** A meal in the plan of this person's household; returns its id. */
export async function planMeal(db: Db, owner: TestUser, meal: MealOverrides): Promise<string> {
  const id = newId();
  await execute(
    db,
    `insert into meal_plan_entries
       (id, household_id, on_date, meal_type, at_time, recipe_id, food_id, title, servings, grams, leftover_of)
     values (:id, :householdId, :onDate, :mealType, :atTime, :recipeId, :foodId, :title, :servings, :grams, :leftoverOf)`,
    {
      ...{ id, householdId: owner.householdId, onDate: meal.onDate, mealType: meal.mealType ?? 'dinner' },
      ...{ atTime: meal.atTime ?? null, recipeId: meal.recipeId ?? null, foodId: meal.foodId ?? null },
      ...{ title: meal.title ?? '', servings: meal.servings ?? 1, grams: meal.grams ?? null },
      leftoverOf: meal.leftoverOf ?? null,
    },
  );
  return id;
}

interface FoodOverrides {
  name: string;
  aliases?: string[];
  kcal?: number;
  proteinG?: number;
  portions?: { unit: string; amount: number; grams: number }[];
}

/** A food of this person's household; returns its id. */
export async function makeFood(db: Db, owner: TestUser, food: FoodOverrides): Promise<string> {
  const id = newId();
  await execute(
    db,
    `insert into foods (id, household_id, name, source, kcal, protein_g, carb_g, fat_g, portions, search_text,
                        match_names, match_words)
     values (:id, :householdId, :name, 'own', :kcal, :proteinG, 10, 2, :portions::jsonb, lower(:name),
             array[:key]::text[], string_to_array(:key, ' '))`,
    {
      ...{
        id,
        householdId: owner.householdId,
        name: food.name,
        key: foodKey(food.name),
        kcal: food.kcal ?? 200,
      },
      ...{ proteinG: food.proteinG ?? 8, portions: JSON.stringify(food.portions ?? []) },
    },
  );
  return id;
}
