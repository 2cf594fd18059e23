import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { markDeletedIn } from '../../../db/mark-deleted.ts';
import type { MealType } from '../meal-types.ts';
import type { PlanEntry } from './entry-schema.ts';

const INSTANT = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/** What this person's part of a meal has: of a recipe by servings, of a food by weight, shared evenly. */
const macro = (key: string, column: string) =>
  `'${key}', round(coalesce(p.servings * (r.nutrition->>'${key}')::numeric, e.grams / 100 * f.${column} / eaters.count, 0), 1)`;

const MINE = `case
  when r.id is not null and r.nutrition->>'kcal' is not null and p.servings is not null
    or f.id is not null and e.grams is not null and f.kcal is not null
  then json_build_object(${macro('kcal', 'kcal')}, ${macro('proteinG', 'protein_g')}, ${macro('carbG', 'carb_g')},
    ${macro('fatG', 'fat_g')}, ${macro('fiberG', 'fiber_g')}) end`;

/** Planned meals `e` as they are answered; the WHERE comes after it. */
const ENTRIES = `
  select e.id, e.on_date as "onDate", e.meal_type as "mealType", e.at_time is not null as "hasOwnTime",
         to_char(coalesce(e.at_time, (coalesce(s.meal_times, '{07:30,12:30,18:30,16:00}'::time[]))[
           array_position(array['breakfast', 'lunch', 'dinner', 'snack'], e.meal_type)]), 'HH24:MI') as "atTime",
         r.id as "recipeId", e.food_id as "foodId",
         coalesce(r.title, f.name, nullif(e.title, ''), nullif(e.note, ''), '') as title,
         case when r.id is not null and r.deleted_at is null then 'there' when r.id is not null then 'binned'
              when e.food_id is null and e.title <> '' then 'gone' else 'none' end as "recipeState",
         e.note, e.servings, e.grams, p.servings as "myServings", ${MINE} as mine,
         coalesce((r.nutrition->>'complete')::boolean, true) as "isComplete",
         case when e.leftover_of is null then coalesce(r.total_min, r.prep_min + r.cook_min, r.cook_min) end as minutes,
         e.leftover_of as "leftoverOf", e.is_locked as "isLocked",
         exists (select from diary_entries d where d.plan_entry_id = e.id and d.user_id = :userId
                   and d.deleted_at is null) as "isEaten",
         e.origin, e.plan_run_id as "planRunId", e.version,
         to_char(e.created_at at time zone 'UTC', ${INSTANT}) as "createdAt",
         to_char(e.updated_at at time zone 'UTC', ${INSTANT}) as "updatedAt"
    from meal_plan_entries e
    left join meal_settings s on s.household_id = e.household_id
    left join recipes r on r.id = e.recipe_id and r.household_id = e.household_id
    left join foods f on f.id = e.food_id
    left join meal_portions p on p.entry_id = e.id and p.user_id = :userId
    cross join lateral (
      select greatest(1, count(*) + coalesce(s.guests, 0)) as count from users u
       where u.household_id = e.household_id and u.disabled_at is null) eaters
   where e.household_id = :householdId and e.deleted_at is null`;

const ORDER = `order by e.on_date, array_position(array['breakfast', 'lunch', 'dinner', 'snack'], e.meal_type), e.position, e.id`;

/** The household's planned meals of these days, in the order of the days and their meals. */
export function listPlanEntries(db: Db, scope: Scope, from: LocalDate, to: LocalDate): Promise<PlanEntry[]> {
  return selectRows<PlanEntry & Record<string, unknown>>(
    db,
    `${ENTRIES} and e.on_date between :from::date and :to::date ${ORDER} limit 1000`,
    { ...scope, from, to },
  );
}

export function findPlanEntry(db: Db, scope: Scope, id: string): Promise<PlanEntry | undefined> {
  return selectRow<PlanEntry & Record<string, unknown>>(db, `${ENTRIES} and e.id = :id`, { ...scope, id });
}

/** A planned meal as it is written. */
export interface EntryRow {
  id: string;
  onDate: LocalDate;
  mealType: MealType;
  atTime: string | null;
  recipeId: string | null;
  foodId: string | null;
  note: string;
  servings: number | null;
  grams: number | null;
  leftoverOf: string | null;
  isLocked: boolean;
  origin: 'manual' | 'solver' | 'model';
  planRunId: string | null;
}

/**
 * Adds a meal, its name taken from its recipe or food; false when one of them (or the meal it is left over from) is not
 * the household's. Without servings the portions of the members make them.
 */
