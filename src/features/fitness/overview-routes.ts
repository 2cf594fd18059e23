import { Router } from 'express';
import type { AppDeps } from '../../http/feature.ts';
import { scopeOf } from '../../http/request.ts';
import { viewerOf } from '../../http/viewer.ts';
import { listWorkoutSummaries } from './workout-summary-queries.ts';
import { workoutLine } from './workout-view.ts';

const LATEST = 4;

/** Where the rooms of Fitness are; each has a title and a note in the catalogue. */
const SECTIONS = [
  { name: 'workouts', icon: 'history' },
  { name: 'routines', icon: 'repeat' },
  { name: 'exercises', icon: 'list' },
  { name: 'progress', icon: 'trending-up' },
  { name: 'body', icon: 'scale' },
  { name: 'goals', icon: 'target' },
  { name: 'photos', icon: 'camera' },
  { name: 'imports', icon: 'upload' },
] as const;

/** `/fitness`: where everything about training starts. */
export function overviewRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get('/fitness', async (req, res) => {
    const now = clock.now();
    const viewer = viewerOf(req, now);
    const rows = await listWorkoutSummaries(db, scopeOf(req), { limit: LATEST });
    const lines = rows.map((row) => workoutLine(row, viewer, now));
    const running = lines.find(({ isRunning }) => isRunning);
    res.page('fitness/overview', {
      title: req.t('fitness.overview.title'),
      running,
      latest: lines.filter((line) => line !== running),
      sections: SECTIONS.map(({ name, icon }) => ({
        icon,
        href: `/fitness/${name}`,
        title: req.t(`fitness.overview.section.${name}.title`),
        note: req.t(`fitness.overview.section.${name}.note`),
      })),
    });
  });
  return router;
}
