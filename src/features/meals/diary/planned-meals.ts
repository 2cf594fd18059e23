import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import type { MealType } from '../meal-types.ts';

/** A step that comes hours before the meal: thaw, soak, marinate. */
export interface AheadStep {
  text: string;
  /** Minutes before the meal. */
  leadMin: number;
  position: number;
}

/** A meal of the household's plan as one person sees it. */
export interface PlannedMeal {
  id: string;
  onDate: LocalDate;
  mealType: MealType;
  /** `HH:MM`: its own, or that of its kind of meal in this household. */
  atTime: string;
  title: string;
  /** Null where there is none, or it lies in the bin. */
  recipeId: string | null;
  foodId: string | null;
  /** What this person has of it, in servings. */
  servings: number;
  /** From the start of cooking to the table; null where nothing is cooked. */
  cookMin: number | null;
  isLeftover: boolean;
  /** Whether it stands in this person's diary. */
  isEaten: boolean;
  ahead: AheadStep[];
  changedAt: string;
}

/**
 * The planned meals of :householdId, as :userId sees them, for a statement's FROM; `where` is SQL of our own about the
 * entry `e`. A meal of leftovers is warmed up, not cooked: it has neither a time to cook nor steps ahead.
 */
export const plannedMeals = (where: string) => `
  select e.id, e.on_date as "onDate", e.meal_type as "mealType",
         to_char(coalesce(e.at_time, ((coalesce(s.meal_times, '{07:30,12:30,18:30,16:00}'::time[]))[
           array_position(array['breakfast', 'lunch', 'dinner', 'snack'], e.meal_type)])), 'HH24:MI') as "atTime",
         coalesce(r.title, f.name, nullif(e.title, ''), nullif(e.note, ''), '') as title,
         case when r.deleted_at is null then r.id end as "recipeId", f.id as "foodId",
         coalesce(p.servings, pref.portion, 1)::float8 as servings,
         case when e.leftover_of is null then coalesce(r.total_min, r.prep_min + r.cook_min, r.cook_min) end as "cookMin",
         e.leftover_of is not null as "isLeftover",
         exists (select from diary_entries d
                  where d.user_id = :userId and d.plan_entry_id = e.id and d.deleted_at is null) as "isEaten",
         case when e.leftover_of is null then coalesce((
           select json_agg(json_build_object('text', t.text, 'leadMin', t.lead_min, 'position', t.position)
                           order by t.lead_min desc, t.position)
             from recipe_steps t where t.recipe_id = r.id and t.lead_min is not null), '[]') else '[]' end as ahead,
         greatest(e.updated_at, r.updated_at) as "changedAt"
    from meal_plan_entries e
    left join meal_settings s on s.household_id = e.household_id
    left join recipes r on r.id = e.recipe_id and r.household_id = e.household_id
    left join foods f on f.id = e.food_id
    left join meal_portions p on p.entry_id = e.id and p.user_id = :userId
    left join food_preferences pref on pref.user_id = :userId
   where e.household_id = :householdId and e.deleted_at is null and ${where}`;

/** The meals from :mealsFrom to :mealsTo. */
export const PLANNED_DAYS = plannedMeals('e.on_date between :mealsFrom::date and :mealsTo::date');

/** The household's plan from one day to another, in the order of the days and their meals. */
export function listPlannedMeals(
  db: Db,
  scope: Scope,
  { from, to }: { from: LocalDate; to: LocalDate },
): Promise<PlannedMeal[]> {
  return selectRows<PlannedMeal & Record<string, unknown>>(
    db,
    `select * from (${PLANNED_DAYS}) m order by m."onDate", m."atTime", m.id limit 1000`,
    { ...scope, mealsFrom: from, mealsTo: to },
  );
}
