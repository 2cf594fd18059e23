import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { LocalDate } from '../../../lib/dates.ts';
import { newId } from '../../../lib/uuid.ts';
import type { MealType } from '../meal-types.ts';
import type { Nutrients } from './nutrients.ts';

export type DiarySource = 'web' | 'api' | 'capture' | 'photo' | 'import' | 'telegram' | 'assistant';

export interface EntryRow {
  id: string;
  on_date: LocalDate;
  at: string;
  meal_type: MealType;
  title: string;
  recipe_id: string | null;
  food_id: string | null;
  plan_entry_id: string | null;
  quantity: number | null;
  unit: string | null;
  grams: number | null;
  servings: number | null;
  nutrients: Nutrients;
  notes: string;
  source: DiarySource;
  version: number;
}

const COLUMNS = `d.id, d.on_date, d.at, d.meal_type, d.title, d.recipe_id, d.food_id, d.plan_entry_id, d.quantity, d.unit,
  d.grams, d.servings, d.nutrients, d.notes, d.source, d.version`;

/** All entries of the days from one to another, in their order. */
export function listEntriesOfDays(
  db: Db,
  scope: Scope,
  { from, to }: { from: LocalDate; to: LocalDate },
): Promise<EntryRow[]> {
  return selectRows<EntryRow & Record<string, unknown>>(
    db,
    `select ${COLUMNS} from diary_entries d
      where d.user_id = :userId and d.deleted_at is null and d.on_date between :from::date and :to::date
      order by d.on_date, d.at, d.id limit 2000`,
    { userId: scope.userId, from, to },
  );
}

export interface EntryFilter {
  from: LocalDate | null;
  to: LocalDate | null;
  after: { at: string; id: string } | null;
  limit: number;
}

/** Entries, newest first. */
export function listEntries(db: Db, scope: Scope, filter: EntryFilter): Promise<EntryRow[]> {
  return selectRows<EntryRow & Record<string, unknown>>(
    db,
    `select ${COLUMNS} from diary_entries d
      where d.user_id = :userId and d.deleted_at is null
        and d.on_date between coalesce(:from::date, '-infinity') and coalesce(:to::date, 'infinity')
        and (:at::timestamptz is null or (d.at, d.id) < (:at::timestamptz, :afterId::uuid))
      order by d.at desc, d.id desc limit :limit`,
    {
      userId: scope.userId,
      from: filter.from,
      to: filter.to,
      at: filter.after?.at ?? null,
      afterId: filter.after?.id ?? null,
      limit: filter.limit,
    },
  );
}

export function findEntry(db: Db, scope: Scope, id: string): Promise<EntryRow | undefined> {
  return selectRow<EntryRow & Record<string, unknown>>(
    db,
    `select ${COLUMNS} from diary_entries d where d.id = :id and d.user_id = :userId and d.deleted_at is null`,
    { id, userId: scope.userId },
  );
}

/** The entry that a planned meal became; undefined while it is not eaten. */
export function findEntryOfPlan(db: Db, scope: Scope, planEntryId: string): Promise<EntryRow | undefined> {
  return selectRow<EntryRow & Record<string, unknown>>(
    db,
    `select ${COLUMNS} from diary_entries d
      where d.plan_entry_id = :planEntryId and d.user_id = :userId and d.deleted_at is null`,
    { planEntryId, userId: scope.userId },
  );
}

/** An entry to keep, all of it decided. */
export interface NewEntryRow {
  onDate: LocalDate;
  at: Date;
  mealType: MealType;
  title: string;
  recipeId: string | null;
  foodId: string | null;
  planEntryId: string | null;
  quantity: number | null;
  unit: string | null;
  grams: number | null;
  servings: number | null;
  nutrients: Nutrients;
  notes: string;
  source: DiarySource;
}

/** Undefined when the planned meal stands in the diary already. */
export function insertEntry(db: Db, scope: Scope, entry: NewEntryRow): Promise<EntryRow | undefined> {
  return selectRow<EntryRow & Record<string, unknown>>(
    db,
    `insert into diary_entries as d (id, user_id, on_date, at, meal_type, title, recipe_id, food_id, plan_entry_id,
                                quantity, unit, grams, servings, nutrients, notes, source)
     values (:id, :userId, :onDate, :at, :mealType, :title, :recipeId, :foodId, :planEntryId, :quantity, :unit, :grams,
             :servings, :nutrients::jsonb, :notes, :source)
     on conflict (user_id, plan_entry_id) where plan_entry_id is not null and deleted_at is null do nothing
     returning ${COLUMNS}`,
    { id: newId(), userId: scope.userId, ...entry, nutrients: JSON.stringify(entry.nutrients) },
  );
}

