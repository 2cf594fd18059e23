import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import { fromCursor, offsetOf, pageOf } from '../../../http/lists.ts';
import * as z from 'zod';
import { SUMMARY_JSON } from './recipe-json.ts';
import type { MealType } from '../meal-types.ts';
import type { RecipeSummary } from './recipe-schema.ts';

/** What a list of recipes is narrowed by. */
export interface RecipeFilter {
  q?: string | undefined;
  tag?: string | undefined;
  mealType?: MealType | undefined;
  maxMinutes?: number | undefined;
  minRating?: number | undefined;
}

interface ListRow {
  id: string;
  created_at: string;
  recipe: RecipeSummary;
}

// pg_trgm's own bound of 0.6 lets one wrong letter pass in long words only. Searched within one household, so no index.
const SIMILAR = 0.5;
const byTime = z.tuple([z.iso.datetime(), z.uuid()]);

/**
 * A page of the household's recipes: with words the best match first (typing errors are forgiven), otherwise the newest
 * first.
 */
export async function listRecipes(
  db: Db,
  scope: Scope,
  filter: RecipeFilter,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: RecipeSummary[]; nextCursor: string | null }> {
  const q = filter.q?.trim() ?? '';
  const { limit, cursor } = page;
  const params = { ...filter, q, householdId: scope.householdId, limit: limit + 1 };
  return q === '' ? listNewest(db, params, cursor) : listBest(db, params, cursor);
}

type ListParams = RecipeFilter & { limit: number };

async function listNewest(db: Db, params: ListParams, cursor: string | undefined) {
  const [createdAt = null, afterId = null] = fromCursor(cursor, byTime) ?? [];
  const rows = await selectRows<ListRow>(
    db,
    `select r.id, r.created_at, ${SUMMARY_JSON} as recipe from recipes r
      where ${conditionsOf(params)}
        and (:createdAt::timestamptz is null or (r.created_at, r.id) < (:createdAt::timestamptz, :afterId::uuid))
      order by r.created_at desc, r.id desc limit :limit`,
    { ...params, createdAt, afterId },
  );
  return pageOf(rows, params.limit - 1, { item: recipeOf, place: ({ created_at, id }) => [created_at, id] });
}

/**
 * Recipes that say all the words, the last one perhaps only begun; where none does, those that are spelled like them: to
 * compare every recipe letter by letter takes ten times as long.
 */
async function listBest(db: Db, params: ListParams, cursor: string | undefined) {
  const offset = offsetOf(cursor);
  const rows = await selectRows<ListRow>(
    db,
    `with asked as (
       select websearch_to_tsquery('english', unaccent(:q)) as query, lower(unaccent(:q)) as words),
     wanted as materialized (
       select query, words, case when query::text like '%''' then (query::text || ':*')::tsquery else query end as begun
         from asked),
     said as materialized (
       select r.id from recipes r, wanted w where ${conditionsOf(params)} and r.search @@ w.begun)
     select r.id, r.created_at, ${SUMMARY_JSON} as recipe from recipes r, wanted w
      where ${conditionsOf(params)} and (r.id in (select id from said)
         or (not exists (select from said) and word_similarity(w.words, r.search_text) >= ${SIMILAR}))
      order by (r.search @@ w.query) desc,
               ts_rank(r.search, w.query) + word_similarity(w.words, lower(unaccent(r.title))) desc,
               r.created_at desc, r.id limit :limit offset :offset`,
    { ...params, offset },
  );
  const limit = params.limit - 1;
  return pageOf(rows, limit, { item: recipeOf, place: () => [offset + limit] });
}

function conditionsOf(filter: RecipeFilter): string {
  const narrowing = [
    filter.tag !== undefined && 'and r.tags @> array[:tag]::text[]',
    filter.mealType !== undefined && 'and r.meal_types @> array[:mealType]::text[]',
    filter.maxMinutes !== undefined && 'and r.total_min <= :maxMinutes',
    filter.minRating !== undefined && 'and r.rating >= :minRating',
  ].filter(Boolean);
  return `r.household_id = :householdId and r.deleted_at is null ${narrowing.join(' ')}`;
}

function recipeOf({ recipe }: ListRow): RecipeSummary {
  return recipe;
}
