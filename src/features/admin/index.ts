import { Router } from 'express';
import type { Feature } from '../../http/feature.ts';
import { backupRoutes } from './backup-routes.ts';
import { invitationRoutes } from './invitation-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { requireAdmin } from './rights.ts';
import { adminRoutes } from './routes.ts';
import { userAccessRoutes, userRoutes } from './user-routes.ts';

/** Looking after the installation and the people on it; for owners and admins. */
export const admin: Feature = {
  name: 'admin',
  navigation: [
    {
      href: '/admin',
      icon: 'admin',
      label: 'frame.nav.admin',
      later: true,
      deskOnly: true,
      roles: ['owner', 'admin'],
    },
  ],
  routes(deps) {
    const router = Router({ caseSensitive: true });
    router.use('/admin', requireAdmin);
    router.use(adminRoutes(deps), invitationRoutes(deps), jobRoutes(deps), backupRoutes(deps));
    router.use(userRoutes(deps), userAccessRoutes(deps));
    return router;
  },
};
