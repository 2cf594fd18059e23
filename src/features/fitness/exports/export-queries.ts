import { execute, selectRow, selectRows, type Db, type Scope } from '../../../db/index.ts';

export interface ExportRow {
  id: string;
  state: 'waiting' | 'ready' | 'failed' | 'expired';
  file: string | null;
  bytes: number | null;
  problem: string | null;
  created_at: string;
  expires_at: string | null;
}

const COLUMNS = 'id, state, file, bytes, problem, created_at, expires_at';

export async function insertExport(db: Db, scope: Scope, id: string, now: Date): Promise<void> {
  await execute(
    db,
    `insert into exports (id, user_id, state, created_at) values (:id, :userId, 'waiting', :now)`,
    {
      id,
      userId: scope.userId,
      now,
    },
  );
}

export function findExport(db: Db, scope: Scope, id: string): Promise<ExportRow | undefined> {
  return selectRow<ExportRow>(db, `select ${COLUMNS} from exports where id = :id and user_id = :userId`, {
    id,
    userId: scope.userId,
  });
}

/** The export that is being made now, if any. */
export function findWaitingExport(db: Db, scope: Scope): Promise<ExportRow | undefined> {
  return selectRow<ExportRow>(
    db,
    `select ${COLUMNS} from exports where user_id = :userId and state = 'waiting' order by created_at desc limit 1`,
    { userId: scope.userId },
  );
}

/** A page of exports, newest first. `after` is the last row of the page before. */
export function listExports(
  db: Db,
  scope: Scope,
  page: { limit: number; after?: { createdAt: string; id: string } | undefined },
): Promise<ExportRow[]> {
  return selectRows<ExportRow>(
    db,
    `select ${COLUMNS} from exports
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

export async function markExportReady(
  db: Db,
  scope: Scope,
  id: string,
  ready: { file: string; bytes: number; expiresAt: Date },
): Promise<void> {
  await execute(
    db,
    `update exports set state = 'ready', file = :file, bytes = :bytes, expires_at = :expiresAt, problem = null
      where id = :id and user_id = :userId`,
    { id, userId: scope.userId, ...ready },
  );
}

export async function markExportFailed(db: Db, scope: Scope, id: string, problem: string): Promise<void> {
  await execute(
    db,
    `update exports set state = 'failed', problem = :problem where id = :id and user_id = :userId`,
    { id, userId: scope.userId, problem },
  );
}

/** Lets exports expire and tells the names of their files, which are then to be removed. */
export async function expireExports(db: Db, now: Date): Promise<string[]> {
  const rows = await selectRows<{ file: string }>(
    db,
    `update exports e set state = 'expired', file = null from exports before
      where e.id = before.id and e.state = 'ready' and e.expires_at <= :now returning before.file`,
    { now },
  );
  return rows.map(({ file }) => file);
}
