import { Router, type Request, type Response } from 'express';
import { ValidationError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm, type FormValues } from '../../../http/forms.ts';
import { errorsOf } from '../../../http/issues.ts';
import { safeReturnPath } from '../../../http/negotiation.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf, type Viewer } from '../../../http/viewer.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { copyEntries, type EntryRow } from './diary-queries.ts';
import { addEntry, eatPlanned, type Eater } from './diary.ts';
import { copyForm, eatenForm, lineForm, newEntryForm, ownEntryForm } from './diary-forms.ts';
import type { NewEntry } from './diary-schema.ts';
import { dayOf, showDay } from './diary-page.ts';
import { showLine } from './line-page.ts';
import { entryRoutes } from './entry-routes.ts';
import { plateRoutes } from './plates/plate-routes.ts';
import { showSearch } from './search-page.ts';
import { trendRoutes } from './trend-routes.ts';

/** `/meals/diary`: what a person ate, day by day. */
export function diaryRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  dayRoutes(router, deps);
  addRoutes(router, deps);
  router.use(trendRoutes(deps), entryRoutes(deps), plateRoutes(deps));
  return router;
}

function eaterOf(viewer: Viewer, now: Date): Eater {
  return { timeZone: viewer.timeZone, now, source: 'web' };
}

function dayRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;

  router.get('/meals/diary', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    await showDay(req, res, { deps, viewer, date: dayOf(req.query['date'], viewer.today) });
  });

  router.get('/meals/diary/add', async (req, res) => {
    const now = clock.now();
    await showSearch(req, res, { db, viewer: viewerOf(req, now), now });
  });

  router.post('/meals/diary/lines', async (req, res) => {
    const now = clock.now();
    const viewer = viewerOf(req, now);
    const form = parseForm(lineForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      const state = { form: form.values, errors: form.errors };
      return showDay(req, res, { deps, viewer, date: dayOf(form.values['date'], viewer.today) }, state);
    }
    await showLine(req, res, { deps, viewer, now }, form.data);
  });

  router.post('/meals/diary/planned/:id', async (req, res) => {
    const now = clock.now();
    const viewer = viewerOf(req, now);
    const form = parseForm(eatenForm, req.body, req.t);
    const planEntryId = pathId(req, 'The meal');
    if (!form.ok) {
      res.status(422);
      return showDay(req, res, { deps, viewer, date: viewer.today }, { errors: form.errors });
    }
    const { servings, next } = form.data;
    const entry = await eatPlanned(db, scopeOf(req), { planEntryId, servings }, eaterOf(viewer, now));
    told(req, res, entry);
    res.redirect(303, next === undefined ? dayHref(entry) : safeReturnPath(next));
  });

  router.post('/meals/diary/copies', async (req, res) => {
    const form = parseForm(copyForm, req.body, req.t);
    const viewer = viewerOf(req, clock.now());
    if (!form.ok) {
      res.status(422);
      return showDay(req, res, { deps, viewer, date: viewer.today }, { errors: form.errors });
    }
    const { from, to, mealType = null } = form.data;
    const ids = await copyEntries(db, scopeOf(req), { from, to, mealType, source: 'web' });
    const day = formatDay(from, viewer.language, viewer.today);
    res.flash({ kind: 'ok', text: req.t('diary.copied', { count: ids.length, day }) });
    res.redirect(303, `/meals/diary?date=${to}`);
  });
}

function addRoutes(router: Router, { db, clock }: AppDeps): void {
  router.post('/meals/diary/entries', async (req, res) => {
    const form = parseForm(newEntryForm, req.body, req.t);
    await keep(req, res, form, { db, now: clock.now() });
  });

  router.post('/meals/diary/own-entries', async (req, res) => {
    const form = parseForm(ownEntryForm, req.body, req.t);
    if (!form.ok) return keep(req, res, form, { db, now: clock.now() });
    const { date, mealType, title, ...nutrients } = form.data;
    await keep(req, res, { ok: true, data: { date, mealType, title, nutrients } }, { db, now: clock.now() });
  });
}

type Kept =
  { ok: true; data: Partial<NewEntry> } | { ok: false; values: FormValues; errors: Record<string, string> };

/** Keeps what a form says and goes back to its day; a refused one comes back with what was typed. */
async function keep(
  req: Request,
  res: Response,
  form: Kept,
  { db, now }: { db: AppDeps['db']; now: Date },
): Promise<void> {
  const viewer = viewerOf(req, now);
  const back = (errors: Record<string, string>) => {
    res.status(422);
    return showSearch(req, res, { db, viewer, now }, { form: req.body as FormValues, errors });
  };
  if (!form.ok) return back(form.errors);
  const { recipeId, foodId, nutrients, title } = form.data;
  if (recipeId === undefined && foodId === undefined && (nutrients === undefined || title === undefined))
    return back({ foodId: req.t('diary.whatMissing') });
  if (foodId !== undefined && form.data.quantity === undefined)
    return back({ quantity: req.t('fields.missing') });
  try {
    const entry = await addEntry(db, scopeOf(req), { notes: '', ...form.data }, eaterOf(viewer, now));
    told(req, res, entry);
    res.redirect(303, dayHref(entry));
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return back(errorsOf(req.t, error.issues));
  }
}

function dayHref({ on_date: date }: EntryRow): string {
  return `/meals/diary?date=${date}`;
}

/** Says what was kept, with the way back. */
function told(req: Request, res: Response, { id, title }: EntryRow): void {
  const undo = { action: `/meals/diary/entries/${id}/deletion` };
  res.flash({ kind: 'ok', text: req.t('diary.kept', { title }), undo });
}
