import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import type { MealType } from '../meal-types.ts';

/** Figures of one serving as a recipe keeps them; a figure that nobody knows is null. */
type Figures = Record<'kcal' | 'proteinG' | 'carbG' | 'fatG' | 'fiberG', number | null> & {
  complete?: boolean;
};

export interface RecipeToPlan {
  id: string;
  title: string;
  meal_types: MealType[];
  nutrition: Figures | null;
  minutes: number | null;
  allergens: string[];
  diets: string[];
  is_known: boolean;
  words: string;
  pantry_share: number;
  rating: number | null;
}

/** All recipes of the household that can be planned, newest last: the order is part of what makes a plan the same. */
export function listRecipesToPlan(db: Db, scope: Scope): Promise<RecipeToPlan[]> {
  return selectRows<RecipeToPlan & Record<string, unknown>>(
    db,
    `select r.id, r.title, r.meal_types, r.nutrition, coalesce(r.total_min, r.prep_min + r.cook_min, r.cook_min) as minutes,
            r.allergens, r.diets, l.lines > 0 and l.lines = l.known as is_known,
            lower(concat_ws(' ', r.title, array_to_string(r.tags, ' '), r.cuisine, r.course, r.search_text, l.foods)) as words,
            coalesce(l.stocked / nullif(l.lines, 0)::float8, 0) as pantry_share, r.rating
       from recipes r
       cross join lateral (
         select count(*) as lines, count(i.food_id) as known, string_agg(i.food_name, ' ') as foods,
                count(*) filter (where exists (
                  select from pantry_items p where p.household_id = r.household_id and p.food_id = i.food_id
                     and p.deleted_at is null)) as stocked
           from recipe_ingredients i where i.recipe_id = r.id) l
      where r.household_id = :householdId and r.deleted_at is null
      order by r.created_at, r.id limit 5000`,
    { householdId: scope.householdId },
  );
}

export interface MemberToFeed {
  id: string;
  dislikes: string[];
  allergies: string[];
  diets: string[];
  portion: number | null;
}

/** Who eats along, with what they do not eat. For the planner's own eyes: it is private to each of them. */
export function listMembersToFeed(db: Db, scope: Scope): Promise<MemberToFeed[]> {
  return selectRows<MemberToFeed & Record<string, unknown>>(
    db,
    `select u.id, coalesce(p.dislikes, '{}') as dislikes, coalesce(p.allergies, '{}') as allergies,
            coalesce(p.diets, '{}') as diets, p.portion
       from users u left join food_preferences p on p.user_id = u.id
      where u.household_id = :householdId and u.disabled_at is null order by u.created_at, u.id`,
    { householdId: scope.householdId },
  );
}

export interface KeptRow {
  id: string;
  on_date: LocalDate;
  meal_type: MealType;
  recipe_id: string | null;
  minutes: number;
  nutrition: Figures | null;
  food: Figures | null;
  grams: number | null;
  portions: Record<string, number>;
}

/**
 * Meals of these days that a new plan leaves alone: locked, added by hand, or eaten by somebody. With `allBut` every meal
 * but this one.
 */
export function listKeptMeals(
  db: Db,
  scope: Scope,
  { from, to, allBut }: { from: LocalDate; to: LocalDate; allBut: string | null },
): Promise<KeptRow[]> {
  return selectRows<KeptRow & Record<string, unknown>>(
    db,
    `select e.id, e.on_date, e.meal_type, r.id as recipe_id, r.nutrition, e.grams,
            case when e.leftover_of is null then coalesce(r.total_min, r.prep_min + r.cook_min, r.cook_min, 0) else 0 end as minutes,
            case when f.kcal is not null then json_build_object('kcal', f.kcal, 'proteinG', f.protein_g, 'carbG', f.carb_g,
              'fatG', f.fat_g, 'fiberG', f.fiber_g) end as food,
            coalesce((select json_object_agg(p.user_id, p.servings) from meal_portions p where p.entry_id = e.id), '{}') as portions
       from meal_plan_entries e
       left join recipes r on r.id = e.recipe_id and r.household_id = e.household_id
       left join foods f on f.id = e.food_id
      where e.household_id = :householdId and e.deleted_at is null and e.on_date between :from::date and :to::date
        and case when :allBut::uuid is null then ${STAYS} else e.id <> :allBut::uuid end order by e.on_date, e.position, e.id`,
    { householdId: scope.householdId, from, to, allBut },
  );
}

/** What a new plan leaves alone of the entries `e`. */
export const STAYS = `(e.is_locked or e.origin = 'manual'
  or exists (select from diary_entries d where d.plan_entry_id = e.id and d.deleted_at is null))`;
