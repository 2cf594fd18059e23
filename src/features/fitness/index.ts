import type { Feature } from '../../http/feature.ts';
import { fitnessApi } from './api.ts';
import { fitnessRoutes } from './routes.ts';

/** Training and body: workouts, exercises, routines, progress, measurements, photos, goals. */
export const fitness: Feature = {
  name: 'fitness',
  navigation: [{ href: '/fitness', icon: 'fitness', label: 'frame.nav.fitness' }],
  routes: fitnessRoutes,
  api: fitnessApi,
};
