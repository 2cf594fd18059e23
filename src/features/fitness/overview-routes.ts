import { Router } from 'express';
import type { AppDeps } from '../../http/feature.ts';
import { scopeOf } from '../../http/request.ts';
import { viewerOf } from './viewer.ts';
import { listWorkoutSummaries } from './workout-summary-queries.ts';
import { workoutLine } from './workout-view.ts';

const LATEST = 4;

/** Where the rooms of Fitness are; each has a title and a note in the catalogue. */
const SECTIONS = [
  { href: '/fitness/workouts', icon: 'history', title: 'fitness.overview.workouts', note: '' },
  {
    href: '/fitness/exercises',
    icon: 'list',
    title: 'fitness.overview.exercises',
    note: 'fitness.overview.exercisesNote',
  },
  {
    href: '/fitness/progress',
    icon: 'trending-up',
    title: 'fitness.overview.progress',
    note: 'fitness.overview.progressNote',
  },
];

/** `/fitness`: where everything about training starts. */
export function overviewRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get('/fitness', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const rows = await listWorkoutSummaries(db, scopeOf(req), { limit: LATEST });
    const lines = rows.map((row) => workoutLine(row, viewer));
    res.page('fitness/overview', {
      title: req.t('fitness.overview.title'),
      running: lines.find(({ isRunning }) => isRunning),
      latest: lines.filter(({ isRunning }) => !isRunning),
      sections: SECTIONS.map(({ title, note, ...section }) => ({
        ...section,
        title: req.t(title),
        note: note && req.t(note),
      })),
    });
  });
  return router;
}
