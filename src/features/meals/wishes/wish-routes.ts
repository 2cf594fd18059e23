import { type Request, type Response, Router } from 'express';
import * as z from 'zod';
import { createModels, findTask, type TaskRow } from '../../../ai/index.ts';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { errorsOf } from '../../../http/issues.ts';
import { currentUser, scopeOf } from '../../../http/request.ts';
import { localDate } from '../../../lib/dates.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { typedNumber } from '../../../http/typed-fields.ts';
import { localDay, planForm } from '../plan/wish-schema.ts';
import { planWeek } from '../plan/plan-runs.ts';
import { ideaRoutes } from './idea-routes.ts';
import { keepReading } from './readings.ts';
import { onlyKept, readingView, shownDays, typedWishes } from './wish-view.ts';
import { readByRules, readWishesTask, type WishText, wishTextSchema } from './read-wishes.ts';

const typedText = z.object({
  text: z.string('is missing').trim().min(1, 'is missing').max(1000),
  startsOn: localDay.optional(),
  days: typedNumber(z.int().min(1).max(14)).optional(),
});

/** A form that came back: what was typed, and what is wrong. */
interface RefusedForm {
  values: Record<string, unknown>;
  errors: Record<string, string>;
}

/** Wishes in plain words: typed, read, shown as what can be changed, and then planned; and ideas for recipes. */
export function wishRoutes(deps: AppDeps): Router {
  const { db, clock, queue, config } = deps;
  const router = Router({ caseSensitive: true });
  const models = createModels({ settings: config.models, db, clock });

  router.use(ideaRoutes(deps));

  router.get('/meals/wishes', (req, res) => showWords(req, res, deps));

  router.post('/meals/wishes', async (req, res) => {
    const form = parseForm(typedText, req.body, req.t);
    if (!form.ok) return showWords(req, res, deps, form);
    const scope = scopeOf(req);
    const now = clock.now();
    const input = wishTextSchema.parse({ ...defaultDays(req, now), ...form.data });
    const byRules = readByRules(input);
    const needsModel = byRules.rest.length > 0 && (await models.available(scope)).length > 0;
    const id = needsModel
      ? await readWishesTask.start({ db, queue }, scope, input, now)
      : await keepReading(db, scope, { input, reading: byRules }, now);
    res.redirect(303, `/meals/wishes/${id}`);
  });

  router.get('/meals/wishes/:id', async (req, res) => {
    showReading(req, res, await ownReading(deps, req));
  });

  router.post('/meals/wishes/:id/plan', async (req, res) => {
    const task = await ownReading(deps, req);
    const form = parseForm(planForm, onlyKept(req.body), req.t);
    if (!form.ok) return showReading(req, res.status(422), task, form);
    const { wishes, usePantry, useLeftovers, maxRepeats, startsOn, days } = form.data;
    const asked = {
      wishes,
      usePantry: usePantry === 'on',
      useLeftovers: useLeftovers === 'on',
      ...(maxRepeats !== undefined && { maxRepeats }),
    };
    try {
      const run = await planWeek({ db, queue }, scopeOf(req), { startsOn, days, wishes: asked }, clock.now());
      res.redirect(303, `/meals/week/plans/${run.id}`);
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      const errors = errorsOf(req.t, error.issues);
      showReading(req, res.status(422), task, { values: onlyKept(req.body), errors });
    }
  });

  return router;
}

async function ownReading({ db }: AppDeps, req: Request): Promise<TaskRow> {
  const id = req.params['id'];
  const task = typeof id === 'string' && isUuid(id) ? await findTask(db, scopeOf(req), id) : undefined;
  if (task?.kind !== readWishesTask.kind) throw new NotFoundError('These wishes');
  return task;
}

function showWords(req: Request, res: Response, { clock }: AppDeps, refused?: RefusedForm): void {
  if (refused) res.status(422);
  const now = clock.now();
  const given = localDay.safeParse(req.query['startsOn']);
  const planned = { ...defaultDays(req, now), ...(given.success && { startsOn: given.data }) };
  res.page('meals/wishes/words', {
    title: req.t('wishes.title'),
    back: { href: '/meals', label: req.t('meals.title') },
    capture: 'plain',
    values: { text: '', ...planned, ...refused?.values },
    errors: refused?.errors ?? {},
    examples: ['thai', 'quick', 'out', 'avoid', 'budget'].map((key) => req.t(`wishes.example.${key}`)),
  });
}

function showReading(req: Request, res: Response, task: TaskRow, refused?: RefusedForm): void {
  const input = wishTextSchema.parse(task.input);
  res.page('meals/wishes/wishes', {
    title: req.t('wishes.understood'),
    back: { href: '/meals/wishes', label: req.t('wishes.title') },
    capture: 'plain',
    scripts: ['follow'],
    text: input.text,
    reading: readingView(req, task, input, refused && typedWishes(refused.values)),
    days: shownDays(req, input),
    errors: refused?.errors ?? {},
  });
}

function defaultDays(req: Request, now: Date): Pick<WishText, 'startsOn' | 'days' | 'today'> {
  const today = localDate(now, currentUser(req).timeZone);
  return { startsOn: today, days: 7, today };
}
