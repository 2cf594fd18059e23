import type { Feature } from '../../http/feature.ts';
import { lateRoutes } from '../../http/late-routes.ts';

/** Workouts and meals in the calendar app of one's choice, by a secret address. */
export const calendar: Feature = {
  name: 'calendar',
  openRoutes: lateRoutes(['/calendar'], async () => (await import('./feed-routes.ts')).feedRoutes),
  routes: lateRoutes(
    ['/settings/calendar'],
    async () => (await import('./calendar-settings.ts')).calendarSettingsRoutes,
  ),
  api: { nouns: ['calendar-feed'], load: async () => (await import('./feed-api.ts')).feedApi },
};

export { findFeed, type FeedRow } from './feed-queries.ts';
