import type { Bench } from '../../scripts/bench.ts';
import { newId } from '../../src/lib/uuid.ts';
import { searchFoods } from '../../src/features/meals/foods/foods.ts';
import { matchFoods } from '../../src/features/meals/foods/match-food.ts';
import { parseIngredientLine } from '../../src/features/meals/ingredients/parse-line.ts';
import { reaches, withDatabase, type QueryGoal } from './queries/query-goals.ts';

const ROUNDS = 20;
const WORDS = [
  ...[
    'egg',
    'milk',
    'flour',
    'chickn brest',
    'ground beef',
    'oliv oil',
    'tomatos',
    'e',
    'ch',
    'cheese',
    'beef',
  ],
  ...['zuchini', 'black beans', 'soy sauce', 'crème fraîche', 'kartoffel', 'whole wheat bread', 'xyzzy'],
];
const RECIPE = [
  ...['2 tbsp olive oil', '1 large onion, diced', '3 cloves garlic, minced', '1 red bell pepper, chopped'],
  ...[
    '500 g lean ground beef',
    '1 tsp ground cumin',
    '2 tsp smoked paprika',
    '1 (400 g) can chopped tomatoes',
  ],
  ...['1 (15-ounce) can kidney beans, drained', '1 cup beef or vegetable stock', '1 tbsp tomato paste'],
  ...['½ tsp dried oregano', 'salt and pepper to taste', 'sour cream, to serve', '2 frobnicated quuxberries'],
];

/**
 * `npm run bench -- foods`: how long it takes to find foods, on a PostgreSQL of its own with the shipped table. Prints
 * median, 95th percentile and the longest; exit code 1 when a 95th percentile is over its goal.
 */
export const bench: Bench = () =>
  withDatabase('foods', async (db) => {
    const scope = { userId: newId(), householdId: newId() };
    const goals: readonly QueryGoal[] = [
      {
        what: 'search for a food',
        goalMs: 50,
        run: (round) => searchFoods(db, scope, WORDS[round % WORDS.length]!, 12),
      },
      {
        what: `foods of a recipe of ${RECIPE.length} lines`,
        goalMs: 100,
        run: () => matchFoods(db, scope, RECIPE.map(parseIngredientLine)),
      },
    ];
    let missed = 0;
    for (const goal of goals) missed += (await reaches(goal, ROUNDS * WORDS.length)) ? 0 : 1;
    return missed > 0 ? 1 : 0;
  });
