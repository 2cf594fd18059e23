import * as z from 'zod';
import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { ArchiveCount, RoomArchive } from '../../../jobs/room-archive.ts';
import { derivedId } from '../../../lib/uuid.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import { insertTarget, listTargets } from '../targets/target-queries.ts';
import { DAY_KINDS, newTargetSchema } from '../targets/target-schema.ts';
import { preferencesPatch } from '../targets/preference-schema.ts';
import { changePreferences, findPreferences } from '../targets/preferences.ts';

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
  async add(trx, scope, source, { now }) {
    const [targets, wishes, meals] = [0, 0, 0].map((): ArchiveCount => ({ total: 0, added: 0 })) as [
      ArchiveCount,
      ArchiveCount,
      ArchiveCount,
    ];
    for await (const row of source.rowsOf(TARGETS, newTargetSchema.required())) {
      targets.total++;
      if ((await insertTarget(trx, scope, row, now)) !== undefined) targets.added++;
    }
    for await (const row of source.rowsOf(PREFERENCES, preferences)) {
      wishes.total++;
      if ((await findPreferences(trx, scope)).version > 0) continue;
      await changePreferences(trx, scope, row, now);
      wishes.added++;
    }
    for await (const row of source.rowsOf(MEALS, meal)) {
      meals.total++;
      if (await addMeal(trx, scope, row)) meals.added++;
    }
    return { nutritionTargets: targets, foodPreferences: wishes, plannedMeals: meals };
  },
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
              'recipeId', e.recipe_id, 'title', coalesce(r.title, e.title), 'note', e.note, 'servings', e.servings,
              'myServings', p.servings, 'grams', e.grams, 'isLocked', e.is_locked,
              'createdAt', to_char(e.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as row
         from meal_plan_entries e
         left join recipes r on r.id = e.recipe_id and r.household_id = e.household_id
         left join meal_portions p on p.entry_id = e.id and p.user_id = :userId
        where e.household_id = :householdId and e.deleted_at is null and e.id > :after order by e.id limit ${PAGE}`,
      { ...scope, after },
    );
    for (const { row } of rows) yield row;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

/** Plans a meal of an export; its recipe and food are those of this household with that id, or else that name. */
async function addMeal(trx: Db, scope: Scope, row: MealRow): Promise<boolean> {
  const derived = derivedId(scope.householdId, row.id);
  const owners = await selectRows<{ household_id: string }>(
    trx,
    'select household_id from meal_plan_entries where id in (:theirs, :derived)',
    { theirs: row.id, derived },
  );
  if (owners.some(({ household_id }) => household_id === scope.householdId)) return false;
  const id = owners.length > 0 ? derived : row.id;
  const { householdId, userId } = scope;
  const recipe = await recipeHere(trx, scope, row);
  await execute(
    trx,
    `insert into meal_plan_entries (id, household_id, on_date, meal_type, at_time, recipe_id, title, note, servings, grams,
       is_locked, created_by, created_at, updated_at)
     values (:id, :householdId, :onDate, :mealType, :atTime, :recipe, :title, :note, :servings, :grams, :isLocked, :userId,
             :createdAt, :createdAt)`,
    { ...row, id, recipe, householdId, userId },
  );
  if (recipe !== null && row.myServings !== null)
    await execute(
      trx,
      `insert into meal_portions (entry_id, household_id, user_id, servings)
       values (:id, :householdId, :userId, :servings)`,
      { id, householdId, userId, servings: row.myServings },
    );
  return true;
}

async function recipeHere(trx: Db, { householdId }: Scope, row: MealRow): Promise<string | null> {
  if (row.recipeId === null) return null;
  const found = await selectRow<{ id: string }>(
    trx,
    `select id from recipes where household_id = :householdId and deleted_at is null
        and (id in (:theirs, :derived) or lower(title) = lower(:title))
      order by id in (:theirs, :derived) desc, created_at limit 1`,
    { householdId, theirs: row.recipeId, derived: derivedId(householdId, row.recipeId), title: row.title },
  );
  return found?.id ?? null;
}
