import { Router, type Request, type Response } from 'express';
import { NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { createExerciseFinder } from '../exercise-finder.ts';
import { pathId } from '../../../http/path-id.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { dayForm, entryFormSchema, entryValues } from './routine-form.ts';
import { findRoutine } from './routine-queries.ts';
import type { NewDay, Routine, RoutineDay } from './routine-schema.ts';
import { dayView, weekdayOptions } from './routine-view.ts';
import { flashUndo, parseUndo } from './routine-undo.ts';
import { bare, changeRoutine } from './routines.ts';

const DAY = '/fitness/routines/:id/days/:dayId';
const NEW_ENTRY = { setType: 'normal' as const, sets: 3 };
interface BadForm {
  values: Record<string, unknown>;
  errors: Record<string, string>;
}

/** One day of a routine: its name, its exercises in order, and the targets of each. */
export function dayRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db } = deps;
  const finder = createExerciseFinder();

  router.get(DAY, async (req, res) => {
    await sendDay(req, res, deps);
  });

  router.post(DAY, async (req, res) => {
    const form = parseForm(dayForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      await sendDay(req, res, deps, form);
      return;
    }
    await changeDay(req, deps, (day) => ({ ...day, ...form.data }));
    res.redirect(303, hrefOf(req));
  });

  router.post(`${DAY}/entries`, async (req, res) => {
    const { exerciseId, exerciseIdText } = (req.body ?? {}) as Record<string, unknown>;
    const text = typeof exerciseIdText === 'string' ? exerciseIdText.slice(0, 200) : '';
    const found =
      typeof exerciseId === 'string' && isUuid(exerciseId)
        ? exerciseId.toLowerCase()
        : (await finder.for(db, scopeOf(req))).suggest(text, 1)[0]?.id;
    if (!found) {
      const message = text ? req.t('frame.search.none', { query: text }) : req.t('fitness.log.nameMissing');
      res.status(422);
      await sendDay(req, res, deps, {
        values: { exerciseIdText: text },
        errors: { exerciseIdText: message },
      });
      return;
    }
    const entry = { ...NEW_ENTRY, exerciseId: found };
    const changed = await changeDay(req, deps, (day) => ({ ...day, entries: [...day.entries, entry] }));
    res.redirect(303, `${hrefOf(req)}/entries/${changed.entries.at(-1)!.id}`);
  });

  removalRoutes(router, deps);
  entryRoutes(router, deps);
  return router;
}

function removalRoutes(router: Router, deps: AppDeps): void {
  const { db } = deps;

  router.post(`${DAY}/deletion`, async (req, res) => {
    const { routine, day } = await loadDay(req, deps);
    const days = routine.days.filter(({ id }) => id !== day.id).map(bare);
    const edit = { id: routine.id, patch: { days }, expectedVersion: routine.version };
    await changeRoutine(db, scopeOf(req), edit, deps.clock.now());
    const { id: _id, ...gone } = bare(day);
    const place = { at: routine.days.indexOf(day), day: gone };
    flashUndo(
      res,
      `/fitness/routines/${routine.id}/restored`,
      place,
      req.t('fitness.routine.dayRemoved', { name: day.name }),
    );
    res.redirect(303, `/fitness/routines/${routine.id}`);
  });

  router.post('/fitness/routines/:id/restored', async (req, res) => {
    const scope = scopeOf(req);
    const routine = await findRoutine(db, scope, pathId(req, 'The routine'));
    if (!routine) throw new NotFoundError('The routine');
    const { at, day, entry, dayId } = parseUndo(req);
    const days: NewDay[] = routine.days.map(bare);
    if (day) days.splice(at, 0, day);
    const target = days.find(({ id }) => id !== undefined && id === dayId);
    if (entry && !target) throw new NotFoundError('The day');
    if (entry) target!.entries.splice(at, 0, entry);
    const edit = { id: routine.id, patch: { days }, expectedVersion: routine.version };
    await changeRoutine(db, scope, edit, deps.clock.now());
    res.redirect(303, `/fitness/routines/${routine.id}${entry ? `/days/${dayId}` : ''}`);
  });
}

