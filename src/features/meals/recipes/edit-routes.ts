import { Router, type Request, type Response } from 'express';
import { ConflictError, NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { formKey, newFormKey } from '../../../http/form-key.ts';
import { parseForm } from '../../../http/forms.ts';
import { once } from '../../../http/idempotency.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { MEAL_TYPES } from '../meal-types.ts';
import { announceRecipe } from './recipe-channel.ts';
import { recipeForm, recipeValues } from './recipe-form.ts';
import { findRecipe } from './recipe-queries.ts';
import { changeRecipe, saveRecipe } from './recipes.ts';
import { RECIPES } from './recipe-routes.ts';

interface BadForm {
  values: Record<string, unknown>;
  errors: Record<string, string>;
}

/** Writing a recipe, and changing one. */
export function editRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;

  router.get(`${RECIPES}/new`, (req, res) => {
    sendNew(req, res);
  });

  router.post(RECIPES, async (req, res) => {
    const form = parseForm(recipeForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      sendNew(req, res, form);
      return;
    }
    const { recipe } = form.data;
    const scope = scopeOf(req);
    const request = { userId: scope.userId, key: formKey(req, recipe), content: recipe };
    const { body } = await once(db, request, async (trx) => {
      const { id } = await saveRecipe(trx, scope, recipe, clock.now());
      return { status: 303, body: id };
    });
    res.redirect(303, `${RECIPES}/${String(body)}`);
  });

  router.get(`${RECIPES}/:id/edit`, async (req, res) => {
    await sendEdit(req, res, deps);
  });

  router.post(`${RECIPES}/:id`, async (req, res) => {
    const id = pathId(req, 'The recipe');
    const form = parseForm(recipeForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      await sendEdit(req, res, deps, form);
      return;
    }
    const { recipe, version } = form.data;
    try {
      announceRecipe(deps, res, id);
      await changeRecipe(db, scopeOf(req), { id, patch: recipe, expectedVersion: version }, clock.now());
    } catch (error) {
      if (!(error instanceof ConflictError)) throw error;
      res.status(409);
      await sendEdit(req, res, deps, { values: req.body as BadForm['values'], errors: {} });
      return;
    }
    res.redirect(303, `${RECIPES}/${id}`);
  });

  return router;
}

function sendNew(req: Request, res: Response, form?: BadForm): void {
  res.page('meals/recipes/new', {
    capture: 'plain',
    title: req.t('recipes.new'),
    back: { href: RECIPES, label: req.t('recipes.title') },
    action: RECIPES,
    key: newFormKey(),
    form: form?.values ?? { yieldsServings: '4' },
    errors: form?.errors ?? {},
    mealTypes: mealTypeOptions(req, form?.values['mealTypes']),
  });
}

async function sendEdit(req: Request, res: Response, { db }: AppDeps, form?: BadForm): Promise<void> {
  const recipe = await findRecipe(db, scopeOf(req), pathId(req, 'The recipe'));
  if (!recipe) throw new NotFoundError('The recipe');
  const stored = recipeValues(recipe);
  res.page('meals/recipes/edit', {
    capture: 'plain',
    title: req.t('recipes.edit'),
    subtitle: recipe.title,
    back: { href: `${RECIPES}/${recipe.id}`, label: recipe.title },
    action: `${RECIPES}/${recipe.id}`,
    // After a conflict the form keeps what was typed, over the newer version.
    form: form ? { ...form.values, version: stored['version'] } : stored,
    errors: form?.errors ?? {},
    mealTypes: mealTypeOptions(req, (form?.values ?? stored)['mealTypes']),
    others: res.statusCode === 409 && form ? differences(req, form.values, stored) : undefined,
  });
}

function mealTypeOptions({ t }: Request, chosen: unknown) {
  const list = Array.isArray(chosen) ? chosen : [chosen];
  return MEAL_TYPES.map((value) => ({
    value,
    label: t(`recipes.mealType.${value}`),
    isChosen: list.includes(value),
  }));
}

const COMPARED = ['title', 'yieldsServings', 'ingredients', 'steps', 'tags', 'description', 'notes'] as const;

/** What the stored version says otherwise than what was typed. */
function differences({ t }: Request, typed: Record<string, unknown>, stored: Record<string, unknown>) {
  const text = (value: unknown) => (typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '');
  return COMPARED.filter((name) => text(typed[name]) !== text(stored[name])).map((name) => ({
    label: t(`recipes.field.${name}`),
    text: text(stored[name]) || '–',
  }));
}
