import type { Request } from 'express';
import type { BackupFile } from '../../backup/backup-folder.ts';
import type { BackupState } from '../../backup/backup-runs.ts';
import { currentUser } from '../../http/request.ts';
import { formatInstant } from '../../lib/date-format.ts';
import { formatBytes } from '../../lib/number-format.ts';

const LISTED = 12;

/** The backups as the page of the administration shows them: what became of the last one, and what is in the folder. */
export function backupsView(
  req: Request,
  { state, files, time }: { state: BackupState; files: readonly BackupFile[]; time: string | undefined },
  now: Date,
) {
  const { last } = state;
  const when = (at: string) => formatInstant(at, currentUser(req).timeZone, currentUser(req).language, now);
  const isRunning = last !== undefined && last.ended_at === null;
  return {
    isRunning,
    problem: last?.problem ? req.t('admin.backups.failed', { when: when(last.started_at) }) : '',
    reason: last?.problem ?? '',
    note: noteOf(req, last && when(last.started_at), isRunning),
    schedule: time === undefined ? req.t('admin.backups.off') : req.t('admin.backups.nightly', { time }),
    files: files.slice(0, LISTED).map((file) => backupLine(req, file, now)),
    more: files.length > LISTED ? req.t('admin.backups.more', { count: files.length - LISTED }) : '',
  };
}

function noteOf(req: Request, when: string | undefined, isRunning: boolean): string {
  if (when === undefined) return req.t('admin.backups.none');
  return req.t(isRunning ? 'admin.backups.running' : 'admin.backups.last', { when });
}

/** One backup: when, why, how large. */
export function backupLine(req: Request, file: BackupFile, now: Date) {
  const { timeZone, language } = currentUser(req);
  return {
    href: `/admin/backups/${file.name}`,
    name: file.name,
    title: req.t('admin.backups.of', {
      when: formatInstant(file.madeAt.toISOString(), timeZone, language, now),
    }),
    note: `${req.t(`admin.backups.kind.${file.kind}`)} · ${formatBytes(file.bytes, language)}`,
  };
}
