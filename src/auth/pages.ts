import { Router } from 'express';
import type { AppDeps } from '../http/feature.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { forgottenRoutes, resetRoutes } from './reset-routes.ts';
import { setupRoutes } from './setup-routes.ts';
import { signInRoutes } from './sign-in-routes.ts';
import { twoFactorRoutes } from './two-factor-routes.ts';

/** Everything under /auth: the only pages that people who are not signed in can reach. */
export function authPages(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.use(signInRoutes(deps), twoFactorRoutes(deps));
  router.use(setupRoutes(deps), invitationRoutes(deps));
  router.use(forgottenRoutes(deps), resetRoutes(deps));
  return router;
}
