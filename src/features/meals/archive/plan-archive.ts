import * as z from 'zod';
import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { ArchiveTarget, RoomArchive } from '../../../jobs/room-archive.ts';
import { derivedId } from '../../../lib/uuid.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import { insertTarget, listTargets } from '../targets/target-queries.ts';
import { DAY_KINDS, newTargetSchema } from '../targets/target-schema.ts';
import { preferencesPatch } from '../targets/preference-schema.ts';
import { changePreferences, findPreferences } from '../targets/preferences.ts';
import { sharePortions } from '../plan/entry-queries.ts';
import { removeAdded, type Removal } from './remove-added.ts';

const TARGETS = 'data/nutrition-targets.json';
const PREFERENCES = 'data/food-preferences.json';
const MEALS = 'data/planned-meals.json';
const PAGE = 200;

const preferences = preferencesPatch.required();
const meal = z.strictObject({
  id: z.uuid().toLowerCase(),
  onDate: z.iso.date(),
  mealType: z.enum(MEAL_TYPES),
  atTime: z.iso.time().nullable(),
  recipeId: z.uuid().toLowerCase().nullable(),
  foodId: z.uuid().toLowerCase().nullable().default(null),
  leftoverOf: z.uuid().toLowerCase().nullable().default(null),
  title: z.string().max(300),
  note: z.string().max(2000),
  servings: z.number().positive().max(100),
  myServings: z.number().positive().max(100).nullable(),
  grams: z.number().positive().max(100_000).nullable(),
  isLocked: z.boolean(),
  createdAt: z.iso.datetime({ offset: true }),
});
type MealRow = z.output<typeof meal>;

/** A person's targets and preferences, and the meals that their household planned. */
export const planArchive: RoomArchive = {
  files: (db, scope) =>
    Promise.resolve([
      { name: TARGETS, rows: () => targetRows(db, scope) },
      { name: PREFERENCES, rows: () => preferenceRows(db, scope) },
      { name: MEALS, rows: () => mealRows(db, scope) },
    ]),
  async add(trx, scope, source, target) {
    const { now, tally } = target;
    for await (const row of source.rowsOf(TARGETS, newTargetSchema.required()))
      tally.row('nutritionTargets', await insertTarget(trx, scope, row, now));
    for await (const row of source.rowsOf(PREFERENCES, preferences)) {
      const isNew = (await findPreferences(trx, scope)).version === 0;
      if (isNew) await changePreferences(trx, scope, row, now);
      tally.row('foodPreferences', isNew ? scope.userId : undefined);
    }
    const leftovers: MealRow[] = [];
    for await (const row of source.rowsOf(MEALS, meal)) {
      const id = await addMeal(trx, scope, row, target);
      tally.row('plannedMeals', id);
      if (id !== undefined && row.leftoverOf !== null) leftovers.push(row);
    }
    // A meal may come before the one that it is left over from.
    await linkLeftovers(trx, scope, leftovers, target);
  },
  async remove(trx, scope, added) {
    const kept = [];
    for (const removal of [MEALS_ADDED, PREFERENCES_ADDED, TARGETS_ADDED])
      kept.push(...(await removeAdded(trx, scope, added, removal)).kept);
    return { kept, files: [] };
  },
};

const MEALS_ADDED: Removal = {
  ...{ noun: 'plannedMeals', table: 'meal_plan_entries', owner: 'household_id', hasBin: true },
  name: `coalesce(nullif(r.title, ''), r.note)`,
  isKept: `r.version > 1
    or exists (select from diary_entries d where d.plan_entry_id = r.id and d.deleted_at is null)
    or exists (select from meal_plan_entries l where l.leftover_of = r.id and l.deleted_at is null
                 and not l.id = any(:ids::uuid[]))`,
};
const PREFERENCES_ADDED: Removal = {
  ...{ noun: 'foodPreferences', table: 'food_preferences', key: 'user_id', owner: 'user_id', hasBin: false },
  ...{ name: `''`, isKept: 'r.version > 1' },
};
const TARGETS_ADDED: Removal = {
  ...{ noun: 'nutritionTargets', table: 'nutrition_targets', owner: 'user_id', hasBin: false },
  ...{ name: `''`, isKept: 'r.version > 1' },
};

async function* targetRows(db: Db, scope: Scope): AsyncGenerator<unknown> {
  const rows = await listTargets(db, scope);
  for (const kind of DAY_KINDS)
    for (const { id: _id, version: _version, ...target } of rows.filter(({ dayKind }) => dayKind === kind))
      yield target;
}

async function* preferenceRows(db: Db, scope: Scope): AsyncGenerator<unknown> {
  const { version, ...own } = await findPreferences(db, scope);
  if (version > 0) yield own;
}

