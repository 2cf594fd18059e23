import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { CreatedIds } from './import-queries.ts';

/**
 * Deletes what an import added, for good: rows left in the bin would keep the same file from being
 * added again. Workouts changed since stay (unless they lie in the bin). Returns how many, and the
 * stored names of the pictures that are to be removed once this is committed.
 */
export async function removeImported(
  trx: Db,
  scope: Scope,
  importId: string,
  created: CreatedIds,
): Promise<{ kept: number; files: string[] }> {
  const own = { importId, userId: scope.userId };
  await execute(
    trx,
    `delete from workouts where import_id = :importId and user_id = :userId
        and (version = 1 or deleted_at is not null)`,
    own,
  );
  await execute(trx, 'delete from measurements where import_id = :importId and user_id = :userId', own);
  await execute(trx, 'delete from diary_entries where import_id = :importId and user_id = :userId', own);
  const photos = await selectRows<{ file: string | null; thumbnail_file: string | null }>(
    trx,
    'delete from photos where import_id = :importId and user_id = :userId returning file, thumbnail_file',
    own,
  );
  for (const [table, sql] of Object.entries(UNUSED)) {
    const ids = created[table];
    if (ids && ids.length > 0) await execute(trx, sql, { ids, userId: scope.userId });
  }
  const kept = await selectRow<{ count: number }>(
    trx,
    'select count(*)::int as count from workouts where import_id = :importId and user_id = :userId',
    own,
  );
  return {
    kept: kept?.count ?? 0,
    files: photos.flatMap(({ file, thumbnail_file }) =>
      [file, thumbnail_file].filter((name) => name !== null),
    ),
  };
}

/** What an import made beside workouts goes too, as far as nothing else has come to use it. */
const UNUSED: Readonly<Record<string, string>> = {
  goals: 'delete from goals where id = any(:ids::uuid[]) and user_id = :userId',
  routines: `delete from routines r where id = any(:ids::uuid[]) and user_id = :userId
     and not exists (select from workouts w join routine_days d on d.id = w.routine_day_id where d.routine_id = r.id)`,
  measurement_types: `delete from measurement_types t where id = any(:ids::uuid[]) and user_id = :userId
     and not exists (select from measurements m where m.measurement_type_id = t.id)
     and not exists (select from goals g where g.measurement_type_id = t.id)`,
  exercises: `delete from exercises e where id = any(:ids::uuid[]) and user_id = :userId
     and not exists (select from workout_sets s where s.exercise_id = e.id)
     and not exists (select from routine_entries n where n.exercise_id = e.id)
     and not exists (select from goals g where g.exercise_id = e.id)`,
};
