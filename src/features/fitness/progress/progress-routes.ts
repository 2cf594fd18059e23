import { Router } from 'express';
import { NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { calendarStart, trainingCalendar } from './calendar-view.ts';
import { exerciseProgress } from './exercise-view.ts';
import { muscleProgress, weeklyVolume, workOf } from './muscle-view.ts';
import { paceProgress } from './pace-view.ts';
import { listExerciseSets, readTraining } from './progress-queries.ts';
import type { TrainedExerciseRow, TrainingRows } from './progress-queries.ts';
import { allRecords, recordLine } from './records-view.ts';

const LATEST_RECORDS = 8;
const CHIPS = 4;
const BEGINNING = '1900-01-01';

/** `/fitness/progress` and its list of records: what training has come to. */
export function progressRoutes({ db, clock }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.get('/fitness/progress', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const scope = scopeOf(req);
    const year = calendarStart(viewer);
    const training = await readTraining(db, scope, year, viewer.today);
    const choices = mostTrained(training);
    const exercise = pick(choices, req.query['exercise']);
    const page = { title: req.t('progress.title'), back: fitnessLink(req.t), width: 'wide' as const };
    if (!exercise) {
      res.page('fitness/progress/empty', page);
      return;
    }
    const period = req.query['period'] === 'all' ? 'all' : 'year';
    const from = period === 'all' ? BEGINNING : year;
    const sets = await listExerciseSets(db, scope, exercise.id, from);
    const firstTimes = training.firstTimes.filter((row) => row.exercise_id === exercise.id);
    const work = workOf(training);
    const pace = paceProgress(training, viewer);
    res.page('fitness/progress/progress', {
      ...page,
      units: viewer.units,
      picker: picker(choices, exercise, period),
      periods: periods(exercise.id, period, req.t),
      exercise: exerciseProgress({ exercise, sets, firstTimes, from }, viewer),
      pace: pace?.exerciseId === exercise.id ? undefined : pace,
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

/** The exercise that was asked for, else the most trained one; throws NotFoundError for one that was never done. */
function pick(choices: readonly TrainedExerciseRow[], asked: unknown): TrainedExerciseRow | undefined {
  if (asked === undefined) return choices[0];
  const found = typeof asked === 'string' ? choices.find(({ id }) => id === asked.toLowerCase()) : undefined;
  if (!found) throw new NotFoundError('The exercise');
  return found;
}

type Period = 'year' | 'all';

function addressOf(exerciseId: string, period: Period): string {
  return `/fitness/progress?exercise=${exerciseId}${period === 'all' ? '&period=all' : ''}`;
}

function periods(exerciseId: string, current: Period, t: (key: string) => string) {
  return (['year', 'all'] as const).map((period) => ({
    href: addressOf(exerciseId, period),
    label: t(`progress.period.${period}`),
    current: period === current,
  }));
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
function picker(choices: readonly TrainedExerciseRow[], picked: TrainedExerciseRow, period: Period) {
  const first = choices.slice(0, CHIPS);
  const shown = first.includes(picked) ? first : [picked, ...first.slice(0, CHIPS - 1)];
  const option = ({ id, name }: TrainedExerciseRow) => ({ id, name, current: id === picked.id });
  return {
    chips: shown.map((exercise) => ({
      ...option(exercise),
      href: addressOf(exercise.id, period),
    })),
    all: choices.length > CHIPS ? choices.toSorted((a, b) => a.name.localeCompare(b.name)).map(option) : [],
  };
}
