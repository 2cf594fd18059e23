import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import { ConflictError, NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { formKey, newFormKey } from '../../../http/form-key.ts';
import { parseForm } from '../../../http/forms.ts';
import { once } from '../../../http/idempotency.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { typedNumber } from '../../../http/typed-fields.ts';
import { lineOfText } from '../../../lib/text.ts';
import { unitOf } from '../ingredients/units.ts';
import { announceFoods } from './food-channel.ts';
import { foodForm, foodValues } from './food-form.ts';
import { findFood } from './food-queries.ts';
import { FOODS } from './food-routes.ts';
import { AISLES, ALLERGENS, DIETS, NUTRIENTS, unitOfNutrient } from '../food-terms.ts';
import * as foods from './foods.ts';

const WHAT = 'The food';
const portionForm = z.strictObject({
  unit: lineOfText(60),
  grams: typedNumber(z.number().positive().max(100_000)),
});

/** What the form does not ask for. */
const NOTHING_ELSE = { plural: null, description: '', densityGPerMl: null };

type FoodInput = z.output<typeof foodForm>;

/** Writing a food of one's own, changing it, throwing it away; and what a measure weighs at home. */
export function foodEditRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;

  router.get(`${FOODS}/new`, (req, res) => {
    const name = typeof req.query['name'] === 'string' ? req.query['name'].slice(0, 160) : '';
    sendForm(req, res, { values: { name, aisle: 'other' }, errors: {} });
  });

  router.post(FOODS, async (req, res) => {
    announceFoods(deps, res);
    await saving(req, res, async ({ food }) => {
      const scope = scopeOf(req);
      const request = { userId: scope.userId, key: formKey(req, food), content: food };
      const { body } = await once(db, request, async (trx) => {
        const { id } = await foods.createFood(trx, scope, { ...NOTHING_ELSE, ...food });
        return { status: 303, body: id };
      });
      res.redirect(303, `${FOODS}/${String(body)}`);
    });
  });

  router.get(`${FOODS}/:id/edit`, async (req, res) => {
    const row = await findFood(db, scopeOf(req), pathId(req, WHAT));
    if (!row?.is_own) throw new NotFoundError(WHAT);
    sendForm(req, res, { values: foodValues(row), errors: {}, id: row.id });
  });

  router.post(`${FOODS}/:id`, async (req, res) => {
    const id = pathId(req, WHAT);
    announceFoods(deps, res);
    await saving(req, res, async ({ food, version }) => {
      await foods.changeFood(db, scopeOf(req), { id, patch: food, expectedVersion: version }, clock.now());
      res.redirect(303, `${FOODS}/${id}`);
    });
  });

  binAndPortionRoutes(router, deps);
  return router;
}

function binAndPortionRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;
  router.post(`${FOODS}/:id/deletion`, async (req, res) => {
    const id = pathId(req, WHAT);
    announceFoods(deps, res);
    await foods.deleteFood(db, scopeOf(req), id, clock.now());
    res.flash({ kind: 'ok', text: req.t('foods.removed'), undo: { action: `${FOODS}/${id}/restoration` } });
    res.redirect(303, FOODS);
  });

  router.post(`${FOODS}/:id/restoration`, async (req, res) => {
    announceFoods(deps, res);
    const { id } = await foods.restoreFood(db, scopeOf(req), pathId(req, WHAT), clock.now());
    res.redirect(303, `${FOODS}/${id}`);
  });

  router.post(`${FOODS}/:id/household-portion`, async (req, res) => {
    const id = pathId(req, WHAT);
    const form = parseForm(portionForm, req.body, req.t);
    if (form.ok) {
      const { unit, grams } = form.data;
      const portion = { foodId: id, unit: unitOf(unit) ?? unit.toLowerCase(), grams };
      announceFoods(deps, res);
      await foods.weighPortion(db, scopeOf(req), portion, clock.now());
    } else {
      res.flash({ kind: 'error', text: req.t('foods.portionUnclear') });
    }
    res.redirect(303, `${FOODS}/${id}`);
  });
}

/** Reads the form and does `work`; what is wrong with either stands at its field. */
async function saving(req: Request, res: Response, work: (input: FoodInput) => Promise<void>): Promise<void> {
  const form = parseForm(foodForm, req.body, req.t);
  const id = req.params['id'] === undefined ? undefined : pathId(req, WHAT);
  const again = (status: number, errors: Record<string, string>) => {
    res.status(status);
    sendForm(req, res, { values: (req.body ?? {}) as Record<string, unknown>, errors, id });
  };
  if (!form.ok) return again(422, form.errors);
  try {
    await work(form.data);
  } catch (error) {
    if (error instanceof ConflictError) return again(409, { name: req.t('foods.conflict') });
    if (!foods.isNameTaken(error)) throw error;
    again(422, { name: req.t('foods.nameTaken') });
  }
}

function sendForm(
  req: Request,
  res: Response,
  form: { values: Record<string, unknown>; errors: Record<string, string>; id?: string | undefined },
): void {
  const options = (group: string, values: readonly string[]) =>
    values.map((value) => ({ value, label: req.t(`foods.${group}.${value}`) }));
  const href = form.id ? `${FOODS}/${form.id}` : FOODS;
  res.page('meals/foods/food-form', {
    capture: 'plain',
    title: req.t(form.id ? 'foods.edit' : 'foods.new'),
    back: { href, label: req.t('foods.title') },
    action: href,
    key: newFormKey(),
    form: form.values,
    errors: form.errors,
    aisles: options('aisle', AISLES),
    allergens: options('allergen', ALLERGENS),
    diets: options('diet', DIETS),
    nutrients: NUTRIENTS.map((name) => ({
      name,
      label: req.t(`foods.nutrient.${name}`),
      unit: unitOfNutrient(name),
    })),
  });
}
