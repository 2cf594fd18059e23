import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import { FOOD_COLUMNS, VISIBLE_FOOD, type FoodRow } from './food-row.ts';

/** A food that may be meant, with the names it is found by. */
export interface Candidate extends FoodRow {
  match_names: string[];
  /** Terms for which the household chose it. */
  remembered: string[];
  /** What the household says one of a unit weighs. */
  household_portions: { unit: string; amount: number; grams: number }[];
}

const HOUSEHOLD_PORTIONS = `(select coalesce(jsonb_agg(jsonb_build_object('unit', p.unit, 'amount', 1, 'grams', p.grams)), '[]')
  from food_portions p where p.household_id = :householdId and p.food_id = f.id) as household_portions`;

/** Foods that one of these keys names, that the household chose for one of these terms, or that are asked for by id. */
export function listCandidates(
  db: Db,
  scope: Scope,
  wanted: { keys: readonly string[]; terms: readonly string[]; ids: readonly string[] },
): Promise<Candidate[]> {
  return selectRows<Candidate>(
    db,
    `with memory as (
       select term, food_id from food_memory where household_id = :householdId and term = any(:terms::text[])),
     wanted as (
       select id from foods where match_names && :keys::text[]
       union select food_id from memory
       union select unnest(:ids::uuid[]))
     select ${FOOD_COLUMNS}, f.match_names, ${HOUSEHOLD_PORTIONS},
            array(select term from memory m where m.food_id = f.id) as remembered
       from wanted w join foods f on f.id = w.id where ${VISIBLE_FOOD}`,
    { householdId: scope.householdId, ...wanted },
  );
}

/** A food that shares words with a line (its place is `line`), or is only spelled like it. */
export interface ByWords extends Candidate {
  line: number;
  match_words: string[];
  is_by_spelling: boolean;
}

/** The foods whose words fit best to those of each line, at most six for each; `line` is the line's place. */
export function listByWords(
  db: Db,
  scope: Scope,
  lines: readonly { line: number; words: string[]; text: string }[],
): Promise<ByWords[]> {
  return selectRows<ByWords>(
    db,
    `select l.line, best.is_by_spelling, ${FOOD_COLUMNS}, f.match_names, f.match_words, '{}'::text[] as remembered, ${HOUSEHOLD_PORTIONS}
       from jsonb_to_recordset(:lines::jsonb) as l (line int, words text[], text text)
       cross join lateral (
         (select f.id, false as is_by_spelling,
                (select count(*) from unnest(l.words) w where w = any(f.match_words)) as hits
            from foods f where f.match_words && l.words and ${VISIBLE_FOOD}
           order by hits desc, f.commonness desc, 'raw' = any(f.match_words) desc, cardinality(f.match_words), f.id
           limit 5)
         union all
         (select f.id, true, 0 from foods f
           where f.search_text %> l.text and f.commonness > 0 and ${VISIBLE_FOOD}
           order by word_similarity(l.text, f.search_text) desc, f.commonness desc limit 1)) best
       join foods f on f.id = best.id`,
    { householdId: scope.householdId, lines: JSON.stringify(lines) },
  );
}
