import { AppError, NotFoundError } from '../../../errors.ts';
import type { Db, Scope } from '../../../db/index.ts';
import type { Queue } from '../../../jobs/queue.ts';
import { newId } from '../../../lib/uuid.ts';
import { buildExportJob } from './export-jobs.ts';
import * as queries from './export-queries.ts';

/** Has everything of this person put into a ZIP; while one is being made, that one. Returns its id. */
export async function startExport(
  db: Db,
  scope: Scope,
  { queue, now }: { queue: Queue; now: Date },
): Promise<string> {
  return db.transaction(async (trx) => {
    const waiting = await queries.findWaitingExport(trx, scope);
    if (waiting) return waiting.id;
    const id = newId();
    await queries.insertExport(trx, scope, id, now);
    await queue.add(trx, buildExportJob, { exportId: id, ...scope });
    return id;
  });
}

/** Throws NotFoundError when there is no such export of this person. */
export async function getExport(db: Db, scope: Scope, id: string): Promise<queries.ExportRow> {
  const row = await queries.findExport(db, scope, id);
  if (!row) throw new NotFoundError('The export');
  return row;
}

/** The stored name of the file of an export. Throws AppError 410 when it has expired and 409 before it is ready. */
export async function getExportFile(db: Db, scope: Scope, id: string, now: Date): Promise<string> {
  const row = await getExport(db, scope, id);
  const isOver =
    row.state === 'expired' || (row.expires_at !== null && Date.parse(row.expires_at) <= now.getTime());
  if (isOver)
    throw new AppError(410, 'expired', 'This export has expired. Make a new one.', {
      text: 'exports.expired',
    });
  if (row.state !== 'ready' || row.file === null) {
    throw new AppError(409, 'not-ready', 'This export is not ready.', { text: 'exports.notReady' });
  }
  return row.file;
}
