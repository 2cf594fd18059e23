import * as z from 'zod';
import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { ArchiveCount, RoomArchive } from '../../../jobs/room-archive.ts';
import { findFoodByName } from '../foods/food-queries.ts';
import { newFoodSchema } from '../foods/food-schema.ts';
import { createFood, pageOfFoods, toFood } from '../foods/foods.ts';

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
  async add(trx, scope, source) {
    const foods: ArchiveCount = { total: 0, added: 0 };
    const here = new Map<string, string>();
    for await (const { id, food, ...origin } of source.rowsOf(FOODS, foodRow)) {
      foods.total++;
      const known = await findFoodByName(trx, scope, food.name);
      if (!known) foods.added++;
      const from =
        origin.source === 'edamam' && origin.sourceId !== null
          ? { source: origin.source, sourceId: origin.sourceId }
          : { source: 'own' as const };
      here.set(id, known?.id ?? (await createFood(trx, scope, food, from)).id);
    }
    for await (const row of source.rowsOf(MEMORY, memoryRow)) await remember(trx, scope, row, here);
    return { foods };
  },
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
async function remember(trx: Db, scope: Scope, row: MemoryRow, here: Map<string, string>): Promise<void> {
  const foodId = here.get(row.foodId) ?? (await sharedFood(trx, row.sourceId));
  if (foodId === undefined) return;
  await execute(
    trx,
    `insert into food_memory (household_id, term, food_id) values (:householdId, :term, :foodId) on conflict do nothing`,
    { householdId: scope.householdId, term: row.term, foodId },
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
