import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import { ConflictError, NotFoundError } from '../../errors.ts';
import type { AppDeps } from '../../http/feature.ts';
import { parseForm } from '../../http/forms.ts';
import { fromCursor, toCursor } from '../../http/lists.ts';
import { currentUser, scopeOf } from '../../http/request.ts';
import { isUuid } from '../../lib/uuid.ts';
import { findWorkoutToLog } from './logging/log-queries.ts';
import { pathId } from '../../http/path-id.ts';
import { listRoutines } from './routines/routine-queries.ts';
import type { RoutineDay } from './routines/routine-schema.ts';
import { planOfDay } from './routines/routines.ts';
import { viewerOf } from '../../http/viewer.ts';
import { announceWorkout } from './workout-channel.ts';
import { copyPlan } from './workout-copy.ts';
import { newWorkoutValues, workoutFormSchema, workoutValues } from './workout-form.ts';
import { listWorkoutSummaries } from './workout-summary-queries.ts';
import { workoutLine, workoutPage } from './workout-view.ts';
import { startWorkout } from './start-workout.ts';
import { runningCard } from './training-today.ts';
import { changeWorkout, createWorkout, deleteWorkout, restoreWorkout } from './workouts.ts';

const PAGE = 30;
const cursorSchema = z.tuple([z.iso.datetime(), z.uuid()]);
interface BadForm {
  values: Record<string, unknown>;
  errors: Record<string, string>;
}

/** `/fitness/workouts`: what was trained, a new one, and each one's page. */
export function workoutRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;

  router.get('/fitness/workouts', async (req, res) => {
    const cursor = fromCursor(
      typeof req.query['before'] === 'string' ? req.query['before'] : undefined,
      cursorSchema,
    );
    const before = cursor && { startedAt: cursor[0], id: cursor[1] };
    const rows = await listWorkoutSummaries(db, scopeOf(req), { limit: PAGE + 1, before });
    const viewer = viewerOf(req, clock.now());
    const last = rows.length > PAGE ? rows[PAGE - 1] : undefined;
    res.page('fitness/workouts', {
      title: req.t('fitness.workouts.title'),
      back: { href: '/fitness', label: req.t('fitness.overview.title') },
      workouts: rows.slice(0, PAGE).map((row) => workoutLine(row, viewer, clock.now())),
      newer: before ? '/fitness/workouts' : undefined,
      older: last && `/fitness/workouts?before=${toCursor([last.started_at, last.id])}`,
    });
  });

  router.post('/fitness/workouts', async (req, res) => {
    const { routineDayId: given } = (req.body ?? {}) as { routineDayId?: unknown };
    const routineDayId = typeof given === 'string' && isUuid(given) ? given.toLowerCase() : undefined;
    const day = routineDayId && (await planOfDay(db, scopeOf(req), routineDayId));
    if (given !== undefined && !day) throw new NotFoundError('The day');
    const { title, plan } = day || { title: '', plan: [] };
    await startOrAsk(req, res, deps, { title, plan, routineDayId });
  });

  router.get('/fitness/workouts/new', async (req, res) => {
    await sendNew(req, res, deps);
  });

  router.post('/fitness/workouts/past', async (req, res) => {
    const user = currentUser(req);
    const form = parseForm(workoutFormSchema(user.timeZone), req.body, req.t);
    if (!form.ok) {
      res.status(422);
      await sendNew(req, res, deps, form);
      return;
    }
    const { patch } = form.data;
    const input = { ...patch, endedAt: patch.endedAt ?? patch.startedAt, sets: [] };
    const { id } = await createWorkout(db, user, input, { source: 'web' });
    res.redirect(303, `/fitness/workouts/${id}/log`);
  });

  oneWorkoutRoutes(router, deps);
  changeRoutes(router, deps);
  return router;
}

function oneWorkoutRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;

  router.get('/fitness/workouts/:id', async (req, res) => {
    const workout = await findWorkoutToLog(db, scopeOf(req), pathId(req, 'The workout'));
    if (!workout) throw new NotFoundError('The workout');
    if (workout.endedAt === null) {
      res.redirect(303, `/fitness/workouts/${workout.id}/log`);
      return;
    }
    const page = workoutPage(workout, viewerOf(req, clock.now()));
    res.page('fitness/workout', {
      title: page.title,
      subtitle: page.day,
      back: { href: '/fitness/workouts', label: req.t('fitness.workouts.title') },
      workout: page,
    });
  });

  router.get('/fitness/workouts/:id/edit', async (req, res) => {
    await sendEdit(req, res, deps);
  });

  router.post('/fitness/workouts/:id', async (req, res) => {
    const id = pathId(req, 'The workout');
    const stored = await findWorkoutToLog(db, scopeOf(req), id);
    if (!stored) throw new NotFoundError('The workout');
    const form = parseForm(workoutFormSchema(stored.timeZone), req.body, req.t);
    if (!form.ok) {
      res.status(422);
      await sendEdit(req, res, deps, form);
      return;
    }
    const { patch, version } = form.data;
    const { sessionRpe = null, calories = null, endedAt = null, ...rest } = patch;
    try {
      const edit = { id, patch: { ...rest, endedAt, sessionRpe, calories }, expectedVersion: version };
      await changeWorkout(db, currentUser(req), edit, clock.now());
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      res.status(409);
      await sendEdit(req, res, deps, { values: req.body as BadForm['values'], errors: {} });
      return;
    }
    announceWorkout(deps, res, id);
    res.redirect(303, `/fitness/workouts/${id}`);
  });
}

function changeRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;

  router.post('/fitness/workouts/:id/deletion', async (req, res) => {
    const id = pathId(req, 'The workout');
    await deleteWorkout(db, scopeOf(req), id, clock.now());
    announceWorkout(deps, res, id);
    res.flash({
      kind: 'ok',
      text: req.t('fitness.workout.removed'),
      undo: { action: `/fitness/workouts/${id}/restoration` },
    });
    res.redirect(303, '/fitness/workouts');
  });

  router.post('/fitness/workouts/:id/restoration', async (req, res) => {
    const id = pathId(req, 'The workout');
    await restoreWorkout(db, scopeOf(req), id, clock.now());
    res.redirect(303, `/fitness/workouts/${id}`);
  });

  router.post('/fitness/workouts/:id/copy', async (req, res) => {
    const workout = await findWorkoutToLog(db, scopeOf(req), pathId(req, 'The workout'));
    if (!workout) throw new NotFoundError('The workout');
    await startOrAsk(req, res, deps, { title: workout.title, plan: copyPlan(workout.sets) });
  });
}

/** Leads to the new workout; while another one runs, asks whether to go on with that, or to end it. */
async function startOrAsk(
  req: Request,
  res: Response,
  deps: AppDeps,
  start: { title: string; plan: readonly object[]; routineDayId?: string | undefined },
): Promise<void> {
  const { ending: given } = (req.body ?? {}) as { ending?: unknown };
  const ending = typeof given === 'string' ? given : undefined;
  const now = deps.clock.now();
  const started = await startWorkout(deps.db, currentUser(req), { ...start, ending, now });
  if (ending) announceWorkout(deps, res, ending);
  if ('id' in started) {
    res.redirect(303, `/fitness/workouts/${started.id}/log`);
    return;
  }
  const { running } = started;
  res.status(409);
  res.page('fitness/running-workout', {
    title: req.t('fitness.runningWorkout.title'),
    back: { href: '/fitness', label: req.t('fitness.overview.title') },
    capture: 'plain',
    running: runningCard(running, viewerOf(req, now)),
    again: {
      action: req.path,
      ending: running.id,
      routineDayId: start.routineDayId ?? '',
      label: req.t(running.sets > 0 ? 'fitness.runningWorkout.end' : 'fitness.runningWorkout.discard'),
    },
  });
}

async function sendNew(req: Request, res: Response, { db, clock }: AppDeps, form?: BadForm): Promise<void> {
  const routines = await listRoutines(db, scopeOf(req), { limit: 20, offset: 0 });
  res.page('fitness/new-workout', {
    capture: 'plain',
    title: req.t('fitness.newWorkout.title'),
    back: { href: '/fitness', label: req.t('fitness.overview.title') },
    days: routines
      .filter(({ isActive }) => isActive)
      .flatMap(({ name, days }) =>
        days.map((day) => ({ id: day.id, name: day.name, note: dayNote(name, day) })),
      ),
    form: form?.values ?? newWorkoutValues(clock.now(), currentUser(req).timeZone),
    errors: form?.errors ?? {},
  });
}

function dayNote(routine: string, day: RoutineDay): string {
  return [routine, ...day.entries.slice(0, 4).map(({ exerciseName }) => exerciseName)].join(' · ');
}

async function sendEdit(req: Request, res: Response, { db }: AppDeps, form?: BadForm): Promise<void> {
  const workout = await findWorkoutToLog(db, scopeOf(req), pathId(req, 'The workout'));
  if (!workout) throw new NotFoundError('The workout');
  const stored = workoutValues(workout);
  res.page('fitness/edit-workout', {
    capture: 'plain',
    title: req.t('fitness.workout.edit'),
    back: { href: `/fitness/workouts/${workout.id}`, label: req.t('fitness.log.back') },
    href: `/fitness/workouts/${workout.id}`,
    // After a conflict the form keeps what was typed, over the newer version.
    form: form ? { ...form.values, version: stored['version'] } : stored,
    errors: form?.errors ?? {},
    stored: res.statusCode === 409 ? stored : undefined,
  });
}
