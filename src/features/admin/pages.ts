import { Router } from 'express';
import type { AppDeps } from '../../http/feature.ts';
import { backupRoutes } from './backup-routes.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { requireAdmin } from './rights.ts';
import { adminRoutes } from './routes.ts';
import { userAccessRoutes, userRoutes } from './user-routes.ts';

/** All pages of Admin. */
export function adminPages(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.use('/admin', requireAdmin);
  router.use(adminRoutes(deps), invitationRoutes(deps), jobRoutes(deps), backupRoutes(deps));
  router.use(userRoutes(deps), userAccessRoutes(deps));
  return router;
}
