import { Router } from 'express';
import type { AppDeps } from '../../../http/feature.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { uploadProblem } from '../../../http/upload-problem.ts';
import { createFileStore } from '../../../storage/file-store.ts';
import { receiveFile } from '../../../storage/receive-file.ts';
import { announceRecipe } from './recipe-channel.ts';
import { removeRecipeImage, setRecipeImage } from './recipe-image.ts';
import { RECIPES } from './recipe-routes.ts';

/** The picture of a recipe: a new one in place of the old one, or none. */
export function imageRoutes(deps: AppDeps): Router {
  const { db, clock, queue, config } = deps;
  const router = Router({ caseSensitive: true });
  const store = createFileStore(config.uploadsDir);

  router.post(`${RECIPES}/:id/image`, async (req, res) => {
    const recipeId = pathId(req, 'The recipe');
    try {
      announceRecipe(deps, res, recipeId);
      const { bytes } = await receiveFile(req, res, 'file');
      await setRecipeImage({ db, store, queue }, scopeOf(req), { recipeId, bytes }, clock.now());
    } catch (error) {
      const [text = ''] = Object.values(uploadProblem(req.t, error).errors);
      res.flash({ kind: 'error', text });
    }
    res.redirect(303, `${RECIPES}/${recipeId}`);
  });

  router.post(`${RECIPES}/:id/image/deletion`, async (req, res) => {
    const recipeId = pathId(req, 'The recipe');
    announceRecipe(deps, res, recipeId);
    await removeRecipeImage({ db, store }, scopeOf(req), recipeId, clock.now());
    res.redirect(303, `${RECIPES}/${recipeId}`);
  });

  return router;
}
