import * as z from 'zod';
import { NotFoundError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { versionOf } from '../../../http/if-match.ts';
import { listOf } from '../../../http/lists.ts';
import { chooseLineFood } from './line-food.ts';
import { announceFoods } from '../foods/food-channel.ts';
import { announceRecipe } from './recipe-channel.ts';
import { listRecipes } from './recipe-list.ts';
import { findRecipe, listTags } from './recipe-queries.ts';
import {
  newRecipeSchema,
  rating,
  recipeAnswer,
  recipeListItem,
  recipeListQuery,
  recipePatchSchema,
  type Recipe,
} from './recipe-schema.ts';
import { changeRecipe, deleteRecipe, rateRecipe, restoreRecipe, saveRecipe } from './recipes.ts';

const tag = 'recipes';
const MOST_TAGS = 200;

/** `/api/v1/recipes`: the household's recipes, their lines understood and their nutrition computed. */
export function recipeApi(api: Api, deps: Pick<AppDeps, 'live'>): void {
  api.get(
    '/recipes',
    {
      summary: 'List recipes: newest first, or with q the best match first',
      tag,
      query: recipeListQuery,
      answer: listOf(recipeListItem),
    },
    async ({ db, scope, query: { limit, cursor, ...filter } }) =>
      listRecipes(db, scope, filter, { limit, cursor }),
  );
  api.post(
    '/recipes',
    { summary: 'Add a recipe', tag, body: newRecipeSchema, answer: recipeAnswer, status: 201 },
    async ({ db, scope, body, now, res }) => {
      const recipe = await saveRecipe(db, scope, { ...body, source: 'api' }, now);
      res.location(`/api/v1/recipes/${recipe.id}`);
      return recipe;
    },
  );
  api.get(
    '/recipes/:id',
    { summary: 'One recipe with its lines and steps', tag, answer: recipeAnswer },
    async ({ db, scope, params, res }) => {
      const recipe = await findRecipe(db, scope, params['id']!);
      if (!recipe) throw new NotFoundError('The recipe');
      return withVersion(res, recipe);
    },
  );
  changeApi(api, deps);
  api.get(
    '/recipe-tags',
    {
      summary: 'The tags of the recipes, the most used first',
      tag,
      answer: z.object({ items: z.array(z.object({ tag: z.string(), recipeCount: z.number() })) }),
    },
    async ({ db, scope }) => {
      const rows = await listTags(db, scope, MOST_TAGS);
      return { items: rows.map((row) => ({ tag: row.tag, recipeCount: row.recipe_count })) };
    },
  );
}

function changeApi(api: Api, deps: Pick<AppDeps, 'live'>): void {
  api.patch(
    '/recipes/:id',
    {
      summary:
        'Change a recipe; with If-Match only if its version is still that one (409 answers the stored one)',
      tag,
      body: recipePatchSchema,
      answer: recipeAnswer,
    },
    async ({ db, scope, params, body, now, req, res }) => {
      const edit = { id: params['id']!, patch: body, expectedVersion: versionOf(req.get('if-match')) };
      announceRecipe(deps, res, edit.id);
      return withVersion(res, await changeRecipe(db, scope, edit, now));
    },
  );
  api.put(
    '/recipes/:id/rating',
    {
      summary: 'Give a recipe stars, or take them back with null',
      tag,
      body: z.strictObject({ rating: rating.nullable() }),
      answer: recipeAnswer,
    },
    async ({ db, scope, params, body, now, res }) => {
      announceRecipe(deps, res, params['id']!);
      return rateRecipe(db, scope, { id: params['id']!, rating: body.rating }, now);
    },
  );
  api.put(
    '/recipes/:id/ingredients/:ingredientId/food',
    {
      summary: 'Say which food a line means; remembered for later lines with the same words',
      tag,
      body: z.strictObject({
        foodId: z.uuid('must be the id of a food').toLowerCase(),
        grams: z.number().gt(0).max(100_000).nullish().describe('what all of the line weighs'),
      }),
      answer: recipeAnswer,
    },
    async ({ db, scope, params, body, now, res }) => {
      announceRecipe(deps, res, params['id']!);
      announceFoods(deps, res);
      const line = { recipeId: params['id']!, lineId: params['ingredientId']! };
      return chooseLineFood(db, scope, { ...line, ...body }, now);
    },
  );
  binApi(api, deps);
}

function binApi(api: Api, deps: Pick<AppDeps, 'live'>): void {
  api.delete(
    '/recipes/:id',
    { summary: 'Move a recipe into the bin for 30 days', tag },
    async ({ db, scope, params, now, res }) => {
      announceRecipe(deps, res, params['id']!);
      await deleteRecipe(db, scope, params['id']!, now);
    },
  );
  api.post(
    '/recipes/:id/restoration',
    { summary: 'Take a recipe out of the bin', tag, answer: recipeAnswer },
    async ({ db, scope, params, now }) => restoreRecipe(db, scope, params['id']!, now),
  );
}

/** The version also as ETag, to be sent back as If-Match. */
function withVersion(res: { set(name: string, value: string): unknown }, recipe: Recipe): Recipe {
  res.set('ETag', `"${recipe.version}"`);
  return recipe;
}
