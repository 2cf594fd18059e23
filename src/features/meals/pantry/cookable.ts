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
    `with stock as materialized (
       select food_id, lower(name) as name, min(expires_on) as expires_on from pantry_items
        where household_id = :householdId and deleted_at is null and (expires_on is null or expires_on >= :today)
        group by food_id, lower(name)),
     by_food as (select food_id, min(expires_on) as expires_on from stock where food_id is not null group by food_id),
     by_name as (select name, min(expires_on) as expires_on from stock group by name),
     lines as (
       select n.recipe_id, n.position, n.food_name, coalesce(b.food_id::text, w.name, o.name) is not null as is_here,
              least(b.expires_on, w.expires_on, o.expires_on) as expires_on
         from recipe_ingredients n
         left join foods f on f.id = n.food_id
         left join by_food b on b.food_id = n.food_id
         left join by_name w on w.name = lower(n.food_name)
         left join by_name o on o.name = lower(f.name)
        where n.household_id = :householdId and not n.is_optional and n.food_name <> ''
          and lower(n.food_name) !~ :staples and lower(coalesce(f.name, '')) !~ :staples)
     select r.id, r.title, r.total_min, count(*)::int as needed, count(*) filter (where l.is_here)::int as at_hand,
            coalesce(array_agg(l.food_name order by l.position) filter (where not l.is_here), '{}') as missing,
            coalesce(array_agg(l.food_name order by l.expires_on) filter (where l.is_here and l.expires_on <= :soon), '{}')
              as uses_up
       from lines l join recipes r on r.id = l.recipe_id
      where r.household_id = :householdId and r.deleted_at is null
      group by r.id
     having count(*) filter (where l.is_here) > 0
      order by round(count(*) filter (where l.is_here)::numeric / count(*), 1) desc,
               count(*) filter (where l.is_here and l.expires_on <= :soon) desc, count(*) filter (where not l.is_here),
               r.title, r.id
      limit :limit`,
    { householdId: scope.householdId, today, soon: addDays(today, USE_UP_DAYS), staples: STAPLES, limit },
  );
}
