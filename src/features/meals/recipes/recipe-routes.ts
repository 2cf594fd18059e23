import { Router, type Request, type Response } from 'express';
import { NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { targetsOfDays } from '../targets/targets.ts';
import { mealTabs } from '../sections.ts';
import { MEAL_TYPES, type MealType } from '../meal-types.ts';
import { foodsTopic } from '../foods/food-channel.ts';
import { announceRecipe, recipeTopic } from './recipe-channel.ts';
import { recipeJsonLd } from './json-ld.ts';
import { nutritionView } from './nutrition-view.ts';
import { listRecipes, type RecipeFilter } from './recipe-list.ts';
import { findRecipe, listTags } from './recipe-queries.ts';
import { recipePage, recipeTile, servingsOf } from './recipe-view.ts';
import { deleteRecipe, rateRecipe, restoreRecipe } from './recipes.ts';

const PAGE = 30;
const TAGS = 12;
const QUICK_MINUTES = 30;
export const RECIPES = '/meals/recipes';

/** `/meals/recipes`: the household's recipes, and each one's page. */
export function recipeRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;

  router.get(RECIPES, async (req, res) => {
    await sendList(req, res, deps);
  });

  router.get(`${RECIPES}/:id.jsonld`, async (req, res) => {
    const recipe = await findRecipe(db, scopeOf(req), pathId(req, 'The recipe'));
    if (!recipe) throw new NotFoundError('The recipe');
    res.set('Cache-Control', 'private, no-store').attachment(`${fileName(recipe.title)}.jsonld`);
    res.type('application/ld+json').send(JSON.stringify(recipeJsonLd(recipe), null, 2));
  });

  router.get(`${RECIPES}/:id`, async (req, res) => {
    const recipe = await findRecipe(db, scopeOf(req), pathId(req, 'The recipe'));
    if (!recipe) throw new NotFoundError('The recipe');
    const viewer = viewerOf(req, clock.now());
    const [target = null] = await targetsOfDays(db, scopeOf(req), {
      dates: [viewer.today],
      today: viewer.today,
    });
    res.page('meals/recipes/recipe', {
      title: recipe.title,
      back: { href: RECIPES, label: req.t('recipes.title') },
      capture: 'plain',
      scripts: ['recipe', 'follow'],
      jsonLd: recipeJsonLd(recipe),
      recipe: recipePage(recipe, servingsOf(req.query['servings'], recipe), viewer),
      nutrition: {
        ...nutritionView(recipe, target, viewer),
        followed: `${recipeTopic(recipe.id)} ${foodsTopic(req)}`,
      },
    });
  });

  changeRoutes(router, deps);
  return router;
}

function changeRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;
  router.post(`${RECIPES}/:id/rating`, async (req, res) => {
    const { rating } = (req.body ?? {}) as { rating?: unknown };
    const stars = typeof rating === 'string' && /^[1-5]$/.test(rating) ? Number(rating) : null;
    const id = pathId(req, 'The recipe');
    announceRecipe(deps, res, id);
    await rateRecipe(db, scopeOf(req), { id, rating: stars }, clock.now());
    res.redirect(303, `${RECIPES}/${id}`);
  });

  router.post(`${RECIPES}/:id/deletion`, async (req, res) => {
    const id = pathId(req, 'The recipe');
    announceRecipe(deps, res, id);
    await deleteRecipe(db, scopeOf(req), id, clock.now());
    const undo = { action: `${RECIPES}/${id}/restoration` };
    res.flash({ kind: 'ok', text: req.t('recipes.removed'), undo });
    res.redirect(303, RECIPES);
  });

  router.post(`${RECIPES}/:id/restoration`, async (req, res) => {
    const { id } = await restoreRecipe(db, scopeOf(req), pathId(req, 'The recipe'), clock.now());
    res.redirect(303, `${RECIPES}/${id}`);
  });
}

async function sendList(req: Request, res: Response, { db, clock }: AppDeps): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const filter = filterOf(req);
  const cursor = textOf(req.query['cursor']);
  const { items, nextCursor } = await listRecipes(db, scopeOf(req), filter, { limit: PAGE, cursor });
  const tags = await listTags(db, scopeOf(req), TAGS);
  const isNarrowed = Object.values(filter).some((value) => value !== undefined);
  res.page('meals/recipes/recipes', {
    title: req.t('recipes.title'),
    back: { href: '/meals', label: req.t('meals.title') },
    width: 'wide',
    tabs: mealTabs(req.t, req.path),
    recipes: items.map((recipe) => recipeTile(recipe, viewer)),
    q: filter.q ?? '',
    filters: filterLinks(
      req,
      filter,
      tags.map(({ tag }) => tag),
    ),
    isNarrowed,
    newer: cursor === undefined ? undefined : addressOf(filter),
    older: nextCursor === null ? undefined : addressOf({ ...filter, cursor: nextCursor }),
  });
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? value.trim().slice(0, 500) : undefined;
}

/** What an address narrows the list by; what makes no sense narrows nothing. */
function filterOf(req: Request): RecipeFilter {
  const mealType = textOf(req.query['mealType']);
  const maxMinutes = Number(textOf(req.query['maxMinutes']));
  const minRating = Number(textOf(req.query['minRating']));
  return {
    q: textOf(req.query['q'])?.slice(0, 200),
    tag: textOf(req.query['tag'])?.slice(0, 40),
    mealType: MEAL_TYPES.find((type) => type === mealType),
    maxMinutes:
      Number.isInteger(maxMinutes) && maxMinutes > 0 && maxMinutes < 50_000 ? maxMinutes : undefined,
    minRating: [1, 2, 3, 4, 5].includes(minRating) ? minRating : undefined,
  };
}

function addressOf(params: RecipeFilter & { cursor?: string }): string {
  const given = Object.entries(params).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, String(value)]],
  );
  const query = new URLSearchParams(given).toString();
  return query === '' ? RECIPES : `${RECIPES}?${query}`;
}

/** Chips that turn a filter on, and off again. */
function filterLinks({ t }: Request, filter: RecipeFilter, tags: readonly string[]) {
  const chip = (label: string, name: keyof RecipeFilter, value: string | number) => {
    const isOn = filter[name] === value;
    return { label, isOn, href: addressOf({ ...filter, [name]: isOn ? undefined : value }) };
  };
  const shownTags = filter.tag && !tags.includes(filter.tag) ? [filter.tag, ...tags] : tags;
  return [
    ...MEAL_TYPES.map((type: MealType) => chip(t(`recipes.mealType.${type}`), 'mealType', type)),
    chip(t('recipes.quick', { count: QUICK_MINUTES }), 'maxMinutes', QUICK_MINUTES),
    chip(t('recipes.liked'), 'minRating', 4),
    ...shownTags.map((tag) => chip(`#${tag}`, 'tag', tag)),
  ];
}

/** A title as a file's name that every system takes. */
function fileName(title: string): string {
  const plain = title.normalize('NFKD').replaceAll(/[^a-zA-Z0-9]+/g, '-');
  return (
    plain
      .replaceAll(/^-+|-+$/g, '')
      .slice(0, 60)
      .toLowerCase() || 'recipe'
  );
}
