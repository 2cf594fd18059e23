import type { Feature } from '../../http/feature.ts';
import { fitnessApi } from './api.ts';
import { fitnessBin } from './bin.ts';
import { listBinnedTraining } from './binned-queries.ts';
import { fitnessCapture } from './capture/capture-source.ts';
import { createExerciseFinder } from './exercise-finder.ts';
import { buildExportJob, expireExportsJob } from './exports/export-jobs.ts';
import { forgetFitnessFiles } from './forget-person.ts';
import { applyImportJob, forgetImportFilesJob, readImportJob } from './import/import-jobs.ts';
import { resizePhoto } from './photos/photo-jobs.ts';
import { liveTopics } from './live-topics.ts';
import { fitnessRoutes } from './routes.ts';

/** Training and body: workouts, exercises, routines, progress, measurements, photos, goals. */
export const fitness: Feature = {
  name: 'fitness',
  navigation: [{ href: '/fitness', icon: 'fitness', label: 'frame.nav.fitness' }],
  routes: fitnessRoutes,
  api: fitnessApi,
  jobs: [readImportJob, applyImportJob, forgetImportFilesJob, buildExportJob, expireExportsJob, resizePhoto],
  bin: fitnessBin,
  listBinned: listBinnedTraining,
  forgetPerson: forgetFitnessFiles,
  topics: liveTopics,
  capture: () => fitnessCapture(createExerciseFinder()),
};

export { readTrainingToday } from './training-today.ts';
export { viewerOf, type Viewer } from './viewer.ts';
export { writeDemoYear } from './demo/demo-year.ts';
