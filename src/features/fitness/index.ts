import type { Feature } from '../../http/feature.ts';
import { fitnessApi } from './api.ts';
import { listBinnedTraining } from './binned-queries.ts';
import { fitnessCapture } from './capture/capture-source.ts';
import { createExerciseFinder } from './exercise-finder.ts';
import type { RoomArchives } from './import/imports.ts';
import { liveTopics } from './live-topics.ts';
import { photoPictures } from './photos/photo-queries.ts';
import { fitnessRoutes } from './routes.ts';

/**
 * Training and body: workouts, exercises, routines, progress, measurements, photos, goals. What a person brings along or
 * takes away is of all rooms: their parts are handed in.
 */
export const fitness = (archives: RoomArchives): Feature => ({
  name: 'fitness',
  navigation: [{ href: '/fitness', icon: 'fitness', label: 'frame.nav.fitness' }],
  routes: (deps) => fitnessRoutes(deps, archives),
  api: (api, deps) => fitnessApi(api, deps, archives),
  listBinned: listBinnedTraining,
  topics: liveTopics,
  ownsFile: (db, scope, file) => photoPictures.owns(db, scope, file),
  capture: () => fitnessCapture(createExerciseFinder()),
});

export { listTrainingDates, type DoneWorkout, type PlannedWorkout } from './training-calendar.ts';
export { readBodyWeight } from './body/measurement-queries.ts';
export { readTrainingToday } from './training-today.ts';
export { writeDemoYear } from './demo/demo-year.ts';
