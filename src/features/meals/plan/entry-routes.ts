import { Router, type Request, type Response } from 'express';
import { ConflictError, NotFoundError, ValidationError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm, type FormValues } from '../../../http/forms.ts';
import { errorsOf } from '../../../http/issues.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { entryForm, leftoverForm, lockForm, moveForm, swapForm, type PlanEntry } from './entry-schema.ts';
import { alternativeLines, entryPage, storedWords } from './entry-view.ts';
import { announcePlanChange } from './plan-channel.ts';
import * as entries from './plan-entries.ts';
import { listAlternatives, swapMeal } from './swap-meal.ts';
import { WEEK } from './week-view.ts';

const MEAL = `${WEEK}/meals/:id`;
const WHAT = 'The meal';

interface FormState {
  values: FormValues;
  errors: Record<string, string>;
}

/** `/meals/week/meals/…`: one planned meal and what is done with it. */
export function entryRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;

  router.get(MEAL, async (req, res) => {
    await sendEntry(req, res, deps);
  });

  router.post(MEAL, async (req, res) => {
    const form = parseForm(entryForm, req.body, req.t);
    if (!form.ok) return refuse(req, res, deps, form);
    const { version, atTime = null, myServings, servings, ...rest } = form.data;
    const id = pathId(req, WHAT);
    const stored = await entries.findPlanEntry(db, scopeOf(req), id);
    // Both stand in one form: the own part counts when it was changed, else the sum.
    const isMine = myServings !== undefined && myServings !== stored?.myServings;
    const portions = isMine ? { myServings } : { servings };
    const edit = { id, patch: { ...rest, ...portions, atTime }, expectedVersion: version };
    await change(req, res, deps, () => entries.changePlanEntry(db, scopeOf(req), edit, clock.now()));
  });

  router.post(`${MEAL}/place`, async (req, res) => {
    const form = parseForm(moveForm, req.body, req.t);
    if (!form.ok) return refuse(req, res, deps, form);
    const { version: expectedVersion, ...patch } = form.data;
    const edit = { id: pathId(req, WHAT), patch, expectedVersion };
    await change(req, res, deps, () => entries.changePlanEntry(db, scopeOf(req), edit, clock.now()), true);
  });

  router.post(`${MEAL}/lock`, async (req, res) => {
    const form = parseForm(lockForm, req.body, req.t);
    if (!form.ok) return refuse(req, res, deps, form);
    const edit = { id: pathId(req, WHAT), patch: { isLocked: form.data.isLocked === 'true' } };
    await change(req, res, deps, () => entries.changePlanEntry(db, scopeOf(req), edit, clock.now()));
  });

  swapRoutes(router, deps);
  binRoutes(router, deps);
  return router;
}

function swapRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;

  router.get(`${MEAL}/swap`, async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const { entry, alternatives } = await listAlternatives(db, scopeOf(req), pathId(req, WHAT));
    const page = entryPage(entry, viewer);
    res.page('meals/week/swap', {
      title: req.t('plan.swap.title'),
      subtitle: `${page.title} · ${page.when}`,
      back: { href: page.href, label: page.title },
      meal: page,
      alternatives: alternativeLines(alternatives, viewer),
    });
  });

  router.post(`${MEAL}/swap`, async (req, res) => {
    const form = parseForm(swapForm, req.body, req.t);
    if (!form.ok) return refuse(req, res, deps, form);
    const { version: expectedVersion, recipeId } = form.data;
    const swap = { id: pathId(req, WHAT), recipeId, expectedVersion };
    await change(req, res, deps, () => swapMeal(db, scopeOf(req), swap, clock.now()), true);
  });

  router.post(`${MEAL}/leftovers`, async (req, res) => {
    const form = parseForm(leftoverForm, req.body, req.t);
    if (!form.ok) return refuse(req, res, deps, form);
    const leftover = { of: pathId(req, WHAT), ...form.data };
    await change(req, res, deps, () => entries.addLeftover(db, scopeOf(req), leftover, clock.now()), true);
  });
}

function binRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;

  router.post(`${MEAL}/deletion`, async (req, res) => {
    const id = pathId(req, WHAT);
    const entry = await entries.findPlanEntry(db, scopeOf(req), id);
    await entries.deletePlanEntry(db, scopeOf(req), id, clock.now());
    announcePlanChange(deps, res);
    const undo = { action: `${WEEK}/meals/${id}/restoration` };
    res.flash({ kind: 'ok', text: req.t('plan.entry.removed'), undo });
    res.redirect(303, `${WEEK}?day=${entry?.onDate ?? ''}`);
  });

  router.post(`${MEAL}/restoration`, async (req, res) => {
    const entry = await entries.restorePlanEntry(db, scopeOf(req), pathId(req, WHAT), clock.now());
    announcePlanChange(deps, res);
    res.redirect(303, `${WEEK}?day=${entry.onDate}`);
  });
}

/** Does a change and goes on to the meal (or to its day); a newer version is shown beside what was typed. */
async function change(
  req: Request,
  res: Response,
  deps: AppDeps,
  ...[work, isWeek = false]: [work: () => Promise<PlanEntry>, isWeek?: boolean]
): Promise<void> {
  try {
    const entry = await work();
    announcePlanChange(deps, res);
    res.redirect(303, isWeek ? `${WEEK}?day=${entry.onDate}` : `${WEEK}/meals/${entry.id}`);
  } catch (error) {
    const values = req.body as FormValues;
    if (error instanceof ConflictError) {
      res.status(409);
      return sendEntry(req, res, deps, { values, errors: {} });
    }
    if (!(error instanceof ValidationError)) throw error;
    return refuse(req, res, deps, { values, errors: errorsOf(req.t, error.issues) });
  }
}

async function refuse(req: Request, res: Response, deps: AppDeps, form: FormState): Promise<void> {
  res.status(422);
  await sendEntry(req, res, deps, form);
}

async function sendEntry(req: Request, res: Response, deps: AppDeps, form?: FormState): Promise<void> {
  const { db, clock } = deps;
  const entry = await entries.findPlanEntry(db, scopeOf(req), pathId(req, WHAT));
  if (!entry) throw new NotFoundError(WHAT);
  const viewer = viewerOf(req, clock.now());
  const page = entryPage(entry, viewer);
  const { onDate = page.place.onDate, mealType = page.place.mealType } = form?.values ?? {};
  res.page('meals/week/meal', {
    title: page.title,
    subtitle: page.when,
    back: { href: page.weekHref, label: req.t('plan.week.title') },
    capture: 'plain',
    // After a conflict the form keeps what was typed, over the newer version.
    meal: {
      ...page,
      form: { ...page.form, ...form?.values, version: page.form['version'] },
      place: { onDate, mealType },
    },
    errors: form?.errors ?? {},
    stored: res.statusCode === 409 ? storedWords(entry, viewer) : undefined,
  });
}
