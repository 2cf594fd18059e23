import { execute, keyedRow, selectRow, selectRows, type Db, type Scope } from '../db/index.ts';
import type { StoredImage } from './resize-image.ts';

/** A table whose rows have a picture each, in columns `state`, `file`, `thumbnail_file` … that begin with `prefix`. */
export interface PictureTable {
  table: 'photos' | 'recipes';
  prefix: '' | 'image_';
  owner: 'user_id' | 'household_id';
}

/** The life of a row's picture after its upload. What is not bound by a scope is for the jobs worker alone. */
export interface Pictures {
  /** All files of a row, as an SQL expression. */
  files: string;
  /** Whether this stored file is a picture of this scope's that is not in the bin. */
  owns(db: Db, scope: Scope, file: string): Promise<boolean>;
  /** What this scope's pictures take on disk, those in the bin too. */
  sumBytes(db: Db, scope: Scope): Promise<number>;
  /** The upload that still waits to be re-encoded. */
  findWaiting(db: Db, id: string): Promise<string | undefined>;
  /** Answers whose it is; undefined when `original` is not the upload any more that the row waits for. */
  markReady(
    db: Db,
    id: string,
    image: StoredImage & { original: string; now: Date },
  ): Promise<string | undefined>;
  /** Answers whose it is; undefined when the row waits no more. */
  markRefused(db: Db, id: string, why: { problem: string; now: Date }): Promise<string | undefined>;
  /** Rows thrown away before `before`, with their files. */
  listToEmpty(db: Db, before: Date, limit: number): Promise<{ id: string; files: string[] }[]>;
  deleteRows(db: Db, ids: string[]): Promise<void>;
}

/** The pictures of a table. */
export function picturesOf(of: PictureTable): Pictures {
  const { table, prefix: p, owner } = of;
  const isOwn = owner === 'user_id' ? 'user_id = :userId' : 'household_id = :householdId';
  const files = `array_remove(array[${p}file, ${p}thumbnail_file, ${p}original_file], null)`;
  return {
    files,
    ...marksOf(of),
    owns: async (db, scope, file) =>
      (await keyedRow(
        db,
        `select 1 from ${table} where ${isOwn} and deleted_at is null
            and (${p}file = :file or ${p}thumbnail_file = :file)`,
        { ...scope, file },
      )) !== undefined,
    async sumBytes(db, scope) {
      const sql = `select coalesce(sum(${p}bytes), 0)::bigint as bytes from ${table} where ${isOwn}`;
      return (await selectRow<{ bytes: number }>(db, sql, { ...scope }))?.bytes ?? 0;
    },
    listToEmpty: (db, before, limit) =>
      selectRows(
        db,
        `select id, ${files} as files from ${table} where deleted_at < :before order by deleted_at limit :limit`,
        { before, limit },
      ),
    async deleteRows(db, ids) {
      await execute(db, `delete from ${table} where id = any(:ids)`, { ids });
    },
  };
}

/** What the jobs worker reads and writes of a picture that it prepares. */
function marksOf({
  table,
  prefix: p,
  owner,
}: PictureTable): Pick<Pictures, 'findWaiting' | 'markReady' | 'markRefused'> {
  const marked = async (db: Db, sql: string, params: Record<string, unknown>) =>
    (await selectRow<{ owner: string }>(db, `${sql} returning ${owner} as owner`, params))?.owner;
  return {
    async findWaiting(db, id) {
      const sql = `select ${p}original_file as file from ${table}
        where id = :id and ${p}state = 'waiting' and ${p}original_file is not null`;
      return (await selectRow<{ file: string }>(db, sql, { id }))?.file;
    },
    markReady: (db, id, image) =>
      marked(
        db,
        `update ${table} set ${p}state = 'ready', ${p}file = :file, ${p}thumbnail_file = :thumbnailFile,
                ${p}width = :width, ${p}height = :height, ${p}bytes = :bytes, ${p}original_file = null, updated_at = :now
          where id = :id and ${p}state = 'waiting' and ${p}original_file = :original`,
        { ...image, id },
      ),
    markRefused: (db, id, why) =>
      marked(
        db,
        `update ${table} set ${p}state = 'refused', ${p}problem = :problem, ${p}original_file = null, updated_at = :now
          where id = :id and ${p}state = 'waiting'`,
        { ...why, id },
      ),
  };
}
