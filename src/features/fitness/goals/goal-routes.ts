import { issuesOf, wordsOf } from '../../../http/issues.ts';
import { Router } from 'express';
import type { Request, Response } from 'express';
import { NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import type { FormValues } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import { listTypes } from '../body/measurement-queries.ts';
import { listTrainedExercises } from '../progress/progress-queries.ts';
import { pathId } from '../../../http/path-id.ts';
import { viewerOf } from '../../../http/viewer.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { markGoalDeleted } from './goal-queries.ts';
import { goalForm, newGoalSchema } from './goal-schema.ts';
import type { GoalMetric } from './goal-schema.ts';
import { goalChoices, goalLine, unitOf } from './goal-view.ts';
import { addGoal, changeGoal, findGoalStanding, listGoalStandings } from './goals.ts';

interface FormState {
  form?: FormValues;
  errors?: Record<string, string>;
}

/** `/fitness/goals`: what to reach, and how far it is. */
export function goalRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  setRoutes(router, deps);
  changeRoutes(router, deps);
  return router;
}

async function showGoals(
  req: Request,
  res: Response,
  { db, viewer }: { db: AppDeps['db']; viewer: Viewer },
  state: FormState = {},
) {
  const scope = scopeOf(req);
  const [standings, types, exercises] = await Promise.all([
    listGoalStandings(db, scope, viewer),
    listTypes(db, scope),
    listTrainedExercises(db, scope),
  ]);
  res.page('fitness/goals/goals', {
    capture: 'plain',
    title: viewer.t('body.goal.title'),
    back: { href: '/fitness', label: viewer.t('fitness.overview.title') },
    goals: standings.map((standing) => goalLine(standing, viewer)),
    choices: goalChoices(types, exercises, viewer),
    units: { ...viewer.units },
    form: state.form ?? {},
    errors: state.errors ?? {},
  });
}

function setRoutes(router: Router, { db, clock }: AppDeps): void {
  router.get('/fitness/goals', async (req, res) => {
    await showGoals(req, res, { db, viewer: viewerOf(req, clock.now()) });
  });

  router.post('/fitness/goals', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const scope = scopeOf(req);
    const form = parseForm(goalForm, req.body, req.t);
    const refuse = async (errors: Record<string, string>) => {
      res.status(422);
      await showGoals(req, res, { db, viewer }, { form: req.body as FormValues, errors });
    };
    if (!form.ok) return refuse(form.errors);
    const [metric, id] = form.data.about.split(':') as [GoalMetric, string | undefined];
    const type =
      metric === 'measurement' ? (await listTypes(db, scope)).find((row) => row.id === id) : undefined;
    if (metric === 'measurement' && !type) return refuse({ about: req.t('body.goal.notYours') });
    const goal = newGoalSchema.safeParse({
      metric,
      ...(metric === 'measurement' ? { measurementTypeId: id } : id ? { exerciseId: id } : {}),
      targetValue: unitOf(metric, type, viewer).stored(form.data.target),
      dueOn: form.data.dueOn,
    });
    if (!goal.success) return refuse({ target: wordsOf(req.t, issuesOf(goal.error)[0]!) });
    await addGoal(db, scope, goal.data, viewer);
    res.redirect(303, '/fitness/goals');
  });
}

function changeRoutes(router: Router, { db, clock }: AppDeps): void {
  router.post('/fitness/goals/:id', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const scope = scopeOf(req);
    const id = pathId(req, 'The goal');
    const { goal } = await findGoalStanding(db, scope, id, viewer);
    const form = parseForm(goalForm.omit({ about: true }), req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return showGoals(req, res, { db, viewer }, { errors: form.errors });
    }
    const type = goal.type_name === null ? undefined : { key: goal.type_key, unit: goal.type_unit ?? '' };
    const targetValue = unitOf(goal.metric, type, viewer).stored(form.data.target);
    const patch = { targetValue, dueOn: form.data.dueOn ?? null };
    await changeGoal(db, scope, id, { patch, calendar: viewer, now: clock.now() });
    res.redirect(303, '/fitness/goals');
  });

  for (const move of ['deletion', 'restoration'] as const) {
    router.post(`/fitness/goals/:id/${move}`, async (req, res) => {
      const id = pathId(req, 'The goal');
      const mark = { isDeleted: move === 'deletion', now: clock.now() };
      if (!(await markGoalDeleted(db, scopeOf(req), id, mark))) throw new NotFoundError('The goal');
      if (move === 'deletion') {
        const undo = { action: `/fitness/goals/${id}/restoration` };
        res.flash({ kind: 'ok', text: req.t('body.goal.deleted'), undo });
      }
      res.redirect(303, '/fitness/goals');
    });
  }
}
