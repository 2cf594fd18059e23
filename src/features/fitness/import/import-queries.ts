import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';
import type { ImportPreview, ImportResult, ImportState, StoredAnswers } from './import-schema.ts';

export interface ImportRow {
  id: string;
  file_name: string;
  kind: string | null;
  state: ImportState;
  options: StoredAnswers;
  preview: ImportPreview | null;
  result: (ImportResult & { created?: CreatedIds }) | null;
  problem: string | null;
  created_at: string;
}

/** Rows an import made in tables that do not name their import, by table. */
export type CreatedIds = Record<string, string[]>;

const COLUMNS = 'id, file_name, kind, state, options, preview, result, problem, created_at';

export async function insertImport(
  db: Db,
  scope: Scope,
  file: {
    id: string;
    name: string;
    sha256: Buffer;
    bytes: Buffer | null;
    storedName: string | null;
    now: Date;
  },
): Promise<void> {
  await execute(
    db,
    `with added as (
       insert into imports (id, user_id, file_name, file_sha256, state, created_at, updated_at)
       values (:id, :userId, :name, :sha256, 'uploaded', :now, :now) returning id)
     insert into import_files (import_id, bytes, file) select id, :bytes, :storedName from added`,
    { ...file, userId: scope.userId },
  );
}

export function findImport(db: Db, scope: Scope, id: string): Promise<ImportRow | undefined> {
  return selectRow<ImportRow>(db, `select ${COLUMNS} from imports where id = :id and user_id = :userId`, {
    id,
    userId: scope.userId,
  });
}

/** The import, locked until the transaction ends. */
export function lockImport(db: Db, scope: Scope, id: string): Promise<ImportRow | undefined> {
  return selectRow<ImportRow>(
    db,
    `select ${COLUMNS} from imports where id = :id and user_id = :userId for update`,
    { id, userId: scope.userId },
  );
}

/** A page of imports, newest first. `after` is the last row of the page before. */
export function listImports(
  db: Db,
  scope: Scope,
  page: { limit: number; after?: { createdAt: string; id: string } | undefined },
): Promise<ImportRow[]> {
  return selectRows<ImportRow>(
    db,
    `select ${COLUMNS} from imports
      where user_id = :userId
        and (:createdAt::timestamptz is null or (created_at, id) < (:createdAt::timestamptz, :afterId::uuid))
      order by created_at desc, id desc limit :limit`,
    {
      userId: scope.userId,
      limit: page.limit,
      createdAt: page.after?.createdAt ?? null,
      afterId: page.after?.id ?? null,
    },
  );
}

/** The bytes of the file, or its name in the store; undefined when it is no longer kept. */
export async function findImportFile(
  db: Db,
  scope: Scope,
  id: string,
): Promise<{ bytes: Buffer } | { storedName: string } | undefined> {
  const row = await selectRow<{ bytes: Buffer | null; file: string | null }>(
    db,
    `select f.bytes, f.file from import_files f join imports i on i.id = f.import_id
      where i.id = :id and i.user_id = :userId`,
    { id, userId: scope.userId },
  );
  if (row?.bytes) return { bytes: row.bytes };
  return row?.file ? { storedName: row.file } : undefined;
}

/** Bytes of a file that is no ZIP; undefined for a ZIP, and for what is no longer kept. */
export async function findPlainFileSize(db: Db, scope: Scope, id: string): Promise<number | undefined> {
  const row = await selectRow<{ size: number }>(
    db,
    `select octet_length(f.bytes) as size from import_files f join imports i on i.id = f.import_id
      where i.id = :id and i.user_id = :userId and substring(f.bytes for 2) <> 'PK'::bytea`,
    { id, userId: scope.userId },
  );
  return row?.size;
}

export interface ImportChange {
  state?: ImportState;
  kind?: string;
  options?: StoredAnswers;
  preview?: ImportPreview;
  result?: ImportRow['result'];
  problem?: string | null;
}

/** Changes what is given of an import; `problem: null` takes the problem away. */
export async function updateImport(
  db: Db,
  scope: Scope,
  id: string,
  change: ImportChange & { now: Date },
): Promise<void> {
  const json = (value: unknown) => (value === undefined ? null : JSON.stringify(value));
  await execute(
    db,
    `update imports set state = coalesce(:state, state), kind = coalesce(:kind, kind),
            options = coalesce(:options::jsonb, options), preview = coalesce(:preview::jsonb, preview),
            result = coalesce(:result::jsonb, result),
            problem = case when :hasProblem::boolean then :problem else problem end,
            updated_at = :now, version = version + 1
      where id = :id and user_id = :userId`,
    {
      id,
      userId: scope.userId,
      state: change.state ?? null,
      kind: change.kind ?? null,
      options: json(change.options),
      preview: json(change.preview),
      result: json(change.result),
      hasProblem: change.problem !== undefined,
      problem: change.problem ?? null,
      now: change.now,
    },
  );
}

/**
 * Forgets the files of imports to which nothing has happened since `before`: they are needed neither to
 * apply them nor to apply them again. Returns the names of those in the store, which are to be removed.
 */
export async function deleteOldImportFiles(db: Db, before: Date): Promise<string[]> {
  const rows = await selectRows<{ file: string | null }>(
    db,
    'delete from import_files f using imports i where i.id = f.import_id and i.updated_at < :before returning f.file',
    { before },
  );
  return rows.flatMap(({ file }) => (file === null ? [] : [file]));
}
