import { Router } from 'express';
import type { Feature } from '../../http/feature.ts';
import { accountRoutes } from './account-routes.ts';
import { settingsApi } from './api.ts';
import { passwordRoutes } from './password-routes.ts';
import { settingsRoutes } from './routes.ts';
import { sessionRoutes } from './session-routes.ts';
import { tokenRoutes } from './token-routes.ts';
import { twoFactorChangeRoutes, twoFactorOnRoutes } from './two-factor-routes.ts';

/** What a person decides about their own account: one page, saved group by group. */
export const settings: Feature = {
  name: 'settings',
  navigation: [{ href: '/settings', icon: 'settings', label: 'frame.nav.settings', later: true }],
  routes(deps) {
    const router = Router({ caseSensitive: true });
    router.use(settingsRoutes(deps), passwordRoutes(deps));
    router.use(twoFactorOnRoutes(deps), twoFactorChangeRoutes(deps));
    router.use(sessionRoutes(deps), tokenRoutes(deps), accountRoutes(deps));
    return router;
  },
  api: settingsApi,
};
