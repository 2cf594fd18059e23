import * as z from 'zod';
import { NotFoundError } from '../../../errors.ts';
import type { Api, ApiContext } from '../../../http/api.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { versionOf } from '../../../http/if-match.ts';
import { fromCursor, listOf, pageOf } from '../../../http/lists.ts';
import { addDays, localDate } from '../../../lib/dates.ts';
import { announcePantry } from '../pantry/live-pantry.ts';
import { findItem, listItemPage, type Tap } from './item-queries.ts';
import { addItem, patchItem } from './items.ts';
import { makeListFromPlan } from './list-from-plan.ts';
import { listLists, markListDeleted } from './list-queries.ts';
import { addList, bringHome, changeList, clearBasket, findKnownList } from './lists.ts';
import { announceList } from './live-list.ts';
import * as schemas from './shopping-schema.ts';
import { itemJson, listJson } from './shopping-json.ts';
import { tapTime } from './tap-time.ts';

const LISTS = 'shopping-lists';
const ITEMS = 'shopping-items';

/** `/api/v1/shopping-lists` and `/api/v1/shopping-items`. */
export function shoppingApi(api: Api, deps: AppDeps): void {
  listApi(api, deps);
  listWorkApi(api, deps);
  itemApi(api, deps);
  itemChangeApi(api, deps);
}

function listApi(api: Api, deps: AppDeps): void {
  api.get(
    '/shopping-lists',
    {
      summary: 'The lists of the household',
      tag: LISTS,
      answer: z.object({ items: z.array(schemas.listAnswer) }),
    },
    async ({ db, scope }) => ({ items: (await listLists(db, scope)).map(listJson) }),
  );
  api.post(
    '/shopping-lists',
    {
      summary: 'Make a list',
      tag: LISTS,
      body: schemas.newListSchema,
      answer: schemas.listAnswer,
      status: 201,
    },
    async ({ db, scope, body, now }) => listJson(await addList(db, scope, body, now)),
  );
  api.get(
    '/shopping-lists/:id',
    { summary: 'One list', tag: LISTS, answer: schemas.listAnswer },
    async ({ db, scope, params }) => listJson(await findKnownList(db, scope, params['id']!)),
  );
  api.patch(
    '/shopping-lists/:id',
    { summary: 'Change a list', tag: LISTS, body: schemas.listPatchSchema, answer: schemas.listAnswer },
    async ({ db, scope, params, body, now, req, res }) => {
      const patch = { ...body, version: versionOf(req.get('if-match')) ?? body.version };
      announceList(deps, res, params['id']!);
      return listJson(await changeList(db, scope, params['id']!, { patch, now }));
    },
  );
  api.delete(
    '/shopping-lists/:id',
    { summary: 'Move a list into the bin', tag: LISTS },
    async ({ db, scope, params, now }) => {
      if (!(await markListDeleted(db, scope, params['id']!, { isDeleted: true, now })))
        throw new NotFoundError('The list');
    },
  );
  api.post(
    '/shopping-lists/:id/restoration',
    { summary: 'Take a list out of the bin', tag: LISTS, answer: schemas.listAnswer },
    async ({ db, scope, params, now }) => {
      if (!(await markListDeleted(db, scope, params['id']!, { isDeleted: false, now })))
        throw new NotFoundError('The list');
      return listJson(await findKnownList(db, scope, params['id']!));
    },
  );
}

