import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import { originOf, recordAudit } from '../../auth/audit.ts';
import { confirmPassword } from '../../auth/password-confirmation.ts';
import { makeBackupJob } from '../../backup/backup-jobs.ts';
import { type BackupFile, isBackupName, listBackups } from '../../backup/backup-folder.ts';
import { NotFoundError } from '../../errors.ts';
import type { AppDeps } from '../../http/feature.ts';
import { parseForm } from '../../http/forms.ts';
import { currentUser, scopeOf } from '../../http/request.ts';
import { backupLine } from './backup-view.ts';
import { requireOwner } from './rights.ts';

const downloadForm = z.object({ currentPassword: z.string('is missing').min(1, 'is missing').max(1000) });

/** Making a backup now; and taking one home, for owners with their password, since it holds everything of everybody. */
export function backupRoutes(deps: AppDeps): Router {
  const { db, clock, queue, config } = deps;
  const router = Router({ caseSensitive: true });

  router.post('/admin/backups', async (req, res) => {
    await db.transaction(async (trx) => {
      await queue.add(trx, makeBackupJob, { kind: 'manual' as const });
      const entry = { event: 'backup.ordered', ...scopeOf(req) } as const;
      await recordAudit(trx, entry, originOf(req), clock.now());
    });
    res.flash({ kind: 'ok', text: req.t('admin.backups.ordered') });
    res.redirect(303, '/admin#backups');
  });

  router.get('/admin/backups/:name', async (req, res) => {
    showBackup(deps, req, res, { backup: await backupOf(deps, req), errors: {} });
  });

  router.post('/admin/backups/:name/download', async (req, res) => {
    requireOwner(req);
    const backup = await backupOf(deps, req);
    const form = parseForm(downloadForm, req.body, req.t);
    const now = clock.now();
    const isConfirmed = form.ok && (await confirmPassword(db, req, form.data.currentPassword, now));
    if (!isConfirmed) {
      const errors = form.ok ? { currentPassword: req.t('settings.wrongPassword') } : form.errors;
      return showBackup(deps, req, res, { backup, errors });
    }
    const entry = { event: 'backup.downloaded', ...scopeOf(req), subject: backup.name } as const;
    await recordAudit(db, entry, originOf(req), now);
    await sendBackup(res, join(config.backups.dir, backup.name), backup);
  });

  return router;
}

/** The backup of the address; throws NotFoundError for any other name. */
async function backupOf({ config }: AppDeps, req: Request): Promise<BackupFile> {
  const { name } = req.params;
  const isName = typeof name === 'string' && isBackupName(name);
  const backup = isName && (await listBackups(config.backups.dir)).find((file) => file.name === name);
  if (!backup) throw new NotFoundError('The backup');
  return backup;
}

function showBackup(
  { clock }: AppDeps,
  req: Request,
  res: Response,
  { backup, errors }: { backup: BackupFile; errors: Record<string, string> },
): void {
  if (Object.keys(errors).length > 0) res.status(422);
  const line = backupLine(req, backup, clock.now());
  res.page('admin/backup', {
    title: line.title,
    back: { href: '/admin#backups', label: req.t('admin.title') },
    capture: 'plain',
    backup: line,
    canDownload: currentUser(req).role === 'owner',
    errors,
  });
}

async function sendBackup(res: Response, path: string, { name, bytes }: BackupFile): Promise<void> {
  res.set({
    'Content-Type': 'application/zip',
    'Content-Length': String(bytes),
    'Content-Disposition': `attachment; filename="${name}"`,
    'Cache-Control': 'private, no-store',
  });
  await pipeline(createReadStream(path), res).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
  });
}
