import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import { newId } from '../../../lib/uuid.ts';
import type { DayKind, StoredTarget, Target } from './target-schema.ts';

const COLUMNS = `t.id, t.day_kind as "dayKind", t.kcal, t.protein_g as "proteinG", t.carb_g as "carbG", t.fat_g as "fatG",
  t.fiber_g as "fiberG", t.version`;

/** One's own targets: every day first, then training days, then weekdays. */
export function listTargets(db: Db, scope: Scope): Promise<StoredTarget[]> {
  return selectRows<StoredTarget & Record<string, unknown>>(
    db,
    `select ${COLUMNS} from nutrition_targets t where t.user_id = :userId
      order by array_position(array['every', 'training'], t.day_kind) nulls last, t.day_kind`,
    { userId: scope.userId },
  );
}

export function findTarget(db: Db, scope: Scope, id: string): Promise<StoredTarget | undefined> {
  return selectRow<StoredTarget & Record<string, unknown>>(
    db,
    `select ${COLUMNS} from nutrition_targets t where t.id = :id and t.user_id = :userId`,
    { id, userId: scope.userId },
  );
}

/** Adds a target; undefined when there is one for this kind of day. */
export async function insertTarget(
  db: Db,
  scope: Scope,
  target: Target & { dayKind: DayKind },
  now: Date,
): Promise<string | undefined> {
  const row = await selectRow<{ id: string }>(
    db,
    `insert into nutrition_targets (id, user_id, day_kind, kcal, protein_g, carb_g, fat_g, fiber_g, created_at, updated_at)
     values (:id, :userId, :dayKind, :kcal, :proteinG, :carbG, :fatG, :fiberG, :now, :now)
     on conflict (user_id, day_kind) do nothing returning id`,
    { ...target, id: newId(), userId: scope.userId, now },
  );
  return row?.id;
}

/** Sets all figures; false when it is not there, or (with a version) changed meanwhile. */
export async function updateTarget(
  db: Db,
  scope: Scope,
  change: Target & { id: string; version: number | null },
  now: Date,
): Promise<boolean> {
  const touched = await execute(
    db,
    `update nutrition_targets set kcal = :kcal, protein_g = :proteinG, carb_g = :carbG, fat_g = :fatG, fiber_g = :fiberG,
            version = version + 1, updated_at = :now
      where id = :id and user_id = :userId and (:version::int is null or version = :version::int)`,
    { ...change, userId: scope.userId, now },
  );
  return touched > 0;
}

export async function deleteTarget(db: Db, scope: Scope, id: string): Promise<boolean> {
  const touched = await execute(db, 'delete from nutrition_targets where id = :id and user_id = :userId', {
    id,
    userId: scope.userId,
  });
  return touched > 0;
}

/** Makes these all targets of a person: what is not named is gone. */
export async function replaceTargets(
  db: Db,
  scope: Scope,
  targets: readonly (Target & { dayKind: DayKind })[],
  now: Date,
): Promise<void> {
  const kinds = targets.map(({ dayKind }) => dayKind);
  await execute(
    db,
    'delete from nutrition_targets where user_id = :userId and not (day_kind = any (:kinds::text[]))',
    { userId: scope.userId, kinds },
  );
  await execute(
    db,
    `insert into nutrition_targets (id, user_id, day_kind, kcal, protein_g, carb_g, fat_g, fiber_g, created_at, updated_at)
     select id, :userId, "dayKind", kcal, "proteinG", "carbG", "fatG", "fiberG", :now, :now
       from jsonb_to_recordset(:rows::jsonb) as t (id uuid, "dayKind" text, kcal numeric, "proteinG" numeric,
            "carbG" numeric, "fatG" numeric, "fiberG" numeric)
     on conflict (user_id, day_kind) do update
        set kcal = excluded.kcal, protein_g = excluded.protein_g, carb_g = excluded.carb_g, fat_g = excluded.fat_g,
            fiber_g = excluded.fiber_g, version = nutrition_targets.version + 1, updated_at = excluded.updated_at`,
    {
      userId: scope.userId,
      now,
      rows: JSON.stringify(targets.map((target) => ({ ...target, id: newId() }))),
    },
  );
}
