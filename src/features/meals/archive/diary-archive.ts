import * as z from 'zod';
import { selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { ArchiveTarget, RoomArchive } from '../../../jobs/room-archive.ts';
import { batches } from '../../../lib/batches.ts';
import { isLocalDate } from '../../../lib/dates.ts';
import { derivedId } from '../../../lib/uuid.ts';
import { MEAL_TYPES } from '../meal-types.ts';

const FILE = 'data/diary-entries.json';
const PAGE = 200;

const id = z.uuid().toLowerCase();
const text = (max: number) => z.string().max(max);
const instant = z.iso.datetime({ offset: true });
const nutrient = z.number().min(0).max(10_000_000).nullable();

/** What was eaten; recipe, food and planned meal are found again only where this household has them. */
const entry = z.strictObject({
  id,
  onDate: z.string().refine(isLocalDate, 'must be a date such as 2026-03-03'),
  at: instant,
  mealType: z.enum(MEAL_TYPES),
  recipeId: id.nullable(),
  foodId: id.nullable(),
  planEntryId: id.nullable().default(null),
  title: text(300).min(1),
  quantity: z.number().gt(0).max(100_000).nullable(),
  unit: text(60).min(1).nullable(),
  grams: z.number().gt(0).max(100_000).nullable(),
  servings: z.number().gt(0).max(100).nullable(),
  nutrients: z.strictObject({
    kcal: nutrient,
    proteinG: nutrient,
    carbG: nutrient,
    sugarG: nutrient,
    fatG: nutrient,
    saturatedFatG: nutrient,
    fiberG: nutrient,
    sodiumMg: nutrient,
    complete: z.boolean(),
  }),
  notes: text(2000),
  source: z.enum(['web', 'api', 'capture', 'photo', 'import', 'telegram', 'assistant']),
  externalId: text(300).nullable(),
  createdAt: instant,
});
type EntryRow = z.output<typeof entry>;

/** What a person ate. */
export const diaryArchive: RoomArchive = {
  files: (db, scope) => Promise.resolve([{ name: FILE, rows: () => entryRows(db, scope) }]),
  async add(trx, scope, source, target) {
    for await (const rows of batches(source.rowsOf(FILE, entry), PAGE)) {
      target.tally.count('diaryEntries', rows.length, await addEntries(trx, scope, rows, target));
    }
  },
  async remove(trx, { userId }, { importId }) {
    const kept = await selectRows<{ title: string }>(
      trx,
      `with gone as (
         delete from diary_entries where import_id = :importId and user_id = :userId
            and (version = 1 or deleted_at is not null) returning id)
       select title from diary_entries e
        where import_id = :importId and user_id = :userId and not exists (select from gone where gone.id = e.id)
        order by at, id`,
      { importId, userId },
    );
    return { files: [], kept: kept.map(({ title }) => ({ noun: 'diaryEntries', name: title })) };
  },
};

const INSTANT = (column: string) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

async function* entryRows(db: Db, scope: Scope): AsyncGenerator<unknown> {
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const rows = await selectRows<{ id: string; row: unknown }>(
      db,
      `select d.id, jsonb_build_object('id', d.id, 'onDate', d.on_date, 'at', ${INSTANT('d.at')}, 'mealType', d.meal_type,
              'recipeId', d.recipe_id, 'foodId', d.food_id, 'planEntryId', p.id, 'title', d.title, 'quantity', d.quantity,
              'unit', d.unit, 'grams', d.grams, 'servings', d.servings, 'nutrients', d.nutrients, 'notes', d.notes,
              'source', d.source, 'externalId', d.external_id, 'createdAt', ${INSTANT('d.created_at')}) as row
         from diary_entries d left join meal_plan_entries p on p.id = d.plan_entry_id and p.deleted_at is null
        where d.user_id = :userId and d.deleted_at is null and d.id > :after order by d.id limit ${PAGE}`,
      { userId: scope.userId, after },
    );
    for (const { row } of rows) yield row;
    const last = rows.at(-1);
    if (!last || rows.length < PAGE) return;
    after = last.id;
  }
}

/** Adds entries that are not here yet; says how many. What they point at and this household lacks is left out. */
async function addEntries(
  trx: Db,
  { userId, householdId }: Scope,
  rows: readonly EntryRow[],
  { idsHere, importId }: ArchiveTarget,
): Promise<number> {
  const here = (theirs: string | null) => theirs && (idsHere.get(theirs) ?? theirs);
  const taken = await takenIds(
    trx,
    userId,
    rows.map((row) => row.id),
  );
  const linked = rows.map((row) => ({
    ...row,
    id: taken.has(row.id) ? derivedId(userId, row.id) : row.id,
    recipeId: here(row.recipeId),
    foodId: here(row.foodId),
    planEntryId: here(row.planEntryId),
  }));
  const added = await selectRow<{ count: number }>(
    trx,
    `with added as (
       insert into diary_entries (id, user_id, on_date, at, meal_type, recipe_id, food_id, plan_entry_id, title, quantity,
              unit, grams, servings, nutrients, notes, source, external_id, import_id, created_at, updated_at)
       select e.id, :userId, e."onDate", e.at, e."mealType", r.id, f.id, p.id, e.title, e.quantity, e.unit, e.grams,
              e.servings, e.nutrients, e.notes, e.source, e."externalId", :importId, e."createdAt", e."createdAt"
         from jsonb_to_recordset(:rows::jsonb) as e (id uuid, "onDate" date, at timestamptz, "mealType" text,
              "recipeId" uuid, "foodId" uuid, "planEntryId" uuid, title text, quantity numeric, unit text, grams numeric,
              servings numeric, nutrients jsonb, notes text, source text, "externalId" text, "createdAt" timestamptz)
         left join recipes r on r.id = e."recipeId" and r.household_id = :householdId
         left join foods f on f.id = e."foodId" and (f.household_id is null or f.household_id = :householdId)
         left join meal_plan_entries p on p.id = e."planEntryId" and p.household_id = :householdId
          and not exists (select from diary_entries d
                           where d.plan_entry_id = p.id and d.user_id = :userId and d.deleted_at is null)
       on conflict do nothing returning 1)
     select count(*)::int as count from added`,
    { rows: JSON.stringify(linked), userId, householdId, importId },
  );
  return added?.count ?? 0;
}

/** Those of these ids that entries of other people on this installation have. */
async function takenIds(trx: Db, userId: string, ids: readonly string[]): Promise<Set<string>> {
  const rows = await selectRows<{ id: string }>(
    trx,
    'select id from diary_entries where id = any(:ids::uuid[]) and user_id <> :userId',
    { ids, userId },
  );
  return new Set(rows.map((row) => row.id));
}
