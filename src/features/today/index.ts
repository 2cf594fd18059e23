import { Router } from 'express';
import type { AppDeps, Feature } from '../../http/feature.ts';

/** The start page: what is due today, from all rooms. */
export const today: Feature = {
  name: 'today',
  navigation: [{ href: '/', icon: 'today', label: 'frame.nav.today' }],
  routes: todayRoutes,
};

function todayRoutes(_deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get('/', (req, res) => {
    res.page('today/today', { title: req.t('today.title') });
  });
  return router;
}
