import { Router, type Request, type Response } from 'express';
import { ConflictError, NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import { pathId } from '../../../http/path-id.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { dayRoutes } from './day-routes.ts';
import { dayForm, routineForm } from './routine-form.ts';
import { findRoutine, listRoutines } from './routine-queries.ts';
import { dayView, routineLine, weekdayOptions } from './routine-view.ts';
import {
  bare,
  changeRoutine,
  copyRoutine,
  createRoutine,
  deleteRoutine,
  restoreRoutine,
} from './routines.ts';

const MOST = 200;
interface BadForm {
  values: Record<string, unknown>;
  errors: Record<string, string>;
  about: 'routine' | 'day';
}

/** `/fitness/routines`: plans of training, their days and the targets in them. */
export function routineRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db } = deps;

  router.get('/fitness/routines', async (req, res) => {
    await sendRoutines(req, res, deps);
  });

  router.post('/fitness/routines', async (req, res) => {
    const form = parseForm(routineForm.pick({ name: true }), req.body, req.t);
    if (!form.ok) {
      res.status(422);
      await sendRoutines(req, res, deps, { ...form, about: 'routine' });
      return;
    }
    const input = { name: form.data.name, notes: '', isActive: true, days: [] };
    const { id } = await createRoutine(db, scopeOf(req), input);
    res.redirect(303, `/fitness/routines/${id}`);
  });

  router.get('/fitness/routines/:id', async (req, res) => {
    await sendRoutine(req, res, deps);
  });

  changeRoutes(router, deps);
  router.use(dayRoutes(deps));
  return router;
}

function changeRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;

  router.post('/fitness/routines/:id', async (req, res) => {
    const id = pathId(req, 'The routine');
    const form = parseForm(routineForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      await sendRoutine(req, res, deps, { ...form, about: 'routine' });
      return;
    }
    const { version, ...patch } = form.data;
    try {
      await changeRoutine(db, scopeOf(req), { id, patch, expectedVersion: version }, clock.now());
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      res.flash({ kind: 'error', text: req.t('fitness.routine.conflict') });
    }
    res.redirect(303, `/fitness/routines/${id}`);
  });

  router.post('/fitness/routines/:id/days', async (req, res) => {
    const id = pathId(req, 'The routine');
    const form = parseForm(dayForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      await sendRoutine(req, res, deps, { ...form, about: 'day' });
      return;
    }
    const stored = await findRoutine(db, scopeOf(req), id);
    if (!stored) throw new NotFoundError('The routine');
    const days = [...stored.days.map(bare), { ...form.data, entries: [] }];
    const { days: now } = await changeRoutine(db, scopeOf(req), { id, patch: { days } }, clock.now());
    res.redirect(303, `/fitness/routines/${id}/days/${now.at(-1)!.id}`);
  });

  router.post('/fitness/routines/:id/copy', async (req, res) => {
    const scope = scopeOf(req);
    const stored = await findRoutine(db, scope, pathId(req, 'The routine'));
    if (!stored) throw new NotFoundError('The routine');
    const name = req.t('fitness.routine.copyName', { name: stored.name }).slice(0, 120);
    const { id } = await copyRoutine(db, scope, stored.id, name);
    res.redirect(303, `/fitness/routines/${id}`);
  });

  router.post('/fitness/routines/:id/deletion', async (req, res) => {
    const id = pathId(req, 'The routine');
    await deleteRoutine(db, scopeOf(req), id, clock.now());
    const undo = { action: `/fitness/routines/${id}/restoration` };
    res.flash({ kind: 'ok', text: req.t('fitness.routine.removed'), undo });
    res.redirect(303, '/fitness/routines');
  });

  router.post('/fitness/routines/:id/restoration', async (req, res) => {
    const { id } = await restoreRoutine(db, scopeOf(req), pathId(req, 'The routine'), clock.now());
    res.redirect(303, `/fitness/routines/${id}`);
  });
}

async function sendRoutines(
  req: Request,
  res: Response,
  { db, clock }: AppDeps,
  form?: BadForm,
): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const routines = await listRoutines(db, scopeOf(req), { limit: MOST, offset: 0 });
  res.page('fitness/routines/routines', {
    capture: 'plain',
    title: req.t('fitness.routine.title'),
    back: { href: '/fitness', label: req.t('fitness.overview.title') },
    routines: routines.map((routine) => routineLine(routine, viewer)),
    form: form?.values ?? {},
    errors: form?.errors ?? {},
  });
}

async function sendRoutine(
  req: Request,
  res: Response,
  { db, clock }: AppDeps,
  form?: BadForm,
): Promise<void> {
  const routine = await findRoutine(db, scopeOf(req), pathId(req, 'The routine'));
  if (!routine) throw new NotFoundError('The routine');
  const viewer = viewerOf(req, clock.now());
  const { name, notes, isActive, version } = routine;
  const of = (about: BadForm['about']) => (form?.about === about ? form : undefined);
  res.page('fitness/routines/routine', {
    capture: 'plain',
    title: name,
    back: { href: '/fitness/routines', label: req.t('fitness.routine.title') },
    routine: {
      href: `/fitness/routines/${routine.id}`,
      notes,
      days: routine.days.map((day) => dayView(routine, day, viewer)),
    },
    form: of('routine')?.values ?? { name, notes, isActive, version },
    errors: of('routine')?.errors ?? {},
    dayForm: of('day')?.values ?? {},
    dayErrors: of('day')?.errors ?? {},
    weekdays: weekdayOptions(viewer),
  });
}
