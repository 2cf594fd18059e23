import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import { BadRequestError, NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { currentUser, scopeOf } from '../../../http/request.ts';
import { pathId } from '../../../http/path-id.ts';
import type { SetPatch } from '../set-schema.ts';
import { addSet, changeSet, deleteSet } from '../sets.ts';
import { setLine } from '../set-line.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { announceWorkout } from '../workout-channel.ts';
import { newSetSchema } from '../set-schema.ts';
import { findWorkoutToLog } from './log-queries.ts';
import type { LoggedSet } from './plan.ts';
import { setFormSchema, setFormValues } from './set-form.ts';

/** The page of one set: change it, or take it out (with the way back). */
export function setRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;

  router.get('/fitness/workouts/:id/sets/:setId', async (req, res) => {
    await sendSet(req, res, deps);
  });

  router.post('/fitness/workouts/:id/sets/restored', async (req, res) => {
    const workoutId = pathId(req, 'The workout');
    const { set, position } = removedSet(req);
    await addSet(db, currentUser(req), { workoutId, set, position }, clock.now());
    announceWorkout(deps, res, workoutId);
    res.redirect(303, `/fitness/workouts/${workoutId}/log?exercise=${set.exerciseId}`);
  });

  router.post('/fitness/workouts/:id/sets/:setId', async (req, res) => {
    const { units } = viewerOf(req, clock.now());
    const form = parseForm(setFormSchema(units), req.body, req.t);
    if (!form.ok) {
      res.status(422);
      await sendSet(req, res, deps, form);
      return;
    }
    const edit = {
      workoutId: pathId(req, 'The workout'),
      setId: pathId(req, 'The set', 'setId'),
      patch: wholePatch(form.data),
    };
    await changeSet(db, currentUser(req), edit, clock.now());
    announceWorkout(deps, res, edit.workoutId);
    res.redirect(303, `/fitness/workouts/${edit.workoutId}/log?exercise=${form.data.exerciseId}`);
  });

  router.post('/fitness/workouts/:id/sets/:setId/deletion', async (req, res) => {
    const key = { workoutId: pathId(req, 'The workout'), setId: pathId(req, 'The set', 'setId') };
    const set = JSON.parse(await deleteSet(db, scopeOf(req), key, clock.now())) as LoggedSet;
    const { text } = setLine(set, viewerOf(req, clock.now()));
    const action = `/fitness/workouts/${key.workoutId}/sets/restored`;
    const undo = { action, fields: { set: JSON.stringify(compact(set)) } };
    res.flash({ kind: 'ok', text: req.t('fitness.set.removed', { set: text }), undo });
    announceWorkout(deps, res, key.workoutId);
    res.redirect(303, `/fitness/workouts/${key.workoutId}/log?exercise=${set.exerciseId}`);
  });

  return router;
}

/** The form shows all of a set, so what it leaves empty is emptied. */
function wholePatch(set: SetPatch): SetPatch {
  const shown = [
    'superset',
    'reps',
    'weightKg',
    'rir',
    'rpe',
    'durationS',
    'distanceM',
    'avgHr',
    'maxHr',
  ] as const;
  const emptied = Object.fromEntries([...shown, 'calories'].map((name) => [name, null]));
  const given = Object.fromEntries(Object.entries(set).filter(([, value]) => value !== undefined));
  return { ...emptied, ...given };
}

/** What of a set is needed to put it back, small enough for the cookie that carries the Undo. */
function compact(set: LoggedSet): Record<string, unknown> {
  const { id: _id, exerciseName: _name, notes, ...values } = set;
  const known = Object.entries(values).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(known), notes: notes.slice(0, 500) };
}

const removed = newSetSchema.extend({ position: z.int().min(0).max(1_000_000).optional() });

/** The set that an Undo brings back, as `compact` wrote it. */
function removedSet(req: Request) {
  const { set: text } = (req.body ?? {}) as { set?: unknown };
  try {
    const { position, ...set } = removed.parse(JSON.parse(typeof text === 'string' ? text : ''));
    return { set, position };
  } catch (cause) {
    throw new BadRequestError('This cannot be brought back from here.', { cause });
  }
}

async function sendSet(
  req: Request,
  res: Response,
  { db, clock }: AppDeps,
  form?: { values: Record<string, unknown>; errors: Record<string, string> },
): Promise<void> {
  const workout = await findWorkoutToLog(db, scopeOf(req), pathId(req, 'The workout'));
  const set = workout?.sets.find(({ id }) => id === pathId(req, 'The set', 'setId'));
  if (!workout || !set) throw new NotFoundError('The set');
  const { units } = viewerOf(req, clock.now());
  const href = `/fitness/workouts/${workout.id}`;
  res.page('fitness/log/set', {
    capture: 'plain',
    title: set.exerciseName,
    subtitle: req.t('fitness.set.edit'),
    back: { href: `${href}/log?exercise=${set.exerciseId}`, label: req.t('fitness.log.back') },
    href: `${href}/sets/${set.id}`,
    exerciseId: set.exerciseId,
    kind: workout.exercises.find(({ id }) => id === set.exerciseId)?.kind ?? 'strength',
    units,
    form: form?.values ?? setFormValues(set, units),
    errors: form?.errors ?? {},
  });
}
