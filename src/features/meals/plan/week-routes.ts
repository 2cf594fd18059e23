import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { currentUser, scopeOf } from '../../../http/request.ts';
import { viewerOf, type Viewer } from '../../../http/viewer.ts';
import { addDays, isLocalDate, weekStart, type LocalDate } from '../../../lib/dates.ts';
import { countRecipes } from '../recipes/recipe-queries.ts';
import { pantryToUseUp } from '../pantry/pantry.ts';
import { mealTabs } from '../sections.ts';
import { findMealSettings } from '../targets/preferences.ts';
import { targetsOfDays } from '../targets/targets.ts';
import { announcePlanChange } from './plan-channel.ts';
import { copyWeek, listPlanEntries } from './plan-entries.ts';
import { findOpenRun } from './run-queries.ts';
import { WEEK, weekView } from './week-view.ts';
import { localDay } from './wish-schema.ts';

const copyForm = z.object({ from: localDay, to: localDay });

/** `/meals/week`: what the household eats in a week. */
export function weekRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;

  router.get(WEEK, async (req, res) => {
    await sendWeek(req, res, deps);
  });

  router.post(`${WEEK}/copies`, async (req, res) => {
    const form = parseForm(copyForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return sendWeek(req, res, deps);
    }
    const count = await copyWeek(db, scopeOf(req), form.data, clock.now());
    announcePlanChange(deps, res);
    res.flash({ kind: 'ok', text: req.t('plan.week.copied', { count }) });
    res.redirect(303, `${WEEK}?from=${form.data.to}`);
  });

  return router;
}

async function sendWeek(req: Request, res: Response, { db, clock }: AppDeps): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const scope = scopeOf(req);
  const { from, day } = shownDays(req, viewer);
  const dates = Array.from({ length: 7 }, (_, at) => addDays(from, at));
  const [entries, targets, settings, open, recipes, useUp] = await Promise.all([
    listPlanEntries(db, scope, from, addDays(from, 6)),
    targetsOfDays(db, scope, { dates, today: viewer.today }),
    findMealSettings(db, scope),
    findOpenRun(db, scope, from, addDays(from, 6)),
    countRecipes(db, scope),
    pantryToUseUp(db, scope, viewer.today),
  ]);
  const week = weekView({ from, day, entries, targets, mealTypes: settings.mealTypes }, viewer);
  res.page('meals/week/week', {
    title: req.t('plan.week.title'),
    subtitle: week.label,
    back: { href: '/meals', label: req.t('meals.title') },
    width: 'wide',
    tabs: mealTabs(req.t, req.path),
    scripts: ['follow', 'week'],
    followed: `meal-plan:${currentUser(req).householdId}`,
    week,
    openRun: open && `${WEEK}/plans/${open.id}`,
    hasRecipes: recipes > 0,
    hasTargets: targets.some((target) => target !== null),
    useUp: useUp
      .map(({ name }) => name)
      .slice(0, MOST_TO_USE_UP)
      .join(', '),
  });
}

const MOST_TO_USE_UP = 6;

/** The week that a request asks for, and the day of it that a phone shows. */
function shownDays(req: Request, viewer: Viewer): { from: LocalDate; day: LocalDate } {
  const asked = (name: string) => {
    const value = req.query[name];
    return typeof value === 'string' && isLocalDate(value) ? value : undefined;
  };
  const from = weekStart(asked('from') ?? asked('day') ?? viewer.today, viewer.weekStart);
  const isIn = (date: LocalDate | undefined) =>
    date !== undefined && date >= from && date <= addDays(from, 6);
  const day = [asked('day'), viewer.today].find(isIn) ?? from;
  return { from, day };
}
