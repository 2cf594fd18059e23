import type { Feature } from '../../http/feature.ts';
import { lateRoutes } from '../../http/late-routes.ts';
import type { RoomArchives } from './import/imports.ts';
import { liveTopics } from './live-topics.ts';

/**
 * Training and body: workouts, exercises, routines, progress, measurements, photos, goals. What a person brings along or
 * takes away is of all rooms: their parts are handed in.
 */
export const fitness = (archives: RoomArchives): Feature => ({
  name: 'fitness',
  navigation: [{ href: '/fitness', icon: 'fitness', label: 'frame.nav.fitness' }],
  routes: lateRoutes(['/fitness', '/exports'], async () => {
    const { fitnessRoutes } = await import('./routes.ts');
    return (deps) => fitnessRoutes(deps, archives);
  }),
  api: {
    nouns: [
      ...['workouts', 'exercises', 'routines', 'progress', 'measurement-types', 'measurements', 'goals'],
      ...['photos', 'imports', 'exports'],
    ],
    load: async () => {
      const { fitnessApi } = await import('./api.ts');
      return (api, deps) => fitnessApi(api, deps, archives);
    },
  },
  listBinned: async (...about) => (await import('./binned-queries.ts')).listBinnedTraining(...about),
  topics: liveTopics,
  ownsFile: async (...about) => (await import('./photos/photo-queries.ts')).photoPictures.owns(...about),
  capture: async () => (await import('./capture/capture-source.ts')).fitnessCapture(),
});

export { listTrainingDates, type DoneWorkout, type PlannedWorkout } from './training-calendar.ts';
export { readBodyWeight } from './body/measurement-queries.ts';
export { readTrainingToday } from './training-today.ts';