/** What of an entry changes; the rest stays. */
export interface EntryChange {
  onDate?: LocalDate | undefined;
  at?: Date | undefined;
  mealType?: MealType | undefined;
  title?: string | undefined;
  quantity?: number | null | undefined;
  grams?: number | undefined;
  servings?: number | undefined;
  nutrients?: Nutrients | undefined;
  notes?: string | undefined;
}

/** Undefined when it is not there, or of another version than `version` (any, when null). */
export function updateEntry(
  db: Db,
  scope: Scope,
  id: string,
  { change, version, now }: { change: EntryChange; version: number | null; now: Date },
): Promise<EntryRow | undefined> {
  return selectRow<EntryRow & Record<string, unknown>>(
    db,
    `update diary_entries d set on_date = coalesce(:onDate::date, on_date), at = coalesce(:at::timestamptz, at),
            meal_type = coalesce(:mealType, meal_type), title = coalesce(:title, title),
            quantity = case when :setsQuantity::boolean then :quantity::numeric else quantity end,
            grams = coalesce(:grams::numeric, grams), servings = coalesce(:servings::numeric, servings),
            nutrients = coalesce(:nutrients::jsonb, nutrients), notes = coalesce(:notes, notes),
            updated_at = :now, version = version + 1
      where d.id = :id and d.user_id = :userId and d.deleted_at is null
        and (:version::int is null or d.version = :version::int)
     returning ${COLUMNS}`,
    {
      id,
      userId: scope.userId,
      now,
      version,
      onDate: change.onDate ?? null,
      at: change.at ?? null,
      mealType: change.mealType ?? null,
      title: change.title ?? null,
      setsQuantity: change.quantity !== undefined,
      quantity: change.quantity ?? null,
      grams: change.grams ?? null,
      servings: change.servings ?? null,
      nutrients: change.nutrients ? JSON.stringify(change.nutrients) : null,
      notes: change.notes ?? null,
    },
  );
}

/**
 * Into the bin, or out of it. Answers the day it stands on; undefined when there was nothing to move. Throws 23505 when
 * the planned meal was eaten again meanwhile.
 */
export async function markEntryDeleted(
  db: Db,
  scope: Scope,
  id: string,
  { isDeleted, now }: { isDeleted: boolean; now: Date },
): Promise<LocalDate | undefined> {
  const row = await selectRow<{ on_date: LocalDate }>(
    db,
    `update diary_entries set deleted_at = case when :isDeleted::boolean then :now::timestamptz end,
            version = version + 1, updated_at = :now::timestamptz
      where id = :id and user_id = :userId and (deleted_at is null) = :isDeleted::boolean
     returning on_date`,
    { id, userId: scope.userId, isDeleted, now },
  );
  return row?.on_date;
}

/**
 * Copies what was eaten on a day to another, all of it or one meal, as it was eaten then: the planned meals it came from
 * stay behind. Answers the ids of the copies.
 */
export async function copyEntries(
  db: Db,
  scope: Scope,
  copy: { from: LocalDate; to: LocalDate; mealType: MealType | null; source: DiarySource },
): Promise<string[]> {
  const entries = (await listEntriesOfDays(db, scope, { from: copy.from, to: copy.from })).filter(
    ({ meal_type: type }) => copy.mealType === null || type === copy.mealType,
  );
  const rows = entries.map(({ id }) => ({ id, copy: newId() }));
  await execute(
    db,
    `insert into diary_entries (id, user_id, on_date, at, meal_type, title, recipe_id, food_id, quantity, unit, grams,
                                servings, nutrients, notes, source)
     select r.copy, d.user_id, :to::date, d.at + (:to::date - d.on_date) * interval '1 day', d.meal_type, d.title,
            d.recipe_id, d.food_id, d.quantity, d.unit, d.grams, d.servings, d.nutrients, d.notes, :source
       from jsonb_to_recordset(:rows::jsonb) as r (id uuid, copy uuid) join diary_entries d on d.id = r.id
      where d.user_id = :userId`,
    { userId: scope.userId, to: copy.to, source: copy.source, rows: JSON.stringify(rows) },
  );
  return rows.map((row) => row.copy);
}
