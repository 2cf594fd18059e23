import { execute, selectRows, type Db, type Scope } from '../../src/db/index.ts';
import { randomBelow, seededRandom } from '../../src/features/meals/plan/solver/seeded-random.ts';
import { newId } from '../../src/lib/uuid.ts';

/** What every third line says beside its foods: names that no table knows, and what every kitchen has. */
const WORDS = [
  'salt',
  'freshly ground black pepper',
  'olive oil',
  'water',
  'frobnicated quuxberries',
  'sugar',
];
const LINES = 12;

/** Gives a household so many recipes of twelve lines of the food table's foods, and so many foods at home. */
export async function stockKitchen(
  db: Db,
  { householdId }: Pick<Scope, 'householdId'>,
  { recipes, stored, seed = 1 }: { recipes: number; stored: number; seed?: number },
): Promise<void> {
  const random = seededRandom(seed);
  const foods = await selectRows<{ id: string; name: string }>(
    db,
    'select id, name from foods where household_id is null order by commonness desc, id limit 400',
  );
  const oneOf = <Value>(values: readonly Value[]) => values[randomBelow(random, values.length)]!;
  const made = Array.from({ length: recipes }, (_, index) => ({ id: newId(), title: `Dish ${index}` }));
  const lines = made.flatMap((recipe) =>
    Array.from({ length: LINES }, (_, position) => {
      const food = position % 3 === 2 ? { id: null, name: oneOf(WORDS) } : oneOf(foods);
      return { id: newId(), recipeId: recipe.id, position, foodId: food.id, name: food.name };
    }),
  );
  const home = foods
    .slice(0, stored)
    .map(({ id, name }, index) => ({ id: newId(), foodId: id, name, index }));
  await execute(
    db,
    `with kitchen as (insert into households (id, name) values (:householdId, 'Kitchen') on conflict do nothing),
      made as (insert into recipes (id, household_id, title, yields_servings)
        select id, :householdId, title, 4 from jsonb_to_recordset(:made::jsonb) as r (id uuid, title text)),
      home as (insert into pantry_items (id, household_id, food_id, name, expires_on)
        select id, :householdId, "foodId", name, case when index % 3 = 0 then date '2026-03-05' end
          from jsonb_to_recordset(:home::jsonb) as r (id uuid, "foodId" uuid, name text, index int))
     insert into recipe_ingredients (id, household_id, recipe_id, position, original_text, food_name, food_id)
     select id, :householdId, "recipeId", position, name, name, "foodId"
       from jsonb_to_recordset(:lines::jsonb) as r (id uuid, "recipeId" uuid, position int, name text, "foodId" uuid)`,
    {
      householdId,
      made: JSON.stringify(made),
      home: JSON.stringify(home),
      lines: JSON.stringify(lines),
    },
  );
}
