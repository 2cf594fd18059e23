import { Router } from 'express';
import { NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { scopeOf } from '../../../http/request.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { viewerOf } from '../viewer.ts';
import { calendarStart, trainingCalendar } from './calendar-view.ts';
import { exerciseProgress } from './exercise-view.ts';
import { muscleProgress, weeklyVolume, workOf } from './muscle-view.ts';
import { paceProgress } from './pace-view.ts';
import { listExerciseSets, readTraining } from './progress-queries.ts';
import type { TrainedExerciseRow, TrainingRows } from './progress-queries.ts';
import { allRecords, recordLine } from './records-view.ts';

const LATEST_RECORDS = 8;
const CHIPS = 4;

/** `/fitness/progress` and its list of records: what training has come to. */
export function progressRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.get('/fitness/progress', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const scope = scopeOf(req);
    const from = calendarStart(viewer);
    const asked = typeof req.query['exercise'] === 'string' ? req.query['exercise'] : undefined;
    if (asked !== undefined && !isUuid(asked)) throw new NotFoundError('The exercise');
    const training = await readTraining(db, scope, from, viewer.today);
    const choices = mostTrained(training);
    const picked = asked === undefined ? choices[0] : choices.find(({ id }) => id === asked.toLowerCase());
    if (asked !== undefined && !picked) throw new NotFoundError('The exercise');
    const page = { title: req.t('progress.title'), back: fitnessLink(req.t), width: 'wide' as const };
    if (!picked) {
      res.page('fitness/progress/empty', page);
      return;
    }
    const sets = await listExerciseSets(db, scope, picked.id, from);
    const work = workOf(training);
    const pace = paceProgress(training, viewer);
    res.page('fitness/progress/progress', {
      ...page,
      units: viewer.units,
      picker: picker(choices, picked),
      exercise: exerciseProgress(picked, sets, viewer),
      pace: pace?.exerciseId === picked.id ? undefined : pace,
      muscles: muscleProgress(work, viewer),
      volume: weeklyVolume(work, viewer),
      calendar: trainingCalendar(training.days, viewer),
      records: allRecords(training)
        .slice(0, LATEST_RECORDS)
        .map((record) => recordLine(record, viewer)),
    });
  });

  router.get('/fitness/progress/records', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const training = await readTraining(db, scopeOf(req), viewer.today, viewer.today);
    res.page('fitness/progress/records', {
      title: req.t('progress.records'),
      back: { href: '/fitness/progress', label: req.t('progress.title') },
      width: 'wide',
      records: allRecords(training).map((record) => recordLine(record, viewer)),
    });
  });

  return router;
}

function fitnessLink(t: (key: string) => string) {
  return { href: '/fitness', label: t('fitness.overview.title') };
}

/** Exercises by the sets of the shown year, most first. */
function mostTrained({ days, exercises }: TrainingRows): TrainedExerciseRow[] {
  const sets = new Map<string, number>();
  for (const day of days) sets.set(day.exercise_id, (sets.get(day.exercise_id) ?? 0) + day.sets);
  const setsOf = ({ id }: TrainedExerciseRow) => sets.get(id) ?? 0;
  return exercises.toSorted((a, b) => setsOf(b) - setsOf(a) || a.name.localeCompare(b.name));
}

/** The most trained as chips, the picked one among them, all of them as a list. */
function picker(choices: readonly TrainedExerciseRow[], picked: TrainedExerciseRow) {
  const first = choices.slice(0, CHIPS);
  const shown = first.includes(picked) ? first : [picked, ...first.slice(0, CHIPS - 1)];
  const option = ({ id, name }: TrainedExerciseRow) => ({ id, name, current: id === picked.id });
  return {
    chips: shown.map((exercise) => ({
      ...option(exercise),
      href: `/fitness/progress?exercise=${exercise.id}`,
    })),
    all: choices.length > CHIPS ? choices.toSorted((a, b) => a.name.localeCompare(b.name)).map(option) : [],
  };
}
