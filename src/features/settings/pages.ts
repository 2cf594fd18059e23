import { Router } from 'express';
import type { AppDeps } from '../../http/feature.ts';
import { accountRoutes } from './account-routes.ts';
import { passwordRoutes } from './password-routes.ts';
import { settingsRoutes } from './routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { tokenRoutes } from './token-routes.ts';
import { twoFactorChangeRoutes, twoFactorOnRoutes } from './two-factor-routes.ts';

/** All pages of Settings. */
export function settingsPages(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.use(settingsRoutes(deps), passwordRoutes(deps));
  router.use(twoFactorOnRoutes(deps), twoFactorChangeRoutes(deps));
  router.use(sessionRoutes(deps), tokenRoutes(deps), accountRoutes(deps));
  return router;
}
