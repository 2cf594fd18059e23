import { Router } from 'express';
import { NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { cookPage } from './cook-view.ts';
import { findRecipe } from './recipe-queries.ts';
import { RECIPES } from './recipe-routes.ts';
import { servingsOf } from './recipe-view.ts';

/** `/meals/recipes/:id/cook`: the steps, large, for a phone that leans on the stove. */
export function cookRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get(`${RECIPES}/:id/cook`, async (req, res) => {
    const recipe = await findRecipe(db, scopeOf(req), pathId(req, 'The recipe'));
    if (!recipe) throw new NotFoundError('The recipe');
    const servings = servingsOf(req.query['servings'], recipe);
    const cook = cookPage(recipe, servings, viewerOf(req, clock.now()));
    res.page('meals/recipes/cook', {
      layout: 'full',
      title: recipe.title,
      subtitle: cook.servings,
      back: { href: cook.backHref, label: req.t('recipes.cooking.leave') },
      scripts: ['cook'],
      cook,
    });
  });
  return router;
}
