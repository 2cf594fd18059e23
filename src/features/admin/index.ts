import type { Feature } from '../../http/feature.ts';
import { lateRoutes } from '../../http/late-routes.ts';

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
  routes: lateRoutes(['/admin'], async () => (await import('./pages.ts')).adminPages),
};
