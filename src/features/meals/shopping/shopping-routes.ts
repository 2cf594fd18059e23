import { Router } from 'express';
import type { AppDeps } from '../../../http/feature.ts';
import { itemRoutes } from './item-routes.ts';
import { listPageRoute, listRoutes } from './list-routes.ts';
import { listSettingsRoutes } from './list-settings-routes.ts';

/** All pages of the shopping list. */
export function shoppingRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.use(itemRoutes(deps), listSettingsRoutes(deps), listRoutes(deps), listPageRoute(deps));
  return router;
}
