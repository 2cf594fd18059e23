import * as z from 'zod';
import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { ArchiveTarget, RoomArchive } from '../../../jobs/room-archive.ts';
import { findFoodByName } from '../foods/food-queries.ts';
import { newFoodSchema } from '../foods/food-schema.ts';
import { createFood, pageOfFoods, toFood } from '../foods/foods.ts';
import { removeAdded, type Removal } from './remove-added.ts';

const FOODS = 'data/foods.json';
const MEMORY = 'data/food-memory.json';
const PAGE = 200;

const foodRow = z.strictObject({
  id: z.uuid().toLowerCase(),
  source: z.enum(['own', 'edamam']),
  sourceId: z.string().max(200).nullable(),
  food: newFoodSchema,
});
/** Which food a household means by words of a line; a food of the product's table is also named by its number there. */
const memoryRow = z.strictObject({
  term: z.string().min(1).max(200),
  foodId: z.uuid().toLowerCase(),
  sourceId: z.string().max(200).nullable(),
});
type MemoryRow = z.output<typeof memoryRow>;

/** The household's own foods, and what it said that lines mean. */
export const foodArchive: RoomArchive = {
  async files(db, scope) {
    return [
      { name: FOODS, rows: () => ownFoods(db, scope) },
      { name: MEMORY, rows: () => remembered(db, scope) },
    ];
  },
  async add(trx, scope, source, target) {
    for await (const { id, food, ...origin } of source.rowsOf(FOODS, foodRow)) {
      const known = await findFoodByName(trx, scope, food.name);
      const from =
        origin.source === 'edamam' && origin.sourceId !== null
          ? { source: origin.source, sourceId: origin.sourceId }
          : { source: 'own' as const };
      const here = known?.id ?? (await createFood(trx, scope, food, from)).id;
      target.idsHere.set(id, here);
      target.tally.row('foods', known ? undefined : here);
    }
    for await (const row of source.rowsOf(MEMORY, memoryRow)) await remember(trx, scope, row, target);
  },
  async remove(trx, scope, added) {
    await forget(trx, scope, added.created['foodMemory'] ?? []);
    return removeAdded(trx, scope, added, FOODS_ADDED);
  },
};

const uses = (table: string, condition = '') =>
  `exists (select from ${table} u where u.food_id = r.id${condition})`;

const FOODS_ADDED: Removal = {
  noun: 'foods',
  table: 'foods',
  owner: 'household_id',
  name: 'r.name',
  hasBin: true,
  isKept: [
    'r.version > 1',
    uses('recipe_ingredients'),
    uses('meal_plan_entries', ' and u.deleted_at is null'),
    uses('diary_entries', ' and u.deleted_at is null'),
    uses('shopping_items', ' and u.deleted_at is null'),
    uses('pantry_items', ' and u.deleted_at is null'),
    uses('food_memory'),
    uses('food_portions'),
  ].join(' or '),
};

async function* ownFoods(db: Db, scope: Scope): AsyncGenerator<z.input<typeof foodRow>> {
  const names = Object.keys(newFoodSchema.shape);
  for (let offset = 0; ; offset += PAGE) {
    const rows = await pageOfFoods(db, scope, { own: true, limit: PAGE, offset });
    for (const row of rows) {
      const { id, source, sourceId, ...fields } = toFood(row);
      const food = Object.fromEntries(Object.entries(fields).filter(([name]) => names.includes(name)));
      yield { id, source: source === 'edamam' ? source : 'own', sourceId, food: newFoodSchema.parse(food) };
    }
    if (rows.length < PAGE) return;
  }
}

async function* remembered(db: Db, scope: Scope): AsyncGenerator<MemoryRow> {
  const rows = await selectRows<{ term: string; food_id: string; source_id: string | null }>(
    db,
    `select m.term, m.food_id, case when f.household_id is null then f.source_id end as source_id
       from food_memory m join foods f on f.id = m.food_id and f.deleted_at is null
      where m.household_id = :householdId order by m.term`,
    { householdId: scope.householdId },
  );
  for (const row of rows) yield { term: row.term, foodId: row.food_id, sourceId: row.source_id };
}

/** What the household has said here already stays. */
async function remember(trx: Db, scope: Scope, row: MemoryRow, target: ArchiveTarget): Promise<void> {
  const foodId = target.idsHere.get(row.foodId) ?? (await sharedFood(trx, row.sourceId));
  if (foodId === undefined) return;
  const added = await execute(
    trx,
    `insert into food_memory (household_id, term, food_id) values (:householdId, :term, :foodId) on conflict do nothing`,
    { householdId: scope.householdId, term: row.term, foodId },
  );
  if (added > 0) target.tally.add('foodMemory', `${foodId} ${row.term}`);
}

/** Forgets what words of lines mean, unless they mean another food by now. */
async function forget(trx: Db, { householdId }: Scope, meanings: readonly string[]): Promise<void> {
  await execute(
    trx,
    `delete from food_memory where household_id = :householdId and food_id || ' ' || term = any(:meanings::text[])`,
    { householdId, meanings },
  );
}

async function sharedFood(trx: Db, sourceId: string | null): Promise<string | undefined> {
  if (sourceId === null) return undefined;
  const food = await selectRow<{ id: string }>(
    trx,
    `select id from foods where household_id is null and source_id = :sourceId and deleted_at is null`,
    { sourceId },
  );
  return food?.id;
}