function entryRoutes(router: Router, deps: AppDeps): void {
  const ENTRY = `${DAY}/entries/:entryId`;

  router.get(ENTRY, async (req, res) => {
    await sendEntry(req, res, deps);
  });

  router.post(ENTRY, async (req, res) => {
    const form = parseForm(entryFormSchema(viewerOf(req, deps.clock.now()).units), req.body, req.t);
    if (!form.ok) {
      res.status(422);
      await sendEntry(req, res, deps, form);
      return;
    }
    const id = pathId(req, 'The exercise', 'entryId');
    await changeDay(req, deps, (day) => ({
      ...day,
      entries: day.entries.map((entry) => (entry.id === id ? { ...entry, ...form.data } : entry)),
    }));
    res.redirect(303, hrefOf(req));
  });

  router.post(`${ENTRY}/deletion`, async (req, res) => {
    const { routine, day } = await loadDay(req, deps);
    const id = pathId(req, 'The exercise', 'entryId');
    const gone = day.entries.find((entry) => entry.id === id);
    if (!gone) throw new NotFoundError('The exercise');
    await changeDay(req, deps, (each) => ({
      ...each,
      entries: each.entries.filter((entry) => entry.id !== id),
    }));
    const at = day.entries.indexOf(gone);
    const entry = bare({ ...day, entries: [gone] }).entries[0];
    const text = req.t('fitness.routine.entryRemoved', { name: gone.exerciseName });
    flashUndo(res, `/fitness/routines/${routine.id}/restored`, { at, entry, dayId: day.id }, text);
    res.redirect(303, hrefOf(req));
  });

  for (const [path, step] of [
    ['up', -1],
    ['down', 1],
  ] as const) {
    router.post(`${ENTRY}/${path}`, async (req, res) => {
      const id = pathId(req, 'The exercise', 'entryId');
      await changeDay(req, deps, (day) => ({ ...day, entries: moved(day.entries, id, step) }));
      res.redirect(303, hrefOf(req));
    });
  }
}

function moved<E extends { id?: string | undefined }>(entries: readonly E[], id: string, step: number): E[] {
  const from = entries.findIndex((entry) => entry.id === id);
  const to = from + step;
  if (from < 0 || to < 0 || to >= entries.length) return [...entries];
  const others = entries.filter((_, at) => at !== from);
  return [...others.slice(0, to), entries[from]!, ...others.slice(to)];
}

async function loadDay(req: Request, { db }: AppDeps): Promise<{ routine: Routine; day: RoutineDay }> {
  const routine = await findRoutine(db, scopeOf(req), pathId(req, 'The routine'));
  const day = routine?.days.find(({ id }) => id === pathId(req, 'The day', 'dayId'));
  if (!routine || !day) throw new NotFoundError('The day');
  return { routine, day };
}

/** Writes the routine with this one day changed; answers the day as it is then. */
async function changeDay(req: Request, deps: AppDeps, change: (day: NewDay) => NewDay): Promise<RoutineDay> {
  const { routine, day } = await loadDay(req, deps);
  const days: NewDay[] = routine.days.map((each) => (each.id === day.id ? change(bare(each)) : bare(each)));
  // Read and written as one version: two changes at once do not undo each other.
  const edit = { id: routine.id, patch: { days }, expectedVersion: routine.version };
  const changed = await changeRoutine(deps.db, scopeOf(req), edit, deps.clock.now());
  return changed.days.find(({ id }) => id === day.id)!;
}

function hrefOf(req: Request): string {
  return `/fitness/routines/${pathId(req, 'The routine')}/days/${pathId(req, 'The day', 'dayId')}`;
}

async function sendDay(req: Request, res: Response, deps: AppDeps, form?: BadForm): Promise<void> {
  const { routine, day } = await loadDay(req, deps);
  const viewer = viewerOf(req, deps.clock.now());
  res.page('fitness/routines/day', {
    capture: 'plain',
    title: day.name,
    subtitle: routine.name,
    back: { href: `/fitness/routines/${routine.id}`, label: routine.name },
    scripts: ['workout'],
    day: dayView(routine, day, viewer),
    form: { name: day.name, weekday: day.weekday ?? '', ...form?.values },
    errors: form?.errors ?? {},
    weekdays: weekdayOptions(viewer),
  });
}

async function sendEntry(req: Request, res: Response, deps: AppDeps, form?: BadForm): Promise<void> {
  const { day } = await loadDay(req, deps);
  const entry = day.entries.find(({ id }) => id === pathId(req, 'The exercise', 'entryId'));
  if (!entry) throw new NotFoundError('The exercise');
  const { units } = viewerOf(req, deps.clock.now());
  res.page('fitness/routines/entry', {
    capture: 'plain',
    title: entry.exerciseName,
    subtitle: day.name,
    back: { href: hrefOf(req), label: day.name },
    href: `${hrefOf(req)}/entries/${entry.id}`,
    kind: entry.exerciseKind,
    units,
    form: form?.values ?? entryValues(entry, units),
    errors: form?.errors ?? {},
  });
}
