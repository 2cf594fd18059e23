import { NotFoundError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { versionOf } from '../../../http/if-match.ts';
import { listOf, offsetOf, pageOf } from '../../../http/lists.ts';
import { announceFoods } from './food-channel.ts';
import { findFood } from './food-queries.ts';
import {
  foodAnswer,
  foodListQuery,
  foodPatchSchema,
  householdPortionSchema,
  lookUpSchema,
  newFoodSchema,
} from './food-schema.ts';
import * as foods from './foods.ts';
import { createFoodLookup } from './lookup/food-lookup.ts';
import { lookUpFood } from './lookup/look-up-food.ts';

const tag = 'foods';

/** `/api/v1/foods`: the product's food table and the household's own foods, nutrients per 100 g. */
export function foodApi(api: Api, deps: Pick<AppDeps, 'config' | 'live'>): void {
  const lookup = createFoodLookup(deps.config);
  api.get(
    '/foods',
    {
      summary: 'List foods: with q by best match, otherwise the commonest first',
      tag,
      query: foodListQuery,
      answer: listOf(foodAnswer),
    },
    async ({ db, scope, query: { cursor, limit, ...search } }) => {
      const offset = offsetOf(cursor);
      const rows = await foods.pageOfFoods(db, scope, { ...search, limit: limit + 1, offset });
      return pageOf(rows, limit, { item: foods.toFood, place: () => [offset + limit] });
    },
  );
  api.get('/foods/:id', { summary: 'One food', tag, answer: foodAnswer }, async ({ db, scope, params }) => {
    const row = await findFood(db, scope, params['id']!);
    if (!row) throw new NotFoundError('The food');
    return foods.toFood(row);
  });
  api.post(
    '/foods/look-up',
    {
      summary:
        'The food meant by these words; one that the own table lacks is asked of Edamam (if set up) and kept',
      tag,
      body: lookUpSchema,
      answer: foodAnswer,
    },
    async ({ db, scope, body, now, res }) => {
      announceFoods(deps, res);
      return foods.toFood(await lookUpFood(db, scope, { words: body.q, lookup }, now));
    },
  );
  changeApi(api, deps);
}

function changeApi(api: Api, deps: Pick<AppDeps, 'live'>): void {
  api.post(
    '/foods',
    {
      summary: "Add a food of the household's own",
      tag,
      body: newFoodSchema,
      answer: foodAnswer,
      status: 201,
    },
    async ({ db, scope, body, res }) => {
      announceFoods(deps, res);
      return foods.toFood(await foods.createFood(db, scope, body));
    },
  );
  api.patch(
    '/foods/:id',
    { summary: "Change a food of the household's own", tag, body: foodPatchSchema, answer: foodAnswer },
    async ({ db, scope, params, body, now, req, res }) => {
      announceFoods(deps, res);
      const edit = { id: params['id']!, patch: body, expectedVersion: versionOf(req.get('if-match')) };
      return foods.toFood(await foods.changeFood(db, scope, edit, now));
    },
  );
  api.put(
    '/foods/:id/household-portion',
    {
      summary: 'Say what one slice, cup … of any food weighs in this household',
      tag,
      body: householdPortionSchema,
      answer: foodAnswer,
    },
    async ({ db, scope, params, body, now, res }) => {
      announceFoods(deps, res);
      return foods.toFood(await foods.weighPortion(db, scope, { foodId: params['id']!, ...body }, now));
    },
  );
  api.delete(
    '/foods/:id',
    { summary: "Move a food of the household's own into the bin for 30 days", tag },
    async ({ db, scope, params, now, res }) => {
      announceFoods(deps, res);
      await foods.deleteFood(db, scope, params['id']!, now);
    },
  );
  api.post(
    '/foods/:id/restoration',
    { summary: "Take a food of the household's own out of the bin", tag, answer: foodAnswer },
    async ({ db, scope, params, now, res }) => {
      announceFoods(deps, res);
      return foods.toFood(await foods.restoreFood(db, scope, params['id']!, now));
    },
  );
}
