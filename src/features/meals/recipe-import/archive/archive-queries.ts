import { execute, selectRow, selectRows, type Db, type Scope } from '../../../../db/index.ts';
import type { ArchivePreview, ArchiveResult, ArchiveState } from './archive-schema.ts';

export interface ArchiveRow {
  id: string;
  file_name: string;
  /** Name in the store; null once it was forgotten. */
  file: string | null;
  state: ArchiveState;
  preview: ArchivePreview | null;
  result: ArchiveResult | null;
  problem: string | null;
  created_at: string;
}

const COLUMNS = 'id, file_name, file, state, preview, result, problem, created_at';

export async function insertArchive(
  db: Db,
  scope: Scope,
  row: { id: string; fileName: string; file: string; now: Date },
): Promise<void> {
  await execute(
    db,
    `insert into recipe_archives (id, household_id, user_id, file_name, file, state, created_at, updated_at)
     values (:id, :householdId, :userId, :fileName, :file, 'uploaded', :now, :now)`,
    { ...row, ...scope },
  );
}

/** Of the household; with `isLocked` until the transaction ends. */
export function findArchive(
  db: Db,
  { householdId }: Scope,
  id: string,
  isLocked = false,
): Promise<ArchiveRow | undefined> {
  return selectRow<ArchiveRow>(
    db,
    `select ${COLUMNS} from recipe_archives where id = :id and household_id = :householdId
      ${isLocked ? 'for update' : ''}`,
    { id, householdId },
  );
}

export function listArchives(db: Db, { householdId }: Scope, limit: number): Promise<ArchiveRow[]> {
  return selectRows<ArchiveRow>(
    db,
    `select ${COLUMNS} from recipe_archives where household_id = :householdId
      order by created_at desc, id desc limit :limit`,
    { householdId, limit },
  );
}

export interface ArchiveChange {
  state: ArchiveState;
  preview?: ArchivePreview;
  result?: ArchiveResult;
  problem?: string | null;
  now: Date;
}

export async function updateArchive(
  db: Db,
  { householdId }: Scope,
  id: string,
  { state, preview, result, problem = null, now }: ArchiveChange,
): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await execute(
    db,
    `update recipe_archives set state = :state, preview = coalesce(:preview::jsonb, preview),
            result = coalesce(:result::jsonb, result), problem = :problem, updated_at = :now, version = version + 1
      where id = :id and household_id = :householdId`,
    { id, householdId, state, preview: json(preview), result: json(result), problem, now },
  );
}

export async function markFromArchive(
  db: Db,
  { householdId }: Scope,
  recipeId: string,
  archiveId: string,
): Promise<void> {
  await execute(
    db,
    'update recipes set archive_id = :archiveId where id = :recipeId and household_id = :householdId',
    { archiveId, recipeId, householdId },
  );
}

/** Recipes that an import added and that have no picture yet, by what their file calls them. */
export async function listWithoutPicture(
  db: Db,
  { householdId }: Scope,
  archiveId: string,
): Promise<Map<string, string>> {
  const rows = await selectRows<{ id: string; external_id: string }>(
    db,
    `select id, external_id from recipes
      where archive_id = :archiveId and household_id = :householdId and image_state is null and deleted_at is null`,
    { archiveId, householdId },
  );
  return new Map(rows.map(({ id, external_id }) => [external_id, id]));
}

/**
 * Deletes for good what an import added, except recipes that were changed since or stand in a plan: rows left in the bin
 * would keep the file from being added again. Answers the files of their pictures and how many stay.
 */
export async function deleteFromArchive(
  trx: Db,
  { householdId }: Scope,
  archiveId: string,
): Promise<{ files: string[]; kept: number }> {
  const gone = await selectRows<{ files: string[] }>(
    trx,
    `delete from recipes r where archive_id = :archiveId and household_id = :householdId
        and (version = 1 or deleted_at is not null)
        and not exists (select from meal_plan_entries p where p.recipe_id = r.id and p.deleted_at is null)
     returning array_remove(array[image_file, image_thumbnail_file, image_original_file], null) as files`,
    { archiveId, householdId },
  );
  const left = await selectRow<{ count: number }>(
    trx,
    'select count(*)::int as count from recipes where archive_id = :archiveId and household_id = :householdId',
    { archiveId, householdId },
  );
  return { files: gone.flatMap(({ files }) => files), kept: left?.count ?? 0 };
}

/** Forgets files to which nothing happened since `before`, or of a person; answers their names in the store. */
export async function forgetArchiveFiles(
  db: Db,
  which: { before: Date } | { userId: string },
): Promise<string[]> {
  const condition = 'before' in which ? 'updated_at < :before' : 'user_id = :userId';
  const rows = await selectRows<{ file: string }>(
    db,
    `with old as (select id, file from recipe_archives where file is not null and ${condition})
     update recipe_archives a set file = null from old where a.id = old.id returning old.file`,
    { ...which },
  );
  return rows.map(({ file }) => file);
}
