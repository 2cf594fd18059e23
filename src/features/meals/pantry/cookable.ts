import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { addDays } from '../../../lib/dates.ts';
import { USE_UP_DAYS } from './keeping.ts';

export interface CookableRow {
  id: string;
  title: string;
  total_min: number | null;
  /** Lines that are neither optional nor a staple. */
  needed: number;
  at_hand: number;
  /** Names of what is missing, as the recipe says them. */
  missing: string[];
  /** Names of what should be used up soon and goes in. */
  uses_up: string[];
}

/** Every kitchen has them: nobody counts salt. */
const STAPLES =
  '^((sea|kosher|table|fine|coarse|flaky|iodized|freshly ground|ground|cracked|black|white|olive|vegetable|sunflower|canola|rapeseed|cooking|neutral|hot|cold|warm|boiling|ice|tap|lukewarm|granulated|white) )*(salt|pepper|salt and pepper|peppercorns|water|oil|sugar|ice|ice cubes)$';

// What is at home is one object that every line looks into: without a join there is nothing for the planner to guess
// wrong where the tables have no statistics yet.
/**
 * Recipes by how much of them is at home, those first that use up what will be over soon; in one statement. Amounts are
 * not compared: half an onion is better than a shop. Of each recipe something must be there.
 */
export function listCookable(
  db: Db,
  scope: Scope,
  { today, limit }: { today: LocalDate; limit: number },
): Promise<CookableRow[]> {
  return selectRows<CookableRow>(
    db,
    `with stock as (
       select food_id, lower(name) as name, coalesce(expires_on, '9999-12-31') as keeps_until from pantry_items
        where household_id = :householdId and deleted_at is null and (expires_on is null or expires_on >= :today)),
     home as materialized (
       select coalesce(jsonb_object_agg(key, keeps_until), '{}') as things from (
         select key, min(keeps_until) as keeps_until
           from (select food_id::text as key, keeps_until from stock where food_id is not null
                 union all select name, keeps_until from stock) k
          group by key) k),
     lines as (
       select n.recipe_id, n.position, n.food_name,
              least(h.things ->> n.food_id::text, h.things ->> lower(n.food_name)) as keeps_until
         from recipe_ingredients n cross join home h
        where n.household_id = :householdId and not n.is_optional and n.food_name <> ''
          and lower(n.food_name) !~ :staples),
     counts as materialized (
       select recipe_id, count(*)::int as needed, count(keeps_until)::int as at_hand,
              count(*) filter (where keeps_until <= :soon)::int as soon_over,
              coalesce(array_agg(food_name order by position) filter (where keeps_until is null), '{}') as missing,
              coalesce(array_agg(food_name order by keeps_until) filter (where keeps_until <= :soon), '{}') as uses_up
         from lines group by recipe_id having count(keeps_until) > 0)
     select r.id, r.title, r.total_min, c.needed, c.at_hand, c.missing, c.uses_up
       from counts c join recipes r on r.id = c.recipe_id
      where r.household_id = :householdId and r.deleted_at is null
      order by round(c.at_hand::numeric / c.needed, 1) desc, c.soon_over desc, c.needed - c.at_hand, r.title, r.id
      limit :limit`,
    { householdId: scope.householdId, today, soon: addDays(today, USE_UP_DAYS), staples: STAPLES, limit },
  );
}
