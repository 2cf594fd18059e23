import { execute, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { addDays, instantOf, type LocalDate } from '../../../lib/dates.ts';
import { newId } from '../../../lib/uuid.ts';
import { scaleNutrients, type Nutrients } from '../diary/nutrients.ts';
import { MEAL_TYPES, type MealType } from '../meal-types.ts';

const DAYS = 84;
const TIMES: Record<MealType, string> = {
  breakfast: '07:40',
  lunch: '12:45',
  dinner: '18:50',
  snack: '16:10',
};
/** What is eaten where no recipe stands for it: [title, kcal, protein, carbohydrate, fat, fibre]. */
const PLAIN: Record<MealType, readonly (readonly [string, number, number, number, number, number])[]> = {
  breakfast: [
    ['Oats with milk and berries', 420, 17, 62, 11, 8],
    ['Two eggs on toast', 390, 21, 32, 19, 4],
    ['Yoghurt with nuts and honey', 360, 19, 31, 18, 3],
  ],
  lunch: [
    ['Canteen: chicken with rice', 680, 44, 78, 20, 5],
    ['Cheese roll and an apple', 520, 21, 66, 18, 6],
    ['Big salad with beans', 480, 22, 48, 20, 14],
  ],
  dinner: [
    ['Bread, cheese and tomatoes', 560, 26, 58, 23, 7],
    ['Pasta with tomato sauce', 640, 22, 104, 14, 8],
  ],
  snack: [
    ['Banana', 105, 1, 27, 0, 3],
    ['Protein bar', 220, 20, 22, 7, 4],
    ['A handful of almonds', 174, 6, 6, 15, 4],
  ],
};

interface CookedRow {
  id: string;
  title: string;
  nutrition: Partial<Nutrients>;
  meal_types: MealType[];
}

/**
 * Gives a person twelve weeks of a diary that end yesterday, of their household's recipes and of plain meals, with a day
 * here and there left out, and a target. The same each time, in a handful of statements. Answers how many entries.
 */
export async function writeDemoDiary(
  db: Db,
  scope: Scope,
  { today, timeZone }: { today: LocalDate; timeZone: string },
): Promise<number> {
  const recipes = await selectRows<CookedRow & Record<string, unknown>>(
    db,
    `select id, title, nutrition, meal_types from recipes
      where household_id = :householdId and deleted_at is null and nutrition->>'kcal' is not null order by title, id`,
    { householdId: scope.householdId },
  );
  const rows = Array.from({ length: DAYS }, (_, index) => index + 1)
    .filter((back) => back % 13 !== 0)
    .flatMap((back) => dayOf(back, addDays(today, -back), recipes))
    .map((row) => ({ ...row, at: instantOf(row.date, TIMES[row.mealType], timeZone) }));
  await execute(
    db,
    `insert into diary_entries (id, user_id, on_date, at, meal_type, title, recipe_id, servings, nutrients, created_at,
                                updated_at)
     select id, :userId, date, at, "mealType", title, "recipeId", servings, nutrients, at, at
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, date date, at timestamptz, "mealType" text, title text,
            "recipeId" uuid, servings numeric, nutrients jsonb)`,
    { userId: scope.userId, rows: JSON.stringify(rows) },
  );
  await execute(
    db,
    `insert into nutrition_targets (id, user_id, day_kind, kcal, protein_g, carb_g, fat_g, fiber_g)
     values (:every, :userId, 'every', 2200, 130, 240, 75, 30), (:training, :userId, 'training', 2450, 140, 290, null, null)
     on conflict do nothing`,
    { userId: scope.userId, every: newId(), training: newId() },
  );
  return rows.length;
}

/** The meals of a day: a recipe for dinner and now and then for lunch, plain things beside. */
function dayOf(back: number, date: LocalDate, recipes: readonly CookedRow[]) {
  return MEAL_TYPES.filter((mealType) => mealType !== 'snack' || back % 3 !== 0).map((mealType, place) => {
    const cooked = recipes.filter(({ meal_types: types }) => types.includes(mealType));
    const isCooked = cooked.length > 0 && (mealType === 'dinner' || (mealType === 'lunch' && back % 2 === 0));
    const turn = back * 7 + place * 3;
    return {
      id: newId(),
      date,
      mealType,
      ...(isCooked ? recipeMeal(cooked, turn) : plainMeal(mealType, turn)),
    };
  });
}

function recipeMeal(cooked: readonly CookedRow[], turn: number) {
  const recipe = cooked[turn % cooked.length]!;
  const servings = [1, 1.25, 1, 1.5][turn % 4]!;
  return {
    title: recipe.title,
    recipeId: recipe.id,
    servings,
    nutrients: scaleNutrients(recipe.nutrition, servings),
  };
}

function plainMeal(mealType: MealType, turn: number) {
  const choices = PLAIN[mealType];
  const [title, kcal, proteinG, carbG, fatG, fiberG] = choices[turn % choices.length]!;
  const nutrients = scaleNutrients({ kcal, proteinG, carbG, fatG, fiberG, complete: true }, 1);
  return { title, recipeId: null, servings: null, nutrients };
}
