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

/** Lines of a recipe that are neither optional nor a staple: the index of migration 0020 holds all that is read of them. */
const OF_RECIPE = `n.household_id = :householdId and n.recipe_id = r.id
  and not n.is_optional and not n.is_staple and n.food_name <> ''`;
/** Until when what a line wants keeps at home, by its food or its name; null: it is not there. */
const KEEPS_UNTIL = `lateral (select least(h.things ->> n.food_id::text, h.things ->> lower(n.food_name)) as keeps_until) k`;
const BEST_FIRST = `round(at_hand::numeric / needed, 1) desc, soon_over desc, needed - at_hand, title, id`;

// What is at home is one object that every line looks into, and each recipe looks its own lines up: there is nothing for
// the planner to guess wrong where the tables have no statistics yet. Only recipes that are shown say what is missing.

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
     shown as materialized (
       select r.id, r.title, r.total_min, c.needed, c.at_hand, c.soon_over
         from recipes r cross join lateral (
           select count(*)::int as needed, count(k.keeps_until)::int as at_hand,
                  count(*) filter (where k.keeps_until <= :soon)::int as soon_over
             from home h cross join recipe_ingredients n cross join ${KEEPS_UNTIL} where ${OF_RECIPE}) c
        where r.household_id = :householdId and r.deleted_at is null and c.at_hand > 0
        order by ${BEST_FIRST} limit :limit)
     select r.id, r.title, r.total_min, r.needed, r.at_hand, l.missing, l.uses_up
       from shown r cross join lateral (
         select coalesce(array_agg(n.food_name order by n.position) filter (where k.keeps_until is null), '{}') as missing,
                coalesce(array_agg(n.food_name order by k.keeps_until) filter (where k.keeps_until <= :soon), '{}') as uses_up
           from home h cross join recipe_ingredients n cross join ${KEEPS_UNTIL} where ${OF_RECIPE}) l
      order by ${BEST_FIRST}`,
    { householdId: scope.householdId, today, soon: addDays(today, USE_UP_DAYS), limit },
  );
}
