import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm, type FormResult } from '../../../http/forms.ts';
import { formKey, newFormKey } from '../../../http/form-key.ts';
import { once } from '../../../http/idempotency.ts';
import { currentUser, scopeOf } from '../../../http/request.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { typedNumber } from '../../../http/typed-fields.ts';
import { createExerciseFinder, type ExerciseFinder } from '../exercise-finder.ts';
import { listExercisesByIds, listRecentExercises } from '../exercise-queries.ts';
import { libraryId } from '../library-id.ts';
import { pathId } from '../../../http/path-id.ts';
import { setLimits } from '../set-schema.ts';
import { addSet } from '../sets.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { announceWorkout } from '../workout-channel.ts';
import { readLogPage, type Shown } from './log-page.ts';
import { addToPlan, markWorkoutEnded, removeFromPlan } from './log-queries.ts';
import { bareEntry } from './plan.ts';
import { setFormSchema } from './set-form.ts';

const completionForm = z.strictObject({
  sessionRpe: typedNumber(setLimits.rpe).optional(),
  notes: z.string().max(10_000).optional(),
});
const exerciseForm = z.strictObject({
  exerciseId: z.string().optional(),
  exerciseIdText: z.string().max(200).optional(),
});

/** `/fitness/workouts/:id/log`: the screen for between two sets, and all that its forms do. */
export function logRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;
  const finder = createExerciseFinder();

  router.get('/fitness/workouts/:id/log', async (req, res) => {
    await sendLog(req, res, deps);
  });

  router.get('/fitness/workouts/:id/log/panels', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const data = await readLogPage(db, scopeOf(req), pathId(req, 'The workout'), {
      viewer,
      shown: shownOf(req),
    });
    res.fragment('fitness/log/_panels', { ...data, key: newFormKey() });
  });

  router.post('/fitness/workouts/:id/sets', async (req, res) => {
    const user = currentUser(req);
    const viewer = viewerOf(req, clock.now());
    const form = parseForm(setFormSchema(viewer.units), req.body, req.t);
    if (!form.ok) {
      res.status(422);
      await sendLog(req, res, deps, form);
      return;
    }
    const workoutId = pathId(req, 'The workout');
    const content = [workoutId, form.data];
    await once(db, { userId: user.id, key: formKey(req, content), content }, async (trx) => {
      await addSet(trx, user, { workoutId, set: form.data }, clock.now());
      return { status: 303, body: null };
    });
    announceWorkout(deps, res, workoutId);
    res.redirect(303, `/fitness/workouts/${workoutId}/log?after=${form.data.exerciseId}`);
  });

  router.post('/fitness/workouts/:id/exercises', async (req, res) => {
    await addExercise(req, res, deps, finder);
  });

  router.post('/fitness/workouts/:id/exercises/:exerciseId/deletion', async (req, res) => {
    const [workoutId, exerciseId] = [pathId(req, 'The workout'), pathId(req, 'The exercise', 'exerciseId')];
    await removeFromPlan(db, scopeOf(req), workoutId, exerciseId);
    announceWorkout(deps, res, workoutId);
    res.redirect(303, `/fitness/workouts/${workoutId}/log`);
  });

  router.post('/fitness/workouts/:id/completion', async (req, res) => {
    const form = parseForm(completionForm, req.body, req.t);
    if (!form.ok) throw new ValidationError(form.issues);
    const { sessionRpe = null, notes = null } = form.data;
    const id = pathId(req, 'The workout');
    const isEnded = await markWorkoutEnded(db, scopeOf(req), id, { now: clock.now(), sessionRpe, notes });
    if (!isEnded) throw new NotFoundError('The workout');
    announceWorkout(deps, res, id);
    res.redirect(303, `/fitness/workouts/${id}`);
  });

  return router;
}

async function addExercise(req: Request, res: Response, deps: AppDeps, finder: ExerciseFinder) {
  const form = parseForm(exerciseForm, req.body, req.t);
  if (!form.ok) throw new ValidationError(form.issues);
  const { exerciseId, exerciseIdText: text = '' } = form.data;
  const { db } = deps;
  const scope = scopeOf(req);
  const workoutId = pathId(req, 'The workout');
  const found =
    exerciseId && isUuid(exerciseId)
      ? exerciseId.toLowerCase()
      : (await finder.for(db, scope)).suggest(text, 1)[0]?.id;
  if (!found) {
    const message = text ? req.t('frame.search.none', { query: text }) : req.t('fitness.log.nameMissing');
    res.status(422);
    await sendLog(req, res, deps, { values: { exerciseIdText: text }, errors: { exerciseIdText: message } });
    return;
  }
  if (!(await addToPlan(db, scope, workoutId, bareEntry(found)))) throw new NotFoundError('The exercise');
  announceWorkout(deps, res, workoutId);
  res.redirect(303, `/fitness/workouts/${workoutId}/log?exercise=${found}`);
}

type BadForm = Pick<Extract<FormResult<unknown>, { ok: false }>, 'values' | 'errors'>;

const COMMON_STARTS = [
  ...['barbell-squat', 'barbell-bench-press-medium-grip', 'barbell-deadlift', 'pushups', 'pullups'],
  'running',
];

/** The whole screen; with a form that was refused, what was typed stands in its panel. */
async function sendLog(req: Request, res: Response, { db, clock }: AppDeps, form?: BadForm) {
  const viewer = viewerOf(req, clock.now());
  const asked = form?.values['exerciseId'];
  const shown = typeof asked === 'string' ? { exerciseId: asked } : shownOf(req);
  const scope = scopeOf(req);
  const data = await readLogPage(db, scope, pathId(req, 'The workout'), { viewer, shown });
  const recent = data.panels.length > 0 ? [] : await listRecentExercises(db, scope, 6);
  // Who has done nothing yet is offered what most people begin with, so that nothing must be typed.
  const isFirst = recent.length === 0 && data.panels.length === 0;
  const offered = isFirst ? await listExercisesByIds(db, scope, COMMON_STARTS.map(libraryId)) : recent;
  res.page('fitness/log/log', {
    title: data.workout.title,
    subtitle: data.workout.subtitle,
    back: { href: '/fitness', label: req.t('fitness.overview.title') },
    capture: 'plain',
    scripts: ['workout'],
    ...data,
    key: newFormKey(),
    recent: offered,
    form: form?.values,
    errors: form?.errors ?? {},
  });
}

function shownOf(req: Request): Shown {
  const text = (value: unknown) => (typeof value === 'string' && isUuid(value) ? value : undefined);
  return { exerciseId: text(req.query['exercise']), after: text(req.query['after']) };
}
