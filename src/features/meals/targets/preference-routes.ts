import { Router, type Request, type Response } from 'express';
import { ConflictError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm, type FormValues } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import { ALLERGENS, DIETS } from '../food-terms.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import { mealSettingsForm, preferencesForm } from './preference-schema.ts';
import { changeMealSettings, changePreferences, findMealSettings, findPreferences } from './preferences.ts';

const PREFERENCES = '/meals/preferences';
const WEEKDAYS = ['1', '2', '3', '4', '5', '6', '7'] as const;

interface FormState {
  which: 'own' | 'household';
  values: FormValues;
  errors: Record<string, string>;
}

/** `/meals/preferences`: what a person eats and does not, and how the household eats. */
export function preferenceRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;

  router.get(PREFERENCES, async (req, res) => {
    await sendPreferences(req, res, deps);
  });

  router.post(PREFERENCES, async (req, res) => {
    const form = parseForm(preferencesForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return sendPreferences(req, res, deps, { which: 'own', ...form });
    }
    const { allergies, otherAllergies, portion = null, ...rest } = form.data;
    const patch = { ...rest, portion, allergies: [...new Set([...allergies, ...otherAllergies])] };
    await changePreferences(db, scopeOf(req), patch, clock.now());
    res.flash({ kind: 'ok', text: req.t('targets.preferences.saved') });
    res.redirect(303, PREFERENCES);
  });

  router.post(`${PREFERENCES}/household`, async (req, res) => {
    const form = parseForm(mealSettingsForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return sendPreferences(req, res, deps, { which: 'household', ...form });
    }
    const { minutes, times, useLeftovers, version: expectedVersion, ...rest } = form.data;
    const stored = await findMealSettings(db, scopeOf(req));
    const patch = {
      ...rest,
      useLeftovers: useLeftovers === 'on',
      minutes: WEEKDAYS.map((day) => minutes[`day${day}`] ?? null),
      mealTimes: MEAL_TYPES.map((type, at) => times[type] ?? stored.mealTimes[at]!),
    };
    try {
      await changeMealSettings(db, scopeOf(req), { patch, expectedVersion }, clock.now());
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      res.status(409);
      const values = req.body as FormValues;
      return sendPreferences(req, res, deps, { which: 'household', values, errors: {} });
    }
    res.flash({ kind: 'ok', text: req.t('targets.household.saved') });
    res.redirect(303, PREFERENCES);
  });

  return router;
}

async function sendPreferences(
  req: Request,
  res: Response,
  { db }: AppDeps,
  form?: FormState,
): Promise<void> {
  const scope = scopeOf(req);
  const [own, household] = await Promise.all([findPreferences(db, scope), findMealSettings(db, scope)]);
  const known = new Set<string>(ALLERGENS);
  const typed = (which: FormState['which']) => (form?.which === which ? form.values : {});
  res.page('meals/targets/preferences', {
    title: req.t('targets.preferences.title'),
    back: { href: '/meals', label: req.t('meals.title') },
    capture: 'plain',
    allergens: ALLERGENS.map((id) => ({ value: id, label: req.t(`foods.allergen.${id}`) })),
    diets: DIETS.map((id) => ({ value: id, label: req.t(`foods.diet.${id}`) })),
    mealTypes: MEAL_TYPES.map((type) => ({ value: type, label: req.t(`plan.meal.${type}`) })),
    weekdays: WEEKDAYS.map((day) => ({ value: day, label: req.t(`targets.kind.${day}`) })),
    own: {
      allergies: own.allergies,
      diets: own.diets,
      dislikes: own.dislikes.join(', '),
      otherAllergies: own.allergies.filter((each) => !known.has(each)).join(', '),
      portion: own.portion === null ? '' : String(own.portion),
      ...typed('own'),
    },
    household: {
      mealTypes: household.mealTypes,
      maxRepeats: String(household.maxRepeats),
      useLeftovers: household.useLeftovers ? 'on' : '',
      guests: String(household.guests),
      ...Object.fromEntries(
        WEEKDAYS.map((day, at) => [`minutes.day${day}`, String(household.minutes[at] ?? '')]),
      ),
      ...Object.fromEntries(MEAL_TYPES.map((type, at) => [`times.${type}`, household.mealTimes[at]])),
      ...typed('household'),
      version: String(household.version),
    },
    isConflict: res.statusCode === 409,
    errors: {
      own: form?.which === 'own' ? form.errors : {},
      household: form?.which === 'household' ? form.errors : {},
    },
  });
}
