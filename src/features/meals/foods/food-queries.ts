import { HOUSEHOLD_ROW_AS_READ } from '../../../db/as-read.ts';
import { execute, keyedRow, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { markDeletedIn } from '../../../db/mark-deleted.ts';
import { FOOD_COLUMNS, VISIBLE_FOOD, type FoodRow } from './food-row.ts';

export interface FoodFilter {
  aisle?: string | undefined;
  own?: boolean | undefined;
}

interface Page {
  limit: number;
  offset: number;
}

const FILTER = `(:aisle::text is null or f.aisle = :aisle) and
  (:own::boolean is null or (f.household_id is not null) = :own)`;

function filterParams({ aisle = null, own = null }: { [K in keyof FoodFilter]: FoodFilter[K] | null }) {
  return { aisle, own };
}

/** Foods in the order in which kitchens have them. */
export function listFoods(db: Db, scope: Scope, filter: FoodFilter, page: Page): Promise<FoodRow[]> {
  return selectRows<FoodRow>(
    db,
    `select ${FOOD_COLUMNS} from foods f where ${VISIBLE_FOOD} and ${FILTER}
      order by f.household_id is null, f.commonness desc, lower(f.name), f.id limit :limit offset :offset`,
    { householdId: scope.householdId, ...filterParams(filter), ...page },
  );
}

/** What is looked for: the text as typed (see `searchable`), its words, and the key of its name. */
export interface FoodSearch {
  text: string;
  words: readonly string[];
  key: string;
  /** Whether a food must be like each of the words, or only like one. */
  needs: 'all' | 'one';
}

const MOST_WORDS = 5;

/**
 * Foods by best match: their exact name, then the likeness of each word (trigrams, so that typing errors do no harm),
 * common foods before rare ones and the household's own before all.
 */
export function findFoods(
  db: Db,
  scope: Scope,
  search: FoodSearch,
  { filter, page }: { filter: FoodFilter; page: Page },
): Promise<FoodRow[]> {
  const words = search.words.slice(0, MOST_WORDS);
  const like = words.map((_, at) => `f.search_text %> :word${at}`);
  const together = like.length === 0 ? [] : [`(${like.join(search.needs === 'all' ? ' and ' : ' or ')})`];
  const likeness = words.map((_, at) => `word_similarity(:word${at}, f.search_text)`).join(' + ');
  const params = Object.fromEntries(words.map((word, at) => [`word${at}`, word]));
  return selectRows<FoodRow>(
    db,
    `select ${FOOD_COLUMNS} from (
       select f.id, (${likeness || '0'}) / ${Math.max(words.length, 1)} as likeness
         from foods f
        where (${[...together, 'f.match_names && array[:key::text]', 'f.search_text like :start'].join(' or ')})
          and ${VISIBLE_FOOD} and ${FILTER}) x
      join foods f on f.id = x.id
     order by 2 * x.likeness + case when f.match_names && array[:key::text] then 0.7 else 0 end
         + case when f.search_text like :start then 0.3 else 0 end
         + f.commonness / 100.0 + case when f.household_id is null then 0 else 0.6 end
         - length(f.name) / 300.0 desc, f.id
     limit :limit offset :offset`,
    {
      ...{
        householdId: scope.householdId,
        key: search.key,
        start: `${search.text.replaceAll(/[\\%_]/g, '\\$&')}%`,
      },
      ...filterParams(filter),
      ...params,
      ...page,
    },
  );
}

export function findFood(db: Db, scope: Scope, id: string): Promise<FoodRow | undefined> {
  return keyedRow<FoodRow>(db, `select ${FOOD_COLUMNS} from foods f where f.id = :id and ${VISIBLE_FOOD}`, {
    id,
    householdId: scope.householdId,
  });
}

/** A food of the household by the number it has at its source; also from the bin. */
export function findFoodOfSource(
  db: Db,
  scope: Scope,
  origin: { source: string; sourceId: string },
): Promise<{ id: string } | undefined> {
  return keyedRow<{ id: string }>(
    db,
    `select id from foods where household_id = :householdId and source = :source and source_id = :sourceId`,
    { householdId: scope.householdId, ...origin },
  );
}

export function findFoodByName(db: Db, scope: Scope, name: string): Promise<{ id: string } | undefined> {
  return keyedRow<{ id: string }>(
    db,
    'select id from foods where household_id = :householdId and lower(name) = lower(:name) and deleted_at is null',
    { householdId: scope.householdId, name },
  );
}

/** Columns of a food that are written, under their names. */
export type FoodColumns = Record<string, unknown>;

/** A name that the household already uses is refused by the database (23505). */
export async function insertFood(db: Db, scope: Scope, id: string, columns: FoodColumns): Promise<void> {
  const names = Object.keys(columns);
  await execute(
    db,
    `insert into foods (id, household_id, ${names.join(', ')})
     values (:id, :householdId, ${names.map((name) => `:${name}`).join(', ')})`,
    { id, householdId: scope.householdId, ...columns },
  );
}

/** Changes a food of the household; undefined when there is none of this version. */
export function updateFood(
  db: Db,
  scope: Scope,
  key: { id: string; version: number | null; now: Date },
  columns: FoodColumns,
): Promise<{ id: string } | undefined> {
  const names = Object.keys(columns);
  return selectRow<{ id: string }>(
    db,
    `update foods set ${names.map((name) => `${name} = :${name}, `).join('')} version = version + 1,
            updated_at = :now::timestamptz
      where ${HOUSEHOLD_ROW_AS_READ}
      returning id`,
    { ...columns, ...key, householdId: scope.householdId },
  );
}

/** Puts a food of the household into the bin or takes it out; recipes keep its name. */
export const markFoodDeleted = markDeletedIn('foods');

/** What this household weighed of a food. */
export function listHouseholdPortions(
  db: Db,
  scope: Scope,
  foodId: string,
): Promise<{ unit: string; grams: number }[]> {
  return keyedRow<{ portions: { unit: string; grams: number }[] }>(
    db,
    `select coalesce(jsonb_agg(jsonb_build_object('unit', unit, 'grams', grams) order by unit), '[]') as portions
       from food_portions where household_id = :householdId and food_id = :foodId`,
    { householdId: scope.householdId, foodId },
  ).then((row) => row?.portions ?? []);
}
