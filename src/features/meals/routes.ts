import { Router } from 'express';
import type { AppDeps } from '../../http/feature.ts';
import { overviewRoutes } from './overview-routes.ts';

/** All pages of Meals; each noun brings a router of its own with full paths (`/meals/recipes/…`). */
export function mealsRoutes(_deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.use(overviewRoutes());
  return router;
}
