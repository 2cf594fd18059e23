import { execute, selectRow, type Db } from '../../../../db/index.ts';
import { FOOD_TABLE_CHECKSUM } from './edition.ts';
import type { SeedFood } from './derive-foods.ts';

const TABLE = 'foods';
/** Rows in one statement: a few hundred kB of JSON. */
const CHUNK = 800;

/** Loads the shipped food table where this edition of it is not loaded yet; otherwise reads one row and no file. */
export async function seedFoods(db: Db): Promise<void> {
  const seeded = await selectRow<{ checksum: string }>(
    db,
    'select checksum from seeded_tables where name = :name',
    { name: TABLE },
  );
  if (seeded?.checksum === FOOD_TABLE_CHECKSUM) return;
  const { deriveFoods } = await import('./derive-foods.ts');
  const foods = await deriveFoods();
  await db.transaction(async (trx) => {
    for (let at = 0; at < foods.length; at += CHUNK) await writeFoods(trx, foods.slice(at, at + CHUNK));
    await retireOthers(trx, foods);
    await execute(
      trx,
      `insert into seeded_tables (name, checksum) values (:name, :checksum)
       on conflict (name) do update set checksum = excluded.checksum, seeded_at = now()`,
      { name: TABLE, checksum: FOOD_TABLE_CHECKSUM },
    );
  });
  // The many new rows would wait in the indexes' lists of pending entries, which every search reads from end to end.
  await selectRow(
    db,
    `select gin_clean_pending_list(oid) from pg_class
      where relname in ('foods_search', 'foods_match_names', 'foods_match_words')`,
  );
  await execute(db, 'analyze foods');
}

/** A food that this edition does not list any more stays for what names it, and is found by nobody. */
async function retireOthers(db: Db, foods: readonly SeedFood[]): Promise<void> {
  await execute(
    db,
    `update foods set commonness = 0, match_names = '{}', match_words = '{}', search_text = ''
      where household_id is null and id <> all (:ids::uuid[])`,
    { ids: foods.map(({ id }) => id) },
  );
}

const COLUMNS = `name, plural, aliases, description, aisle, source_id, density_g_per_ml, kcal, protein_g, carb_g, sugar_g,
  fat_g, saturated_fat_g, fiber_g, sodium_mg, confidence, allergens, diets, portions, commonness, match_names, match_words,
  search_text`;

/** Foods that are there already take the new values; their ids follow from the USDA's number and stay. */
async function writeFoods(db: Db, foods: readonly SeedFood[]): Promise<void> {
  const given = COLUMNS.split(',').map((name) => name.trim());
  await execute(
    db,
    `insert into foods (id, source, ${COLUMNS})
     select id, 'usda', ${COLUMNS} from jsonb_to_recordset(:rows::jsonb) as r (id uuid, name text, plural text,
       aliases text[], description text, aisle text, source_id text, density_g_per_ml numeric, kcal numeric,
       protein_g numeric, carb_g numeric, sugar_g numeric, fat_g numeric, saturated_fat_g numeric, fiber_g numeric,
       sodium_mg numeric, confidence text, allergens text[], diets text[], portions jsonb, commonness smallint,
       match_names text[], match_words text[], search_text text)
     on conflict (id) do update set (${given.join(', ')}, updated_at) =
       (${given.map((name) => `excluded.${name}`).join(', ')}, now())`,
    { rows: JSON.stringify(foods) },
  );
}
