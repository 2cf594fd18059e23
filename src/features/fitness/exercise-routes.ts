import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import { ConflictError, NotFoundError } from '../../errors.ts';
import type { AppDeps } from '../../http/feature.ts';
import { parseForm } from '../../http/forms.ts';
import { wantsFragment } from '../../http/negotiation.ts';
import { scopeOf } from '../../http/request.ts';
import { exerciseFormSchema, exerciseValues } from './exercise-form.ts';
import { createExerciseFinder, type ExerciseFinder } from './exercise-finder.ts';
import { findExercise, listUsualExercises } from './exercise-queries.ts';
import { CATEGORIES, EQUIPMENT, MUSCLES } from './exercise-schema.ts';
import { exercisePage, exerciseRow, word } from './exercise-view.ts';
import * as exercises from './exercises.ts';
import { listEarlierSets } from './logging/log-queries.ts';
import { pathId } from '../../http/path-id.ts';
import { viewerOf } from '../../http/viewer.ts';

const PAGE = 40;
const OPTIONS = 12;
const USUAL = 8;
const filterQuery = z.object({
  q: z.string().trim().max(200).catch(''),
  muscle: z.enum(MUSCLES).optional().catch(undefined),
  equipment: z.enum(EQUIPMENT).optional().catch(undefined),
  category: z.enum(CATEGORIES).optional().catch(undefined),
  own: z.literal('on').optional().catch(undefined),
  from: z.coerce.number().int().min(0).max(100_000).catch(0),
});
const NOBODY = '00000000-0000-0000-0000-000000000000';

/** `/fitness/exercises`: the library with search and filters, each exercise's page, and one's own ones. */
export function exerciseRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db } = deps;
  const finder = createExerciseFinder();

  router.get('/fitness/exercises', async (req, res) => {
    await sendLibrary(req, res, deps, finder);
  });

  router.get('/fitness/exercises/options', async (req, res) => {
    const { q } = filterQuery.parse(req.query);
    const scope = scopeOf(req);
    const usual = q ? [] : await listUsualExercises(db, scope, OPTIONS);
    const found = await exercises.searchExercises(db, scope, finder, { q, limit: OPTIONS, offset: 0 });
    const rows = usual.length > 0 ? usual : found;
    const items = rows.map((row) => ({ id: row.id, name: row.name, note: exerciseRow(row, req.t).note }));
    res.set('Cache-Control', 'no-store').json({ items });
  });

  router.get('/fitness/exercises/new', (req, res) => {
    const name = typeof req.query['name'] === 'string' ? req.query['name'].slice(0, 120) : '';
    sendForm(req, res, { values: { name, kind: 'strength', category: 'strength' }, errors: {} });
  });

  router.post('/fitness/exercises', async (req, res) => {
    await saving(req, res, async (input) => {
      const { id } = await exercises.createExercise(db, scopeOf(req), input.values);
      res.redirect(303, `/fitness/exercises/${id}`);
    });
  });

  oneExerciseRoutes(router, deps);
  return router;
}

function oneExerciseRoutes(router: Router, { db, clock }: AppDeps): void {
  router.get('/fitness/exercises/:id', async (req, res) => {
    const scope = scopeOf(req);
    const row = await findExercise(db, scope, pathId(req, 'The exercise'));
    if (!row) throw new NotFoundError('The exercise');
    const now = clock.now();
    const earlier = await listEarlierSets(db, scope, [row.id], {
      workoutId: NOBODY,
      before: now.toISOString(),
    });
    res.page('fitness/exercise', {
      title: row.name,
      back: { href: '/fitness/exercises', label: req.t('fitness.exercises.title') },
      exercise: exercisePage(row, earlier, viewerOf(req, now)),
    });
  });

  router.get('/fitness/exercises/:id/edit', async (req, res) => {
    const row = await findExercise(db, scopeOf(req), pathId(req, 'The exercise'));
    if (!row?.is_own) throw new NotFoundError('The exercise');
    sendForm(req, res, { values: exerciseValues(row), errors: {}, id: row.id });
  });

  router.post('/fitness/exercises/:id', async (req, res) => {
    const id = pathId(req, 'The exercise');
    await saving(req, res, async ({ values, version }) => {
      const edit = { id, patch: values, expectedVersion: version };
      await exercises.changeExercise(db, scopeOf(req), edit, clock.now());
      res.redirect(303, `/fitness/exercises/${id}`);
    });
  });

  router.post('/fitness/exercises/:id/deletion', async (req, res) => {
    const id = pathId(req, 'The exercise');
    await exercises.deleteExercise(db, scopeOf(req), id, clock.now());
    const undo = { action: `/fitness/exercises/${id}/restoration` };
    res.flash({ kind: 'ok', text: req.t('fitness.exercise.removed'), undo });
    res.redirect(303, '/fitness/exercises');
  });

  router.post('/fitness/exercises/:id/restoration', async (req, res) => {
    const { id } = await exercises.restoreExercise(
      db,
      scopeOf(req),
      pathId(req, 'The exercise'),
      clock.now(),
    );
    res.redirect(303, `/fitness/exercises/${id}`);
  });
}

