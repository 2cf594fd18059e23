import { selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { AddedByImport, RemovedRows } from '../../../jobs/room-archive.ts';

/** How the rows of a noun that an import added are taken back; all texts are SQL about a row `r`. */
export interface Removal {
  noun: string;
  table: string;
  key?: string;
  owner: 'household_id' | 'user_id';
  /** What people call the row; empty where they have only one. */
  name: string;
  /** Whether somebody has changed it since, or something else has come to use it. */
  isKept: string;
  /** The noun whose added ids `isKept` may name as `:children`. */
  childNoun?: string;
  /** Rows in the bin go in any case. */
  hasBin: boolean;
  /** Names of stored files, as an array. */
  files?: string;
}

/** Deletes for good what an import added of a noun, but what was changed or used since. */
export async function removeAdded(
  trx: Db,
  scope: Scope,
  { created }: AddedByImport,
  removal: Removal,
): Promise<RemovedRows> {
  const ids = created[removal.noun];
  if (!ids || ids.length === 0) return { kept: [], files: [] };
  const { noun, table, key = 'id', owner, name, isKept, hasBin, childNoun, files = `'{}'::text[]` } = removal;
  const children = childNoun === undefined ? {} : { children: created[childNoun] ?? [] };
  const params = { ids, owner: owner === 'user_id' ? scope.userId : scope.householdId };
  const mine = `r.${key} = any(:ids::uuid[]) and r.${owner} = :owner`;
  const gone = await selectRows<{ files: string[] }>(
    trx,
    `delete from ${table} r where ${mine} and (${hasBin ? 'r.deleted_at is not null or ' : ''}not (${isKept}))
     returning ${files} as files`,
    { ...params, ...children },
  );
  const kept = await selectRows<{ name: string }>(
    trx,
    `select ${name} as name from ${table} r where ${mine} order by 1`,
    params,
  );
  return { files: gone.flatMap((row) => row.files), kept: kept.map((row) => ({ noun, name: row.name })) };
}