export async function insertEntry(db: Db, scope: Scope, entry: EntryRow, now: Date): Promise<boolean> {
  const added = await execute(
    db,
    `insert into meal_plan_entries (id, household_id, on_date, meal_type, at_time, recipe_id, food_id, title, note, servings,
       grams, leftover_of, is_locked, origin, plan_run_id, position, created_by, created_at, updated_at)
     select :id, :householdId, :onDate::date, :mealType, :atTime::time, :recipeId::uuid, :foodId::uuid,
            coalesce(r.title, f.name, ''), :note, coalesce(:servings::numeric, 1), :grams::numeric, :leftoverOf::uuid,
            :isLocked, :origin, :planRunId::uuid,
            (select count(*) from meal_plan_entries o where o.household_id = :householdId and o.on_date = :onDate::date
                and o.meal_type = :mealType and o.deleted_at is null), :userId, :now, :now
       from (select 1) one
       left join recipes r on r.id = :recipeId::uuid and r.household_id = :householdId and r.deleted_at is null
       left join foods f on f.id = :foodId::uuid and (f.household_id is null or f.household_id = :householdId)
        and f.deleted_at is null
      where (:recipeId::uuid is null or r.id is not null) and (:foodId::uuid is null or f.id is not null)
        and (:leftoverOf::uuid is null or exists (select from meal_plan_entries o
              where o.id = :leftoverOf::uuid and o.household_id = :householdId and o.deleted_at is null))`,
    { ...scope, ...entry, now },
  );
  if (added > 0) await sharePortions(db, scope, entry.id, entry.servings);
  return added > 0;
}

/** Gives each member a portion of a recipe: by their preferences, all together `servings` where these are given. */
export async function sharePortions(
  db: Db,
  { householdId }: Scope,
  entryId: string,
  servings: number | null,
): Promise<void> {
  await execute(
    db,
    `with member as (
       select u.id, coalesce(p.servings, pref.portion, 1) as portion
         from users u left join food_preferences pref on pref.user_id = u.id
         left join meal_portions p on p.entry_id = :entryId and p.user_id = u.id
        where u.household_id = :householdId and u.disabled_at is null),
     whole as (
       select sum(portion) + coalesce((select guests from meal_settings where household_id = :householdId), 0) as usual
         from member),
     meal as (
       update meal_plan_entries e set servings = least(100, greatest(0.05, coalesce(:servings::numeric, whole.usual)))
         from whole where e.id = :entryId and e.household_id = :householdId returning e.servings, e.recipe_id)
     insert into meal_portions (entry_id, household_id, user_id, servings)
     select :entryId, :householdId, member.id,
            greatest(0.05, round(member.portion * meal.servings / nullif(whole.usual, 0), 2))
       from member cross join whole cross join meal where meal.recipe_id is not null
     on conflict (entry_id, user_id) do update set servings = excluded.servings`,
    { householdId, entryId, servings },
  );
}

/** Sets what these people have of a meal, and what all have together. */
export async function setPortions(
  db: Db,
  { householdId }: Scope,
  entryId: string,
  portions: { of: readonly { userId: string; servings: number }[]; servings: number },
): Promise<void> {
  await execute(
    db,
    'update meal_plan_entries set servings = :servings where id = :entryId and household_id = :householdId',
    { householdId, entryId, servings: portions.servings },
  );
  await execute(
    db,
    `insert into meal_portions (entry_id, household_id, user_id, servings)
     select :entryId, :householdId, u.id, p.servings
       from jsonb_to_recordset(:rows::jsonb) as p ("userId" uuid, servings numeric)
       join users u on u.id = p."userId" and u.household_id = :householdId
     on conflict (entry_id, user_id) do update set servings = excluded.servings`,
    { householdId, entryId, rows: JSON.stringify(portions.of) },
  );
}

/** Columns that a change of a planned meal can set. */
export interface EntryChange {
  on_date?: LocalDate | undefined;
  meal_type?: MealType | undefined;
  at_time?: string | null | undefined;
  recipe_id?: string | undefined;
  food_id?: null;
  title?: string | undefined;
  note?: string | undefined;
  grams?: number | null | undefined;
  is_locked?: boolean | undefined;
  leftover_of?: null;
  origin?: 'manual';
}

/** Changes a meal that this transaction has locked. */
export async function updateEntry(
  db: Db,
  scope: Scope,
  id: string,
  change: EntryChange & { now: Date },
): Promise<void> {
  const { now, ...columns } = change;
  const names = Object.keys(columns).filter((name) => columns[name as keyof EntryChange] !== undefined);
  await execute(
    db,
    `update meal_plan_entries set ${names.map((name) => `${name} = :${name}, `).join('')} version = version + 1,
            updated_at = :now where id = :id and household_id = :householdId`,
    { ...columns, id, householdId: scope.householdId, now },
  );
}

/** The version of a meal, its row locked until the transaction ends. */
export async function lockEntry(db: Db, scope: Scope, id: string): Promise<number | undefined> {
  const row = await selectRow<{ version: number }>(
    db,
    `select version from meal_plan_entries where id = :id and household_id = :householdId and deleted_at is null for update`,
    { id, householdId: scope.householdId },
  );
  return row?.version;
}

/** Into the bin, or out of it. */
export const markEntryDeleted = markDeletedIn('meal_plan_entries');

/** What was cooked along with a meal that is gone has to be cooked itself. */
export async function cookLeftovers(db: Db, scope: Scope, id: string): Promise<void> {
  await execute(
    db,
    `update meal_plan_entries set leftover_of = null, version = version + 1
      where leftover_of = :id and household_id = :householdId and deleted_at is null`,
    { id, householdId: scope.householdId },
  );
}

/** The name of a recipe of the household that can be planned. */
export async function findRecipeTitle(db: Db, scope: Scope, id: string): Promise<string | undefined> {
  const row = await selectRow<{ title: string }>(
    db,
    'select title from recipes where id = :id and household_id = :householdId and deleted_at is null',
    { id, householdId: scope.householdId },
  );
  return row?.title;
}
