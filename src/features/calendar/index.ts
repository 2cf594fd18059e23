import { Router } from 'express';
import type { Feature } from '../../http/feature.ts';
import { calendarSettingsRoutes } from './calendar-settings.ts';
import { feedApi } from './feed-api.ts';
import { feedRoutes } from './feed-routes.ts';

/** Workouts and meals in the calendar app of one's choice, by a secret address. */
export const calendar: Feature = {
  name: 'calendar',
  openRoutes: feedRoutes,
  routes(deps) {
    const router = Router({ caseSensitive: true });
    router.use(calendarSettingsRoutes(deps));
    return router;
  },
  api: feedApi,
};

export { findFeed, type FeedRow } from './feed-queries.ts';
