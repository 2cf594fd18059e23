import { Router } from 'express';
import type { AppDeps } from '../../http/feature.ts';
import { bodyRoutes } from './body/body-routes.ts';
import { exerciseRoutes } from './exercise-routes.ts';
import { exportRoutes } from './exports/export-routes.ts';
import { goalRoutes } from './goals/goal-routes.ts';
import { importRoutes } from './import/import-routes.ts';
import type { RoomArchives } from './import/imports.ts';
import { logRoutes } from './logging/log-routes.ts';
import { plateRoutes } from './logging/plate-routes.ts';
import { setRoutes } from './logging/set-routes.ts';
import { overviewRoutes } from './overview-routes.ts';
import { photoRoutes } from './photos/photo-routes.ts';
import { progressRoutes } from './progress/progress-routes.ts';
import { routineRoutes } from './routines/routine-routes.ts';
import { workoutRoutes } from './workout-routes.ts';

/** All pages of Fitness; each noun brings a router of its own with full paths (`/fitness/workouts/…`). */
export function fitnessRoutes(deps: AppDeps, archives: RoomArchives): Router {
  const router = Router({ caseSensitive: true });
  router.use(overviewRoutes(deps));
  router.use(workoutRoutes(deps));
  router.use(logRoutes(deps));
  router.use(setRoutes(deps));
  router.use(exerciseRoutes(deps));
  router.use(plateRoutes(deps));
  router.use(routineRoutes(deps));
  router.use(progressRoutes(deps), bodyRoutes(deps), goalRoutes(deps));
  router.use(photoRoutes(deps));
  router.use(importRoutes(deps, archives), exportRoutes(deps));
  return router;
}
