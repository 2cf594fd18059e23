import { Router, type Request, type Response } from 'express';
import * as z from 'zod';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { typedNumber } from '../../../http/typed-fields.ts';
import { formatNumber } from '../../../lib/number-format.ts';
import { announceFoods } from '../foods/food-channel.ts';
import { announceRecipe } from './recipe-channel.ts';
import { chooseLineFood, findLine, foodNamed } from './line-food.ts';
import { RECIPES } from './recipe-routes.ts';
import { ingredientLine } from './recipe-view.ts';

const PATH = `${RECIPES}/:id/ingredients/:lineId`;
const MOST_GRAMS = 100_000;

const choiceForm = z.strictObject({
  foodId: z.uuid().toLowerCase().optional(),
  foodIdText: z.string().trim().max(200).default(''),
  grams: typedNumber(z.number().gt(0).max(MOST_GRAMS)).optional(),
});

interface BadForm {
  values: Record<string, unknown>;
  errors: Record<string, string>;
}

/** One line of a recipe: what was understood of it, and which food it means. */
export function ingredientRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;

  router.get(PATH, async (req, res) => {
    await sendLine(req, res, deps);
  });

  router.post(PATH, async (req, res) => {
    const form = parseForm(choiceForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      await sendLine(req, res, deps, form);
      return;
    }
    const { foodIdText, grams } = form.data;
    const foodId = form.data.foodId ?? (foodIdText && (await foodNamed(db, scopeOf(req), foodIdText)));
    if (!foodId) {
      const error = foodIdText ? req.t('frame.search.none', { query: foodIdText }) : req.t('fields.missing');
      res.status(422);
      await sendLine(req, res, deps, { values: { foodIdText }, errors: { foodId: error } });
      return;
    }
    const recipeId = pathId(req, 'The recipe');
    const choice = { recipeId, lineId: pathId(req, 'The ingredient', 'lineId'), foodId, grams };
    announceRecipe(deps, res, recipeId);
    announceFoods(deps, res);
    await chooseLineFood(db, scopeOf(req), choice, clock.now());
    res.redirect(303, `${RECIPES}/${recipeId}#nutrition`);
  });

  return router;
}

async function sendLine(req: Request, res: Response, { db }: AppDeps, form?: BadForm): Promise<void> {
  const place = { recipeId: pathId(req, 'The recipe'), lineId: pathId(req, 'The ingredient', 'lineId') };
  const { recipe, line } = await findLine(db, scopeOf(req), place);
  const { t } = req;
  const grams = line.grams === null ? '' : `${formatNumber(line.grams, req.user!.language, 0)} g`;
  res.page('meals/recipes/ingredient', {
    capture: 'plain',
    title: line.text,
    subtitle: recipe.title,
    back: { href: `${RECIPES}/${recipe.id}`, label: recipe.title },
    action: `${RECIPES}/${recipe.id}/ingredients/${line.id}`,
    food: line.foodTitle ?? '',
    grams,
    asksWeight: line.grams === null && line.foodId !== null,
    amount: ingredientLine(line, 1, req.user!.language).amount || t('recipes.line.noAmount'),
    form: form?.values ?? { foodId: line.foodId ?? '', foodIdText: line.foodTitle ?? '' },
    errors: form?.errors ?? {},
  });
}
