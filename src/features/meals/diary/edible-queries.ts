import { selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import type { FoodMeasures } from '../ingredients/units.ts';
import type { MealType } from '../meal-types.ts';
import type { Nutrients } from './nutrients.ts';
import { plannedMeals } from './planned-meals.ts';

/** A food as far as eating it goes. */
export interface EdibleFood extends FoodMeasures {
  id: string;
  name: string;
  aisle: string;
  /** Per 100 g. */
  nutrients: Nutrients;
}

/** A recipe as far as eating it goes. */
export interface EdibleRecipe {
  id: string;
  title: string;
  /** Per serving; null while it is not computed. */
  nutrition: Partial<Nutrients> | null;
}

export async function findEdibleFood(db: Db, scope: Scope, id: string): Promise<EdibleFood | undefined> {
  return (await listEdibleFoods(db, scope, [id]))[0];
}

/** Those of these foods that are in the product's table or of the household; its own household measures come first. */
export function listEdibleFoods(db: Db, scope: Scope, ids: readonly string[]): Promise<EdibleFood[]> {
  return selectRows<EdibleFood & Record<string, unknown>>(
    db,
    `select f.id, f.name, f.aisle, f.density_g_per_ml as "densityGPerMl",
            json_build_object('kcal', f.kcal, 'proteinG', f.protein_g, 'carbG', f.carb_g, 'sugarG', f.sugar_g,
              'fatG', f.fat_g, 'saturatedFatG', f.saturated_fat_g, 'fiberG', f.fiber_g, 'sodiumMg', f.sodium_mg,
              'complete', f.kcal is not null) as nutrients,
            coalesce((select jsonb_agg(jsonb_build_object('unit', p.unit, 'amount', 1, 'grams', p.grams))
                        from food_portions p where p.food_id = f.id and p.household_id = :householdId), '[]')
              || f.portions as portions
       from foods f
      where f.id = any(:ids::uuid[]) and f.deleted_at is null
        and (f.household_id is null or f.household_id = :householdId)`,
    { ids, householdId: scope.householdId },
  );
}

export function findEdibleRecipe(db: Db, scope: Scope, id: string): Promise<EdibleRecipe | undefined> {
  return selectRow<EdibleRecipe & Record<string, unknown>>(
    db,
    `select id, title, nutrition from recipes
      where id = :id and household_id = :householdId and deleted_at is null`,
    { id, householdId: scope.householdId },
  );
}

/** A meal of the plan as one person eats it. */
export interface EdibleMeal {
  id: string;
  onDate: LocalDate;
  mealType: MealType;
  /** `HH:MM`. */
  atTime: string;
  title: string;
  recipeId: string | null;
  foodId: string | null;
  /** What this person has of it. */
  servings: number;
  /** Of a food, for one serving of the meal. */
  gramsPerServing: number | null;
  /** Of the recipe, per serving. */
  nutrition: Partial<Nutrients> | null;
}

/** A meal of the household's plan, also where its recipe lies in the bin: it was on the table. */
export function findEdibleMeal(db: Db, scope: Scope, id: string): Promise<EdibleMeal | undefined> {
  return selectRow<EdibleMeal & Record<string, unknown>>(
    db,
    `select m.id, m."onDate", m."mealType", m."atTime", m.title, e.recipe_id as "recipeId", m."foodId", m.servings,
            (e.grams / e.servings)::float8 as "gramsPerServing", r.nutrition
       from (${plannedMeals('e.id = :planEntryId')}) m
       join meal_plan_entries e on e.id = m.id and e.household_id = :householdId
       left join recipes r on r.id = e.recipe_id and r.household_id = :householdId`,
    { ...scope, planEntryId: id },
  );
}
