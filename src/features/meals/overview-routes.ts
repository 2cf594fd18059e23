import { Router } from 'express';
import { mealSections } from './sections.ts';

/** `/meals`: where everything about food starts. */
export function overviewRoutes(): Router {
  const router = Router({ caseSensitive: true });
  router.get('/meals', (req, res) => {
    res.page('meals/overview', { title: req.t('meals.title'), sections: mealSections(req.t) });
  });
  return router;
}