function listWorkApi(api: Api, deps: AppDeps): void {
  api.post(
    '/shopping-lists/:id/plan',
    {
      summary: 'Put what the planned meals need on the list, or bring it up to date',
      tag: LISTS,
      body: schemas.planSpanSchema,
      answer: z.object({
        added: z.number(),
        changed: z.number(),
        removed: z.number(),
        atHand: z.array(z.string()).describe('what the pantry has enough of'),
        meals: z.number().describe('planned meals with ingredients'),
      }),
    },
    async ({ db, scope, params, body, now, user, res }) => {
      const from = body.from ?? localDate(now, user.timeZone);
      announceList(deps, res, params['id']!);
      const span = { from, to: addDays(from, body.days) };
      return makeListFromPlan(db, scope, params['id']!, { span, now });
    },
  );
  const count = z.object({ count: z.number() });
  api.post(
    '/shopping-lists/:id/clearing',
    { summary: 'Move all ticked items into the bin', tag: LISTS, answer: count },
    async ({ db, scope, params, now, res }) => {
      announceList(deps, res, params['id']!);
      return { count: await clearBasket(db, scope, params['id']!, now) };
    },
  );
  api.post(
    '/shopping-lists/:id/stocking',
    { summary: 'Put all ticked items into the pantry and off the list', tag: LISTS, answer: count },
    async ({ db, scope, params, now, res }) => {
      announceList(deps, res, params['id']!);
      announcePantry(deps, res);
      return { count: await bringHome(db, scope, params['id']!, now) };
    },
  );
}

function itemApi(api: Api, deps: AppDeps): void {
  api.get(
    '/shopping-items',
    {
      summary: 'What is on all lists, or on one',
      tag: ITEMS,
      query: schemas.itemListQuery,
      answer: listOf(schemas.itemAnswer),
    },
    async ({ db, scope, query }) => {
      const [after = null] = fromCursor(query.cursor, z.tuple([z.uuid()])) ?? [];
      const page = { listId: query.listId ?? null, after, limit: query.limit };
      return pageOf(await listItemPage(db, scope, page), query.limit, {
        item: itemJson,
        place: ({ id }) => [id],
      });
    },
  );
  api.post(
    '/shopping-items',
    {
      summary: 'Add something',
      tag: ITEMS,
      body: schemas.newItemSchema,
      answer: schemas.itemAnswer,
      status: 201,
    },
    async ({ db, scope, body, now, req, res }) => {
      const item = await addItem(db, scope, body, tapOf({ body, now, req }));
      announceList(deps, res, item.list_id);
      return itemJson(item);
    },
  );
  api.get(
    '/shopping-items/:id',
    { summary: 'One item, also of the bin', tag: ITEMS, answer: schemas.itemAnswer },
    async ({ db, scope, params }) => {
      const item = await findItem(db, scope, params['id']!);
      if (!item) throw new NotFoundError('The item');
      return itemJson(item);
    },
  );
}

function itemChangeApi(api: Api, deps: AppDeps): void {
  api.patch(
    '/shopping-items/:id',
    {
      summary: 'Tick or change an item; the latest tap wins',
      tag: ITEMS,
      body: schemas.itemPatchSchema,
      answer: schemas.itemAnswer,
    },
    async ({ db, scope, params, body, now, req, res }) => {
      const tap = tapOf({ body, now, req });
      const item = await patchItem(db, scope, params['id']!, { patch: body, tap });
      announceList(deps, res, item.list_id);
      if (body.isChecked !== undefined || body.isStocked !== undefined) announcePantry(deps, res);
      return itemJson(item);
    },
  );
  api.delete(
    '/shopping-items/:id',
    { summary: 'Move an item into the bin', tag: ITEMS },
    async ({ db, scope, params, now, res }) => {
      const tap = { at: undefined, now };
      const item = await patchItem(db, scope, params['id']!, { patch: { isDeleted: true }, tap });
      announceList(deps, res, item.list_id);
    },
  );
  api.post(
    '/shopping-items/:id/restoration',
    { summary: 'Take an item out of the bin', tag: ITEMS, answer: schemas.itemAnswer },
    async ({ db, scope, params, now, res }) => {
      const tap = { at: undefined, now };
      const item = await patchItem(db, scope, params['id']!, { patch: { isDeleted: false }, tap });
      announceList(deps, res, item.list_id);
      return itemJson(item);
    },
  );
}

type Tapped = Pick<ApiContext<unknown, { changedAt?: string | undefined }>, 'body' | 'now' | 'req'>;

function tapOf({ body, now, req }: Tapped): Tap {
  return { at: tapTime({ changedAt: body.changedAt, sentAt: req.get('x-sent-at') }, now), now };
}
