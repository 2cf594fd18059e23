import { Router } from 'express';
import type { AppDeps } from '../../http/feature.ts';

/** `/fitness`: where everything about training starts. */
export function overviewRoutes(_deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get('/fitness', (req, res) => {
    res.page('fitness/overview', { title: req.t('fitness.overview.title') });
  });
  return router;
}
