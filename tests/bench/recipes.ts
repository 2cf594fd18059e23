// `npm run bench -- recipes`: lists and searches of a household with 1,000 recipes of twelve lines each.
import type { Bench } from '../../scripts/bench.ts';
import { execute, selectRows, type Db, type Scope } from '../../src/db/index.ts';
import { listRecipes, type RecipeFilter } from '../../src/features/meals/recipes/recipe-list.ts';
import { listTags, refreshSearch } from '../../src/features/meals/recipes/recipe-queries.ts';
import { newId } from '../../src/lib/uuid.ts';
import { stockKitchen } from '../support/stocked-kitchen.ts';
import { reaches, withDatabase } from './queries/query-goals.ts';

const RECIPES = 1000;
const ROUNDS = 60;
const GOAL_MS = 50;
const PAGE = 30;

const WORDS = ['chicken', 'tomato', 'rice with butter', 'potatoes', 'crème fraîche', 'dish 17', 'xylophone'];
const MISSPELT = ['chikcen', 'tomatoe sauc', 'ptatoes', 'brocoli', 'parmesean', 'zuchini', 'avacado toast'];

/** Fails when 5 of 100 answers of a kind take longer than the goal. */
export const bench: Bench = () =>
  withDatabase('recipes', async (db) => {
    const scope = { userId: newId(), householdId: newId() };
    await stockKitchen(db, scope, { recipes: RECIPES, stored: 0 });
    await nameByFoods(db, scope);
    await execute(db, 'analyze');
    const list = (filter: RecipeFilter) => listRecipes(db, scope, filter, { limit: PAGE });
    const goals = [
      ['recipes, the newest', () => list({})],
      ['recipe search', (round: number) => list({ q: WORDS[round % WORDS.length]! })],
      ['recipe search, misspelt', (round: number) => list({ q: MISSPELT[round % MISSPELT.length]! })],
      ['recipe search among the quick ones', () => list({ q: 'ptatoes', tag: 'Quick' })],
      ['tags of all recipes', () => listTags(db, scope, 12)],
    ] as const;
    let isReached = true;
    for (const [what, run] of goals) {
      isReached = (await reaches({ what: `${what}, ${RECIPES}`, goalMs: GOAL_MS, run }, ROUNDS)) && isReached;
    }
    return isReached ? 0 : 1;
  });

/** Titles after the first two foods, a tag for every third one, and all of it findable. */
async function nameByFoods(db: Db, scope: Scope): Promise<void> {
  const { householdId } = scope;
  await execute(
    db,
    `update recipes r set title = left(l.title, 150) || ' ' || r.title,
            tags = case when right(r.title, 1) in ('3', '6', '9') then '{Quick}'::text[] else '{}' end
       from (select recipe_id, string_agg(food_name, ' with ' order by position) as title
               from recipe_ingredients where household_id = :householdId and position < 2 group by recipe_id) l
      where l.recipe_id = r.id and r.household_id = :householdId`,
    { householdId },
  );
  const rows = await selectRows<{ id: string }>(
    db,
    'select id from recipes where household_id = :householdId',
    { householdId },
  );
  for (const { id } of rows) await refreshSearch(db, scope, id);
}