async function* mealRows(db: Db, scope: Scope): AsyncGenerator<unknown> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await selectRows<{ id: string; row: unknown }>(
      db,
      `select e.id, jsonb_build_object('id', e.id, 'onDate', e.on_date, 'mealType', e.meal_type, 'atTime', e.at_time,
              'recipeId', e.recipe_id, 'foodId', e.food_id, 'leftoverOf', l.id, 'title', coalesce(r.title, e.title), 'note', e.note, 'servings', e.servings,
              'myServings', p.servings, 'grams', e.grams, 'isLocked', e.is_locked,
              'createdAt', to_char(e.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as row
         from meal_plan_entries e
         left join recipes r on r.id = e.recipe_id and r.household_id = e.household_id
         left join meal_portions p on p.entry_id = e.id and p.user_id = :userId
         left join meal_plan_entries l on l.id = e.leftover_of and l.deleted_at is null
        where e.household_id = :householdId and e.deleted_at is null and e.id > :after order by e.id limit ${PAGE}`,
      { ...scope, after },
    );
    for (const { row } of rows) yield row;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

/**
 * Plans a meal of an export; its recipe and food are those of this household with that id, or else the recipe of that
 * name. Its id here; undefined for a meal that the household has.
 */
async function addMeal(
  trx: Db,
  scope: Scope,
  row: MealRow,
  { idsHere }: ArchiveTarget,
): Promise<string | undefined> {
  const derived = derivedId(scope.householdId, row.id);
  const owners = await selectRows<{ id: string; household_id: string }>(
    trx,
    'select id, household_id from meal_plan_entries where id in (:theirs, :derived)',
    { theirs: row.id, derived },
  );
  const known = owners.find(({ household_id }) => household_id === scope.householdId);
  const id = known?.id ?? (owners.length > 0 ? derived : row.id);
  idsHere.set(row.id, id);
  if (known) return undefined;
  const { householdId, userId } = scope;
  const recipe = await recipeHere(trx, scope, row, idsHere);
  await execute(
    trx,
    `insert into meal_plan_entries (id, household_id, on_date, meal_type, at_time, recipe_id, food_id, title, note,
       servings, grams, is_locked, created_by, created_at, updated_at)
     values (:id, :householdId, :onDate, :mealType, :atTime, :recipe,
             (select id from foods where id = :food and :recipe::uuid is null and deleted_at is null
                 and (household_id is null or household_id = :householdId)),
             :title, :note, :servings, :grams, :isLocked, :userId, :createdAt, :createdAt)`,
    { ...row, id, recipe, food: row.foodId && (idsHere.get(row.foodId) ?? row.foodId), householdId, userId },
  );
  if (recipe !== null) await givePortions(trx, scope, id, row);
  return id;
}

/**
 * This person's part of a meal as it was, the rest of it shared among the other members here: what each of those had is
 * theirs alone, and so stands in their own exports only.
 */
async function givePortions(
  trx: Db,
  scope: Scope,
  id: string,
  { servings, myServings }: MealRow,
): Promise<void> {
  if (myServings === null) return sharePortions(trx, scope, id, servings);
  await execute(
    trx,
    `with member as (
       select u.id, coalesce(p.portion, 1) as portion
         from users u left join food_preferences p on p.user_id = u.id
        where u.household_id = :householdId and u.disabled_at is null and u.id <> :userId),
     whole as (
       select sum(portion) + coalesce((select guests from meal_settings where household_id = :householdId), 0) as usual
         from member)
     insert into meal_portions (entry_id, household_id, user_id, servings)
     select :id::uuid, :householdId::uuid, :userId::uuid, :myServings::numeric
     union all
     select :id::uuid, :householdId::uuid, member.id, greatest(0.05, round((:servings - :myServings::numeric) * portion / usual, 2))
       from member cross join whole`,
    { id, ...scope, servings, myServings },
  );
}

/**
 * Says which of the meals added are left over from which: nothing where that meal is not here, or not the household's.
 */
async function linkLeftovers(
  trx: Db,
  { householdId }: Scope,
  rows: readonly MealRow[],
  { idsHere }: ArchiveTarget,
): Promise<void> {
  const links = rows.map((row) => ({ id: idsHere.get(row.id), of: idsHere.get(row.leftoverOf ?? '') }));
  await execute(
    trx,
    `update meal_plan_entries e set leftover_of = o.id
       from jsonb_to_recordset(:links::jsonb) as l (id uuid, "of" uuid)
       join meal_plan_entries o on o.id = l."of" and o.household_id = :householdId
      where e.id = l.id and e.household_id = :householdId and o.id <> e.id`,
    { householdId, links: JSON.stringify(links) },
  );
}

async function recipeHere(
  trx: Db,
  { householdId }: Scope,
  row: MealRow,
  idsHere: ReadonlyMap<string, string>,
): Promise<string | null> {
  if (row.recipeId === null) return null;
  const here = idsHere.get(row.recipeId) ?? row.recipeId;
  const found = await selectRow<{ id: string }>(
    trx,
    `select id from recipes where household_id = :householdId and deleted_at is null
        and (id = :here or lower(title) = lower(:title))
      order by id = :here desc, created_at limit 1`,
    { householdId, here, title: row.title },
  );
  return found?.id ?? null;
}
