import { Router } from 'express';
import { originOf } from '../../auth/audit.ts';
import type { AppDeps } from '../../http/feature.ts';
import { scopeOf } from '../../http/request.ts';
import { feedPath, makeFeed, removeFeed } from './feeds.ts';

/** Making, renewing and removing one's calendar address, from Settings. */
export function calendarSettingsRoutes({ db, clock, config }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.post('/settings/calendar', async (req, res) => {
    const secret = await makeFeed(db, scopeOf(req), { origin: originOf(req), now: clock.now() });
    const origin = config.server.publicOrigin;
    // Printed in this answer and nowhere again.
    res.page('settings/new-calendar', {
      title: req.t('calendar.newTitle'),
      back: { href: '/settings#calendar', label: req.t('settings.title') },
      capture: 'plain',
      address: `${origin ?? ''}${feedPath(secret)}`,
      isWhole: origin !== undefined,
    });
  });

  router.post('/settings/calendar/removal', async (req, res) => {
    await removeFeed(db, scopeOf(req), { origin: originOf(req), now: clock.now() });
    res.flash({ kind: 'ok', text: req.t('calendar.removed') });
    res.redirect(303, '/settings#calendar');
  });

  return router;
}
