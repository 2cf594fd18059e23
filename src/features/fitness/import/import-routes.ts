import { Router, type Request, type Response } from 'express';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { createFileStore } from '../../../storage/file-store.ts';
import { receiveLargeFile } from '../../../storage/receive-large-file.ts';
import { exportFiles } from '../exports/export-jobs.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { listImports } from './import-queries.ts';
import { importAnswersSchema } from './import-schema.ts';
import { decodeName, importLine, isWaiting, previewView, resultView } from './import-view.ts';
import {
  getImport,
  maxZipBytes,
  receiveImport,
  startImport,
  undoImport,
  type RoomArchives,
} from './imports.ts';

const listed = 20;

/** `/fitness/imports`: a file is dropped, shown, added with one button, and can be undone. */
export function importRoutes(deps: AppDeps, archives: RoomArchives): Router {
  const { db, clock, queue } = deps;
  const photos = createFileStore(deps.config.uploadsDir);
  const store = exportFiles(deps.config);
  const router = Router({ caseSensitive: true });

  router.get('/fitness/imports', (req, res) => showImports(deps, req, res));

  router.post('/fitness/imports', async (req, res) => {
    try {
      const file = await receiveLargeFile(req, res, { field: 'file', store, maxZipBytes });
      const id = await receiveImport(db, scopeOf(req), file, { queue, now: clock.now() });
      res.redirect(303, `/fitness/imports/${id}`);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      res.status(422);
      await showImports(deps, req, res, req.t('imports.noFile'));
    }
  });

  router.get('/fitness/imports/:id', (req, res) => showImport(deps, req, res));

  router.post('/fitness/imports/:id/application', async (req, res) => {
    const id = idOf(req);
    const form = parseForm(importAnswersSchema, withNames(req.body), req.t);
    try {
      if (!form.ok) throw new ValidationError(form.issues);
      await startImport(db, scopeOf(req), { id, answers: form.data }, { queue, now: clock.now() });
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      res.status(422);
      const errors = error.issues.map(({ path }) => [path, req.t('imports.answerThis')]);
      await showImport(deps, req, res, Object.fromEntries(errors) as Record<string, string>);
      return;
    }
    res.redirect(303, `/fitness/imports/${id}`);
  });

  router.post('/fitness/imports/:id/deletion', async (req, res) => {
    const id = idOf(req);
    await undoImport(db, scopeOf(req), id, { now: clock.now(), photos, archives });
    res.redirect(303, `/fitness/imports/${id}`);
  });

  return router;
}

async function showImports(
  { db, clock }: AppDeps,
  req: Request,
  res: Response,
  error?: string,
): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const rows = await listImports(db, scopeOf(req), { limit: listed });
  res.page('fitness/imports/imports', {
    title: req.t('imports.title'),
    back: { href: '/fitness', label: req.t('fitness.overview.title') },
    imports: rows.map((row) => importLine(row, viewer)),
    error,
  });
}

async function showImport(
  { db, clock }: AppDeps,
  req: Request,
  res: Response,
  errors: Record<string, string> = {},
): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const row = await getImport(db, scopeOf(req), idOf(req));
  res.page('fitness/imports/import', {
    title: req.t('imports.title'),
    subtitle: row.file_name,
    back: { href: '/fitness/imports', label: req.t('imports.title') },
    capture: 'plain',
    id: row.id,
    state: row.state,
    followed: isWaiting(row) ? `import:${row.id}` : undefined,
    scripts: ['follow'],
    problems: row.problem?.split('\n') ?? [],
    preview: row.preview && previewView(row, row.preview, viewer),
    result: resultView(row, viewer),
    errors,
  });
}

function idOf(req: Request): string {
  const id = req.params['id'];
  if (typeof id !== 'string' || !isUuid(id)) throw new NotFoundError('The import');
  return id.toLowerCase();
}

/** The names of exercises in the fields of the form, as they are in the file. */
function withNames(body: unknown): Record<string, unknown> {
  const fields = Object.entries((body ?? {}) as Record<string, unknown>);
  const named = fields.filter(([field]) => field.startsWith('exercises.n'));
  const exercises = Object.fromEntries(
    named.map(([field, value]) => [decodeName(field.slice('exercises.'.length)), value]),
  );
  const others = fields.filter(([field]) => !field.startsWith('exercises.'));
  return { ...Object.fromEntries(others), ...(named.length > 0 && { exercises }) };
}
