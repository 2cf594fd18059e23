import { newId } from '../../src/lib/uuid.ts';
import { Database, type Scope } from '../../src/db/index.ts';
import { searchFoods } from '../../src/features/meals/foods/foods.ts';
import { matchFoods } from '../../src/features/meals/foods/match-food.ts';
import { parseIngredientLine } from '../../src/features/meals/ingredients/parse-line.ts';
import { createTestDatabase } from '../support/database.ts';
import { startTestServer } from '../support/test-server.ts';

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

interface Goal {
  what: string;
  goalMs: number;
  run: (db: Database, scope: Scope, round: number) => Promise<unknown>;
}

const GOALS: readonly Goal[] = [
  {
    what: 'search for a food',
    goalMs: 50,
    run: (db, scope, round) => searchFoods(db, scope, WORDS[round % WORDS.length]!, 12),
  },
  {
    what: 'foods of a recipe of 15 lines',
    goalMs: 100,
    run: (db, scope) => matchFoods(db, scope, RECIPE.map(parseIngredientLine)),
  },
];

/**
 * `npm run bench -- foods`: how long it takes to find foods, on a PostgreSQL of its own with the shipped table. Prints
 * median, 95th percentile and the longest; exit code 1 when a 95th percentile is over its goal.
 */
export async function bench(): Promise<number> {
  const server = await startTestServer();
  const { databaseUrl } = await createTestDatabase();
  const db = new Database({
    ...{ url: databaseUrl, poolSize: 2, statementTimeoutMs: 5000, acquireTimeoutMs: 5000 },
    applicationName: 'bench foods',
  });
  const scope = { userId: newId(), householdId: newId() };
  let missed = 0;
  for (const goal of GOALS) {
    const times = await timesOf(goal, db, scope);
    const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))]!;
    if (at(0.95) > goal.goalMs) missed += 1;
    const figures = [at(0.5), at(0.95), at(1)].map((ms) => `${ms.toFixed(1).padStart(7)} ms`).join('');
    process.stdout.write(`${goal.what.padEnd(32)}${figures}   goal ${goal.goalMs} ms at 95 %\n`);
  }
  await db.close();
  await server.stop();
  return missed > 0 ? 1 : 0;
}

async function timesOf(goal: Goal, db: Database, scope: Scope): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round < ROUNDS * WORDS.length; round += 1) {
    const startedAt = performance.now();
    await goal.run(db, scope, round);
    // The first rounds prepare statements and compile; a server has that behind it.
    if (round >= WORDS.length) times.push(performance.now() - startedAt);
  }
  return times.sort((a, b) => a - b);
}
