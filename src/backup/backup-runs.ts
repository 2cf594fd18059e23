import { execute, selectRow, type Db } from '../db/index.ts';
import type { BackupKind } from './manifest.ts';

/** How long it is remembered what became of a backup. */
const REMEMBERED_DAYS = 400;
const DAY_MS = 86_400_000;
/** A nightly backup that is later than this is worth a word. */
const LATE_MS = 26 * 3_600_000;

/** One try to make a backup; running while `ended_at` is null, failed when it has a `problem`. */
export interface BackupRun {
  id: string;
  kind: BackupKind;
  started_at: string;
  ended_at: string | null;
  file: string | null;
  bytes: number | null;
  problem: string | null;
}

const RUN = 'id, kind, started_at, ended_at, file, bytes, problem';

/** Notes the beginning of a backup; one that never ended was interrupted, since only one runs at a time. */
export async function insertRun(
  db: Db,
  run: { id: string; kind: BackupKind; startedAt: Date },
): Promise<void> {
  await execute(
    db,
    `update backup_runs set ended_at = :startedAt, problem = 'It was interrupted.' where ended_at is null`,
    { startedAt: run.startedAt },
  );
  await execute(db, 'delete from backup_runs where started_at < :before', {
    before: new Date(run.startedAt.getTime() - REMEMBERED_DAYS * DAY_MS),
  });
  await execute(db, 'insert into backup_runs (id, kind, started_at) values (:id, :kind, :startedAt)', run);
}

/** Notes what became of it: a file, or a problem. */
export async function markRunEnded(
  db: Db,
  id: string,
  end: { endedAt: Date; file?: string; bytes?: number; problem?: string },
): Promise<void> {
  await execute(
    db,
    'update backup_runs set ended_at = :endedAt, file = :file, bytes = :bytes, problem = :problem where id = :id',
    {
      id,
      endedAt: end.endedAt,
      file: end.file ?? null,
      bytes: end.bytes ?? null,
      problem: end.problem ?? null,
    },
  );
}

/** The last runs of three kinds, and since when there is an installation. */
export interface BackupState {
  last: BackupRun | undefined;
  lastGood: BackupRun | undefined;
  lastNightly: BackupRun | undefined;
  installedAt: string;
}

export async function readBackupState(db: Db): Promise<BackupState> {
  const newest = (where: string) =>
    selectRow<BackupRun>(
      db,
      `select ${RUN} from backup_runs where ${where} order by started_at desc limit 1`,
    );
  const [last, lastGood, lastNightly, installed] = await Promise.all([
    newest('true'),
    newest('file is not null'),
    newest(`kind = 'nightly'`),
    selectRow<{ at: string }>(db, 'select min(migration_time) as at from migrations'),
  ]);
  return { last, lastGood, lastNightly, installedAt: installed!.at };
}

/** `ok`, or what is wrong with the backups in a few words that anybody may read. */
export function describeBackups(state: BackupState, now: Date): string {
  if (state.last?.problem) return 'the last one failed';
  const since = now.getTime() - Date.parse(state.lastGood?.started_at ?? state.installedAt);
  if (since <= LATE_MS) return 'ok';
  return `none for ${Math.floor(since / DAY_MS)} days`;
}
