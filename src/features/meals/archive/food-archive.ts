import * as z from 'zod';
import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { ArchiveTarget, RoomArchive } from '../../../jobs/room-archive.ts';
import { findFoodByName } from '../foods/food-queries.ts';
import { newFoodSchema } from '../foods/food-schema.ts';
import { createFood, pageOfFoods, toFood } from '../foods/foods.ts';
import { removeAdded, type Removal } from './remove-added.ts';

const FOODS = 'data/foods.json';
const MEMORY = 'data/food-memory.json';
const PORTIONS = 'data/food-portions.json';
const PAGE = 200;

const foodRow = z.strictObject({
  id: z.uuid().toLowerCase(),
  source: z.enum(['own', 'edamam']),
  sourceId: z.string().max(200).nullable(),
  food: newFoodSchema,
});
/** A food of the product's table is also named by its number there. */
const namedFood = { foodId: z.uuid().toLowerCase(), sourceId: z.string().max(200).nullable() };
/** Which food a household means by words of a line. */
const memoryRow = z.strictObject({ term: z.string().min(1).max(200), ...namedFood });
type MemoryRow = z.output<typeof memoryRow>;
/** What one of a unit of a food weighs at home. */
const portionRow = z.strictObject({
  unit: z.string().min(1).max(60),
  grams: z.number().positive().max(100_000),
  ...namedFood,
});
type PortionRow = z.output<typeof portionRow>;

/** The household's own foods, what it said that lines mean, and what measures weigh in it. */
export const foodArchive: RoomArchive = {
  async files(db, scope) {
    return [
      { name: FOODS, rows: () => ownFoods(db, scope) },
      { name: MEMORY, rows: () => remembered(db, scope) },
      { name: PORTIONS, rows: () => weighed(db, scope) },
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
    for await (const row of source.rowsOf(PORTIONS, portionRow)) await weigh(trx, scope, row, target);
  },
  async remove(trx, scope, added) {
    await forget(trx, scope, added.created['foodMemory'] ?? []);
    await forgetWeights(trx, scope, added.created['foodPortions'] ?? []);
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

async function* weighed(db: Db, scope: Scope): AsyncGenerator<PortionRow> {
  const rows = await selectRows<{ unit: string; grams: number; food_id: string; source_id: string | null }>(
    db,
    `select p.unit, p.grams, p.food_id, case when f.household_id is null then f.source_id end as source_id
       from food_portions p join foods f on f.id = p.food_id and f.deleted_at is null
      where p.household_id = :householdId order by p.food_id, p.unit`,
    { householdId: scope.householdId },
  );
  for (const { unit, grams, food_id, source_id } of rows)
    yield { unit, grams, foodId: food_id, sourceId: source_id };
}

/** What the household has said here already stays. */
async function remember(trx: Db, scope: Scope, row: MemoryRow, target: ArchiveTarget): Promise<void> {
  const foodId = await foodHere(trx, row, target);
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

/** What the household has weighed here already stays. */
async function weigh(trx: Db, scope: Scope, row: PortionRow, target: ArchiveTarget): Promise<void> {
  const foodId = await foodHere(trx, row, target);
  if (foodId === undefined) return;
  const { unit, grams } = row;
  const added = await execute(
    trx,
    `insert into food_portions (household_id, food_id, unit, grams) values (:householdId, :foodId, :unit, :grams)
     on conflict do nothing`,
    { householdId: scope.householdId, foodId, unit, grams },
  );
  if (added > 0) target.tally.add('foodPortions', `${foodId} ${grams} ${unit}`);
}

/** Forgets what measures weigh, unless they weigh something else by now. */
async function forgetWeights(trx: Db, { householdId }: Scope, weights: readonly string[]): Promise<void> {
  await execute(
    trx,
    `delete from food_portions where household_id = :householdId
        and food_id || ' ' || trim_scale(grams) || ' ' || unit = any(:weights::text[])`,
    { householdId, weights },
  );
}

async function foodHere(
  trx: Db,
  row: Pick<MemoryRow, 'foodId' | 'sourceId'>,
  { idsHere }: ArchiveTarget,
): Promise<string | undefined> {
  return idsHere.get(row.foodId) ?? (await sharedFood(trx, row.sourceId));
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
