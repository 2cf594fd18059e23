import { Router, type Request, type Response } from 'express';
import { ValidationError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { errorsOf } from '../../../http/issues.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { isLocalDate, type LocalDate } from '../../../lib/dates.ts';
import { MEAL_TYPES, type MealType } from '../meal-types.ts';
import { searchFoods } from '../foods/foods.ts';
import { listRecipes } from '../recipes/recipe-list.ts';
import { newEntryForm } from './entry-schema.ts';
import { dayOptions, mealOptions } from './entry-view.ts';
import { announcePlanChange } from './plan-channel.ts';
import { addPlanEntry } from './plan-entries.ts';
import { WEEK } from './week-view.ts';

const SHOWN = 20;
const SHOWN_FOODS = 6;

/** `/meals/week/meals/new`: a meal by hand. */
export function newEntryRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;

  router.get(`${WEEK}/meals/new`, async (req, res) => {
    await sendNew(req, res, deps, { ...placeOf(req, req.query, deps), errors: {} });
  });

  router.post(`${WEEK}/meals`, async (req, res) => {
    const form = parseForm(newEntryForm, req.body, req.t);
    const place = placeOf(req, (req.body ?? {}) as Record<string, unknown>, deps);
    const refuse = (errors: Record<string, string>) => {
      res.status(422);
      return sendNew(req, res, deps, { ...place, errors });
    };
    if (!form.ok) return refuse(form.errors);
    try {
      await addPlanEntry(db, scopeOf(req), form.data, clock.now());
    } catch (error) {
      if (!(error instanceof ValidationError)) throw error;
      return refuse(errorsOf(req.t, error.issues));
    }
    announcePlanChange(deps, res);
    res.redirect(303, `${WEEK}?day=${form.data.onDate}`);
  });

  return router;
}

interface Place {
  onDate: LocalDate;
  mealType: MealType;
}

/** The day and meal that a new meal is for, from an address or a form. */
function placeOf(req: Request, given: Record<string, unknown>, { clock }: AppDeps): Place {
  const date = given['date'] ?? given['onDate'];
  const meal = given['meal'] ?? given['mealType'];
  return {
    onDate: typeof date === 'string' && isLocalDate(date) ? date : viewerOf(req, clock.now()).today,
    mealType: MEAL_TYPES.find((type) => type === meal) ?? 'dinner',
  };
}

async function sendNew(
  req: Request,
  res: Response,
  { db, clock }: AppDeps,
  { onDate, mealType, errors }: Place & { errors: Record<string, string> },
): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const q = typeof req.query['q'] === 'string' ? req.query['q'].slice(0, 200) : '';
  const filter = q === '' ? { mealType } : { q };
  const fitting = await listRecipes(db, scopeOf(req), filter, { limit: SHOWN });
  // Where nothing says what it is for, everything is offered.
  const { items } =
    fitting.items.length === 0 && q === ''
      ? await listRecipes(db, scopeOf(req), {}, { limit: SHOWN })
      : fitting;
  const foods = q === '' ? [] : await searchFoods(db, scopeOf(req), q, SHOWN_FOODS);
  res.page('meals/week/new-meal', {
    title: req.t('plan.new.title'),
    back: { href: `${WEEK}?day=${onDate}`, label: req.t('plan.week.title') },
    capture: 'plain',
    q,
    place: { onDate, mealType },
    days: dayOptions(onDate, viewer),
    meals: mealOptions(viewer),
    recipes: items.map(({ id, title, totalMin }) => ({
      id,
      title,
      note: totalMin === null ? '' : req.t('plan.week.minutes', { count: totalMin }),
    })),
    foods: foods.map(({ id, name, kcal }) => ({
      id,
      name,
      note: kcal === null ? '' : req.t('plan.new.per100', { kcal: Math.round(kcal) }),
    })),
    values: (req.body ?? {}) as Record<string, unknown>,
    errors,
  });
}
