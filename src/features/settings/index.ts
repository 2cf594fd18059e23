import type { Feature } from '../../http/feature.ts';
import { lateRoutes } from '../../http/late-routes.ts';

/** What a person decides about their own account: one page, saved group by group. */
export const settings: Feature = {
  name: 'settings',
  navigation: [{ href: '/settings', icon: 'settings', label: 'frame.nav.settings', later: true }],
  routes: lateRoutes(['/settings'], async () => (await import('./pages.ts')).settingsPages),
  api: { nouns: ['me', 'tokens'], load: async () => (await import('./api.ts')).settingsApi },
};
