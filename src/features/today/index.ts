import { Router } from 'express';
import { scopeOf } from '../../http/request.ts';
import type { AppDeps, Feature } from '../../http/feature.ts';
import { formatDay } from '../../lib/date-format.ts';
import { lateRoutes } from '../../http/late-routes.ts';
import { viewerOf } from '../../http/viewer.ts';
import { readToday } from './read-today.ts';

/** The start page: what is due today, from all rooms. */
export const today: Feature = {
  name: 'today',
  navigation: [{ href: '/', icon: 'today', label: 'frame.nav.today' }],
  routes(deps) {
    const router = Router({ caseSensitive: true });
    router.use(todayRoutes(deps), morningMailPages(deps));
    return router;
  },
  api: {
    nouns: ['morning-mail'],
    load: async () => (await import('./morning-mail-api.ts')).morningMailApi,
  },
};

const morningMailPages = lateRoutes(
  ['/settings/morning-mail'],
  async () => (await import('./morning-mail-routes.ts')).morningMailRoutes,
);

function todayRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get('/', async (req, res) => {
    const now = clock.now();
    const viewer = viewerOf(req, now);
    const { training, meals } = await readToday(db, scopeOf(req), viewer, now);
    res.page('today/today', {
      title: req.t('today.title'),
      subtitle: formatDay(viewer.today, viewer.language, viewer.today),
      training,
      meals,
    });
  });
  return router;
}

export { findMorningMail } from './morning-mail-time.ts';
export { readToday } from './read-today.ts';
