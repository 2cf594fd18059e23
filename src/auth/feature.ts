import type { Feature } from '../http/feature.ts';
import { lateRoutes } from '../http/late-routes.ts';

/** Signing in and all that leads to it. */
export const authFeature: Feature = {
  name: 'auth',
  routes: lateRoutes(['/auth'], async () => (await import('./pages.ts')).authPages),
};
