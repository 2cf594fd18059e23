import { Router, type Request, type Response } from 'express';
import { ValidationError } from '../../../../errors.ts';
import type { AppDeps } from '../../../../http/feature.ts';
import { pathId } from '../../../../http/path-id.ts';
import { scopeOf } from '../../../../http/request.ts';
import type { Translate } from '../../../../http/texts.ts';
import { createFileStore } from '../../../../storage/file-store.ts';
import { receiveLargeFile } from '../../../../storage/receive-large-file.ts';
import { IMPORT } from '../import-page.ts';
import { listArchives, type ArchiveRow } from './archive-queries.ts';
import { getArchive, MAX_ARCHIVE_BYTES, receiveArchive, startArchive, undoArchive } from './archives.ts';

const ARCHIVES = '/meals/recipes/import/files';
const WHAT = 'The import';
const LISTED = 10;
const RELOAD_S = 3;

/** `/meals/recipes/import/files`: a file of another program is shown, added with one button, and can be undone. */
export function archiveRoutes(deps: AppDeps): Router {
  const { db, clock, queue, config } = deps;
  const router = Router({ caseSensitive: true });
  const files = createFileStore(config.exportsDir);
  const pictures = createFileStore(config.uploadsDir);

  router.get(ARCHIVES, (req, res) => sendUpload(deps, req, res));

  router.post(ARCHIVES, async (req, res) => {
    try {
      const options = { field: 'file', store: files, maxZipBytes: MAX_ARCHIVE_BYTES };
      const file = await receiveLargeFile(req, res, options);
      const id = await receiveArchive(db, scopeOf(req), file, { queue, files, now: clock.now() });
      res.redirect(303, `${ARCHIVES}/${id}`);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      res.status(422);
      await sendUpload(deps, req, res, req.t('imports.noFile'));
    }
  });

  router.get(`${ARCHIVES}/:id`, async (req, res) => {
    sendArchive(req, res, await getArchive(db, scopeOf(req), pathId(req, WHAT)));
  });

  router.post(`${ARCHIVES}/:id/application`, async (req, res) => {
    const id = pathId(req, WHAT);
    await startArchive(db, scopeOf(req), id, { queue, files, now: clock.now() });
    res.redirect(303, `${ARCHIVES}/${id}`);
  });

  router.post(`${ARCHIVES}/:id/deletion`, async (req, res) => {
    const id = pathId(req, WHAT);
    await undoArchive(db, scopeOf(req), id, { pictures, now: clock.now() });
    res.redirect(303, `${ARCHIVES}/${id}`);
  });
  return router;
}

async function sendUpload({ db }: AppDeps, req: Request, res: Response, error?: string): Promise<void> {
  const rows = await listArchives(db, scopeOf(req), LISTED);
  res.page('meals/recipes/import/files', {
    title: req.t('recipeImport.archive.title'),
    back: { href: IMPORT, label: req.t('recipeImport.title') },
    capture: 'plain',
    action: ARCHIVES,
    error,
    earlier: rows.map((row) => ({
      href: `${ARCHIVES}/${row.id}`,
      title: row.file_name,
      state: req.t(`recipeImport.archive.state.${row.state}`),
    })),
  });
}

function sendArchive(req: Request, res: Response, row: ArchiveRow): void {
  const { t } = req;
  const isWaiting = row.state === 'uploaded' || row.state === 'applying';
  res.page('meals/recipes/import/file', {
    title: t('recipeImport.archive.title'),
    subtitle: row.file_name,
    back: { href: ARCHIVES, label: t('recipeImport.archive.title') },
    capture: 'plain',
    scripts: ['follow'],
    reloadS: isWaiting ? RELOAD_S : undefined,
    href: `${ARCHIVES}/${row.id}`,
    state: row.state,
    followed: isWaiting ? `recipe-archive:${row.id}` : undefined,
    problem: row.problem,
    ...previewOf(row, t),
    ...resultOf(row, t),
  });
}

function previewOf({ preview, state, file }: ArchiveRow, t: Translate) {
  if (!preview) return { kind: '', stats: [], sample: [], unreadable: [], canAdd: false };
  const stat = (name: 'toAdd' | 'existing' | 'pictures') => ({
    label: t(`recipeImport.archive.${name}`),
    value: String(preview[name]),
  });
  return {
    kind: t(`recipeImport.archive.kind.${preview.kind}`),
    stats: [stat('toAdd'), stat('existing'), stat('pictures')],
    sample: preview.sample,
    unreadable: preview.unreadable,
    canAdd: file !== null && ((state === 'read' && preview.toAdd > 0) || state === 'undone'),
  };
}

function resultOf({ result, state }: ArchiveRow, t: Translate) {
  const kept = result?.kept ?? 0;
  return {
    added:
      state === 'applied' && result ? t('recipeImport.archive.added', { count: result.added }) : undefined,
    kept: state === 'undone' && kept > 0 ? t('recipeImport.archive.kept', { count: kept }) : undefined,
  };
}
