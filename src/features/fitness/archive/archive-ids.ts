import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import { derivedId } from '../../../lib/uuid.ts';

/** Which tables rows of an archive go to; only these names become part of SQL. */
export type ArchiveTable =
  | 'exercises'
  | 'routines'
  | 'routine_days'
  | 'routine_entries'
  | 'workouts'
  | 'workout_sets'
  | 'measurement_types'
  | 'measurements'
  | 'goals'
  | 'photos';

/**
 * The ids that rows of an archive get here: their own, so that a second import finds them; another one,
 * always the same for the same person, where someone else on this installation has a row of that id.
 */
export async function idsHere(
  db: Db,
  scope: Scope,
  table: ArchiveTable,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const taken = await selectRows<{ id: string }>(
    db,
    `select id from ${table} where id = any(:ids::uuid[]) and user_id is distinct from :userId::uuid`,
    { ids, userId: scope.userId },
  );
  const map = new Map(ids.map((id) => [id, id]));
  for (const { id } of taken) map.set(id, derivedId(scope.userId, id));
  return map;
}

/** Those of these ids that this person has, in the bin or not. */
export async function ownIds(
  db: Db,
  scope: Scope,
  table: ArchiveTable,
  ids: readonly string[],
): Promise<Set<string>> {
  const rows = await selectRows<{ id: string }>(
    db,
    `select id from ${table} where id = any(:ids::uuid[]) and user_id = :userId`,
    { ids, userId: scope.userId },
  );
  return new Set(rows.map(({ id }) => id));
}

/** Adds rows (keys are columns) to one table; returns the ids of those that were not there yet. */
export async function insertRows(
  trx: Db,
  scope: Scope,
  table: ArchiveTable,
  rows: readonly Record<string, unknown>[],
): Promise<Set<string>> {
  const [first] = rows;
  if (!first) return new Set();
  const columns = Object.keys(first);
  if (!columns.every((column) => /^[a-z_]+$/.test(column)))
    throw new Error(`not columns: ${columns.join(', ')}`);
  const added = await selectRows<{ id: string }>(
    trx,
    `insert into ${table} (${columns.join(', ')}, user_id)
     select ${columns.map((column) => `r.${column}`).join(', ')}, :userId
       from jsonb_populate_recordset(null::${table}, :rows::jsonb) as r
     on conflict do nothing returning id`,
    { rows: JSON.stringify(rows), userId: scope.userId },
  );
  return new Set(added.map(({ id }) => id));
}

/** A row of an archive as columns: `startedAt` → `started_at`. */
export function asColumns(row: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      value,
    ]),
  );
}
