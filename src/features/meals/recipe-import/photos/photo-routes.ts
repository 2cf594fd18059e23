import { Router } from 'express';
import { canAsk } from '../../../../ai/index.ts';
import type { AppDeps } from '../../../../http/feature.ts';
import { pathId } from '../../../../http/path-id.ts';
import { scopeOf } from '../../../../http/request.ts';
import { uploadProblem } from '../../../../http/upload-problem.ts';
import { createFileStore } from '../../../../storage/file-store.ts';
import { receiveFiles } from '../../../../storage/receive-files.ts';
import { sendBox } from '../import-box.ts';
import { IMPORT } from '../import-page.ts';
import { PHOTOS, sendPhotos } from './photo-page.ts';
import { deletePhotos, getPhotos, MAX_PHOTOS, readAgain, receivePhotos } from './photos.ts';

const WHAT = 'The photos';

/** `/meals/recipes/import/photos`: photos of a recipe are sent, read by a model, and shown beside what came of it. */
export function photoRoutes(deps: AppDeps): Router {
  const { db, clock, queue, config } = deps;
  const router = Router({ caseSensitive: true });
  const store = createFileStore(config.uploadsDir);

  router.post(PHOTOS, async (req, res) => {
    try {
      const uploads = await receiveFiles(req, res, { field: 'file', store, maxCount: MAX_PHOTOS });
      const id = await receivePhotos({ db, queue, store }, scopeOf(req), uploads, clock.now());
      res.redirect(303, `${PHOTOS}/${id}`);
    } catch (error) {
      const { status, errors } = uploadProblem(req.t, error);
      res.status(status);
      await sendBox(deps, req, res, { typed: '', photoError: Object.values(errors)[0] });
    }
  });

  router.get(`${PHOTOS}/:id`, async (req, res) => {
    const read = await getPhotos(db, scopeOf(req), pathId(req, WHAT));
    sendPhotos(req, res, read, { canRead: await canAsk(deps, scopeOf(req), 'vision') });
  });

  router.post(`${PHOTOS}/:id/readings`, async (req, res) => {
    const id = pathId(req, WHAT);
    await readAgain({ db, queue }, scopeOf(req), id, clock.now());
    res.redirect(303, `${PHOTOS}/${id}`);
  });

  router.post(`${PHOTOS}/:id/deletion`, async (req, res) => {
    await deletePhotos({ db, store }, scopeOf(req), pathId(req, WHAT));
    res.flash({ kind: 'info', text: req.t('recipeImport.photo.deleted') });
    res.redirect(303, IMPORT);
  });

  return router;
}
