import type { Api } from '../../http/api.ts';
import type { AppDeps } from '../../http/feature.ts';
import { measurementApi } from './body/measurement-api.ts';
import { exerciseApi } from './exercise-api.ts';
import { exportApi } from './exports/export-api.ts';
import { goalApi } from './goals/goal-api.ts';
import { importApi } from './import/import-api.ts';
import type { RoomArchives } from './import/imports.ts';
import { photoApi } from './photos/photo-api.ts';
import { progressApi } from './progress/progress-api.ts';
import { routineApi } from './routines/routine-api.ts';
import { workoutApi } from './workout-api.ts';

/** All nouns of Fitness under /api/v1; each one adds itself. */
export function fitnessApi(api: Api, deps: AppDeps, archives: RoomArchives): void {
  exerciseApi(api);
  workoutApi(api, deps);
  routineApi(api);
  progressApi(api);
  measurementApi(api);
  goalApi(api);
  importApi(api, deps, archives);
  photoApi(api, deps);
  exportApi(api, deps);
}