type ExerciseInput = z.output<typeof exerciseFormSchema>;

/** Reads the form and does `work`; what is wrong with either stands at its field. */
async function saving(
  req: Request,
  res: Response,
  work: (input: ExerciseInput) => Promise<void>,
): Promise<void> {
  const form = parseForm(exerciseFormSchema, req.body, req.t);
  const id = req.params['id'] === undefined ? undefined : pathId(req, 'The exercise');
  const again = (status: number, errors: Record<string, string>) => {
    res.status(status);
    sendForm(req, res, { values: (req.body ?? {}) as Record<string, unknown>, errors, id });
  };
  if (!form.ok) return again(422, form.errors);
  try {
    await work(form.data);
  } catch (error) {
    if (error instanceof ConflictError) return again(409, { name: req.t('fitness.exercise.conflict') });
    const taken = exercises.isNameTaken(error);
    if (!taken) throw error;
    again(422, { name: req.t('fitness.exercise.nameTaken') });
  }
}

function sendForm(
  req: Request,
  res: Response,
  form: { values: Record<string, unknown>; errors: Record<string, string>; id?: string | undefined },
): void {
  const options = (group: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: word(group, value, req.t) }));
  res.page('fitness/exercise-form', {
    capture: 'plain',
    title: req.t(form.id ? 'fitness.exercise.edit' : 'fitness.exercise.new'),
    back: {
      href: form.id ? `/fitness/exercises/${form.id}` : '/fitness/exercises',
      label: req.t('fitness.log.back'),
    },
    action: form.id ? `/fitness/exercises/${form.id}` : '/fitness/exercises',
    form: form.values,
    errors: form.errors,
    muscles: options('muscle', MUSCLES),
    equipment: [
      { value: '', label: req.t('fitness.exercise.noEquipment') },
      ...options('equipment', EQUIPMENT),
    ],
    categories: options('category', CATEGORIES),
  });
}

async function sendLibrary(
  req: Request,
  res: Response,
  { db }: AppDeps,
  finder: ExerciseFinder,
): Promise<void> {
  const { q, own, from, ...filter } = filterQuery.parse(req.query);
  const search = { q, ...filter, own: own && true, limit: PAGE + 1, offset: from };
  const scope = scopeOf(req);
  const rows = await exercises.searchExercises(db, scope, finder, search);
  // Who looks for nothing in particular most likely wants what they do anyway.
  const isWhole = !q && !own && from === 0 && Object.values(filter).every((value) => value === undefined);
  const usual = isWhole ? await listUsualExercises(db, scope, USUAL) : [];
  const address = (offset: number) => {
    const query = new URLSearchParams();
    for (const [name, value] of Object.entries({ q, own, ...filter })) if (value) query.set(name, value);
    if (offset > 0) query.set('from', String(offset));
    return `/fitness/exercises?${query.toString()}`;
  };
  const found = {
    usual: usual.map((row) => exerciseRow(row, req.t)),
    exercises: rows.slice(0, PAGE).map((row) => exerciseRow(row, req.t)),
    q,
    newHref: `/fitness/exercises/new?name=${encodeURIComponent(q)}`,
    newer: from > 0 ? address(Math.max(0, from - PAGE)) : undefined,
    older: rows.length > PAGE ? address(from + PAGE) : undefined,
  };
  if (wantsFragment(req)) {
    res.fragment('fitness/_found-exercises', found);
    return;
  }
  const options = (group: string, values: readonly string[], all: string) => [
    { value: '', label: req.t(all) },
    ...values.map((value) => ({ value, label: word(group, value, req.t) })),
  ];
  res.page('fitness/exercises', {
    title: req.t('fitness.exercises.title'),
    back: { href: '/fitness', label: req.t('fitness.overview.title') },
    ...found,
    filter: { ...filter, own },
    muscles: options('muscle', MUSCLES, 'fitness.exercises.anyMuscle'),
    equipment: options('equipment', EQUIPMENT, 'fitness.exercises.anyEquipment'),
    categories: options('category', CATEGORIES, 'fitness.exercises.anyCategory'),
  });
}
