import { Router, type Request, type Response } from 'express';
import { ConflictError, ValidationError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm, type FormValues } from '../../../http/forms.ts';
import { errorsOf } from '../../../http/issues.ts';
import { pathId } from '../../../http/path-id.ts';
import { currentUser, scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { isLocalDate, weekStart } from '../../../lib/dates.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { findMealSettings } from '../targets/preferences.ts';
import { findComingExplanation } from '../wishes/explain-plan.ts';
import { dayOptions, mealOptions } from './entry-view.ts';
import { announcePlanChange } from './plan-channel.ts';
import { formOfRun, newPlanForm, wishRows } from './plan-form.ts';
import * as runs from './plan-runs.ts';
import { runPage } from './run-view.ts';
import { WEEK } from './week-view.ts';
import { planForm, WISH_KINDS } from './wish-schema.ts';

const RUN = `${WEEK}/plans/:id`;
const WHAT = 'The plan';

interface FormState {
  values: FormValues;
  errors: Record<string, string>;
}

/** `/meals/week/plan` and `/meals/week/plans/…`: having a week planned, and deciding on what was proposed. */
export function runRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { clock } = deps;

  router.get(`${WEEK}/plan`, async (req, res) => {
    await sendForm(req, res, deps);
  });

  router.post(`${WEEK}/plans`, async (req, res) => {
    const typed = req.body as FormValues;
    // One more row for a wish: without scripts, too.
    if ('addWish' in typed) return sendForm(req, res, deps, { values: typed, errors: {} });
    const form = parseForm(planForm, typed, req.t);
    const refuse = (errors: Record<string, string>) => {
      res.status(422);
      return sendForm(req, res, deps, { values: typed, errors });
    };
    if (!form.ok) return refuse(form.errors);
    const { startsOn, days, wishes, usePantry, useLeftovers, maxRepeats } = form.data;
    const wanted = { wishes, usePantry: usePantry === 'on', useLeftovers: useLeftovers === 'on', maxRepeats };
    try {
      const asked = { startsOn, days, wishes: wanted };
      const run = await runs.planWeek(deps, scopeOf(req), asked, clock.now());
      res.redirect(303, `${WEEK}/plans/${run.id}`);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      return refuse(errorsOf(req.t, error.issues));
    }
  });

  router.get(RUN, async (req, res) => {
    await sendRun(req, res, deps);
  });

  decisionRoutes(router, deps);
  return router;
}

function decisionRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;

  router.post(`${RUN}/acceptance`, async (req, res) => {
    await decide(req, res, deps, async (id) => {
      const run = await runs.acceptPlan(db, scopeOf(req), id, clock.now());
      res.flash({
        kind: 'ok',
        text: req.t('plan.run.isPlan'),
        undo: { action: `${WEEK}/plans/${id}/undo` },
      });
      return `${WEEK}?from=${run.startsOn}`;
    });
  });

  router.post(`${RUN}/undo`, async (req, res) => {
    await decide(req, res, deps, async (id) => {
      const run = await runs.undoPlan(db, scopeOf(req), id, clock.now());
      res.flash({ kind: 'ok', text: req.t('plan.run.takenBack') });
      return `${WEEK}?from=${run.startsOn}`;
    });
  });

  router.post(`${RUN}/rejection`, async (req, res) => {
    await decide(req, res, deps, async (id) => {
      const run = await runs.discardPlan(db, scopeOf(req), id, clock.now());
      return `${WEEK}?from=${run.startsOn}`;
    });
  });

  router.post(`${RUN}/repetition`, async (req, res) => {
    await decide(req, res, deps, async (id) => {
      const run = await runs.planAnother(deps, scopeOf(req), id, clock.now());
      return `${WEEK}/plans/${run.id}`;
    });
  });
}

/** Decides on a run and goes on; a run that somebody else decided on meanwhile is shown as it is. */
async function decide(
  req: Request,
  res: Response,
  deps: AppDeps,
  work: (id: string) => Promise<string>,
): Promise<void> {
  try {
    const next = await work(pathId(req, WHAT));
    announcePlanChange(deps, res);
    res.redirect(303, next);
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error;
    res.status(409);
    await sendRun(req, res, deps, req.t(error.text ?? 'frame.error.changed'));
  }
}

async function sendRun(req: Request, res: Response, { db, clock }: AppDeps, problem = ''): Promise<void> {
  const scope = scopeOf(req);
  const stored = await runs.findPlanRun(db, scope, pathId(req, WHAT));
  const coming = stored.explanation === null ? await findComingExplanation(db, scope, stored.id) : undefined;
  const user = currentUser(req);
  const run = runPage({ ...stored, coming }, viewerOf(req, clock.now()), user.id);
  res.page('meals/week/plan', {
    title: req.t('plan.run.title'),
    subtitle: run.label,
    back: { href: run.weekHref, label: req.t('plan.week.title') },
    width: 'wide',
    capture: 'plain',
    scripts: ['follow', 'streamed'],
    followed: run.isOpen ? `meal-plan:${user.householdId}` : undefined,
    run,
    problem,
  });
}

async function sendForm(
  req: Request,
  res: Response,
  { db, clock }: AppDeps,
  form?: FormState,
): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const { from, run: runId } = req.query;
  const settings = await findMealSettings(db, scopeOf(req));
  const before =
    typeof runId === 'string' && isUuid(runId)
      ? await runs.findPlanRun(db, scopeOf(req), runId.toLowerCase())
      : undefined;
  const asked = typeof from === 'string' && isLocalDate(from) ? from : viewer.today;
  const startsOn = weekStart(asked, viewer.weekStart);
  const stored = before
    ? formOfRun(before)
    : newPlanForm(startsOn < viewer.today ? viewer.today : startsOn, startsOn, settings);
  const values = { ...stored, ...form?.values };
  res.page('meals/week/plan-form', {
    title: req.t('plan.form.title'),
    back: { href: `${WEEK}?from=${startsOn}`, label: req.t('plan.week.title') },
    capture: 'plain',
    form: values,
    rows: wishRows(values),
    errors: form?.errors ?? {},
    kinds: WISH_KINDS.map((kind) => ({ value: kind, label: req.t(`plan.wish.kind.${kind}`) })),
    days: [
      { value: '', label: req.t('plan.wish.anyDay') },
      ...dayOptions(String(values['startsOn']), viewer),
    ],
    meals: [{ value: '', label: req.t('plan.wish.anyMeal') }, ...mealOptions(viewer)],
  });
}
