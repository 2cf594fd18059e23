import { execute, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { RemovedRows, RoomArchive } from '../../../jobs/room-archive.ts';
import type { CreatedIds } from './import-queries.ts';

/** Takes a room's part of an import back: what Fitness added itself, and what each other room did. */
export async function removeImported(
  trx: Db,
  scope: Scope,
  { importId, created }: { importId: string; created: CreatedIds },
  archives: readonly RoomArchive[],
): Promise<RemovedRows> {
  const all = await removeTraining(trx, scope, { importId, created });
  for (const room of archives) {
    const { kept, files } = await room.remove(trx, scope, { importId, created });
    all.kept.push(...kept);
    all.files.push(...files);
  }
  return all;
}

/**
 * Deletes what an import added, for good: rows left in the bin would keep the same file from being
 * added again. Workouts changed since stay (unless they lie in the bin).
 */
async function removeTraining(
  trx: Db,
  scope: Scope,
  { importId, created }: { importId: string; created: CreatedIds },
): Promise<RemovedRows> {
  const own = { importId, userId: scope.userId };
  await execute(
    trx,
    `delete from workouts where import_id = :importId and user_id = :userId
        and (version = 1 or deleted_at is not null)`,
    own,
  );
  await execute(trx, 'delete from measurements where import_id = :importId and user_id = :userId', own);
  const photos = await selectRows<{ files: string[] }>(
    trx,
    `delete from photos where import_id = :importId and user_id = :userId
     returning array_remove(array[file, thumbnail_file], null) as files`,
    own,
  );
  for (const [table, sql] of Object.entries(UNUSED)) {
    const ids = created[table];
    if (ids && ids.length > 0) await execute(trx, sql, { ids, userId: scope.userId });
  }
  const kept = await selectRows<{ title: string }>(
    trx,
    'select title from workouts where import_id = :importId and user_id = :userId order by started_at, id',
    own,
  );
  return {
    kept: kept.map(({ title }) => ({ noun: 'workouts', name: title })),
    files: photos.flatMap(({ files }) => files),
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
