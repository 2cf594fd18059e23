import * as z from 'zod';
import { NotFoundError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { versionOf } from '../../../http/if-match.ts';
import { fromCursor, listOf, listQuery, pageOf } from '../../../http/lists.ts';
import { localDate } from '../../../lib/dates.ts';
import { announcePantry } from './live-pantry.ts';
import { listPantryPage, markPantryItemDeleted, type PantryRow } from './pantry-queries.ts';
import { newPantryItemSchema, pantryAnswer, pantryPatchSchema } from './pantry-schema.ts';
import { addPantryItem, changePantryItem, findStored } from './pantry.ts';

const TAG = 'pantry-items';

/** `/api/v1/pantry-items`. */
export function pantryApi(api: Api, deps: AppDeps): void {
  api.get(
    '/pantry-items',
    { summary: 'What is at home', tag: TAG, query: listQuery, answer: listOf(pantryAnswer) },
    async ({ db, scope, query }) => {
      const [after = null] = fromCursor(query.cursor, z.tuple([z.uuid()])) ?? [];
      const rows = await listPantryPage(db, scope, { after, limit: query.limit });
      return pageOf(rows, query.limit, { item: toAnswer, place: ({ id }) => [id] });
    },
  );
  api.post(
    '/pantry-items',
    {
      summary: 'Put something into the pantry',
      tag: TAG,
      body: newPantryItemSchema,
      answer: pantryAnswer,
      status: 201,
    },
    async ({ db, scope, body, now, user, res }) => {
      announcePantry(deps, res);
      return toAnswer(await addPantryItem(db, scope, body, { today: localDate(now, user.timeZone), now }));
    },
  );
  api.get(
    '/pantry-items/:id',
    { summary: 'One thing of the pantry', tag: TAG, answer: pantryAnswer },
    async ({ db, scope, params }) => toAnswer(await findStored(db, scope, params['id']!)),
  );
  api.patch(
    '/pantry-items/:id',
    { summary: 'Change a thing of the pantry', tag: TAG, body: pantryPatchSchema, answer: pantryAnswer },
    async ({ db, scope, params, body, now, req, res }) => {
      announcePantry(deps, res);
      const patch = { ...body, version: versionOf(req.get('if-match')) ?? body.version };
      return toAnswer(await changePantryItem(db, scope, params['id']!, { patch, now }));
    },
  );
  api.delete(
    '/pantry-items/:id',
    { summary: 'Take a thing out of the pantry, into the bin', tag: TAG },
    async ({ db, scope, params, now, res }) => {
      announcePantry(deps, res);
      if (!(await markPantryItemDeleted(db, scope, params['id']!, { isDeleted: true, now })))
        throw new NotFoundError('The pantry item');
    },
  );
  api.post(
    '/pantry-items/:id/restoration',
    { summary: 'Take a thing of the pantry out of the bin', tag: TAG, answer: pantryAnswer },
    async ({ db, scope, params, now, res }) => {
      announcePantry(deps, res);
      if (!(await markPantryItemDeleted(db, scope, params['id']!, { isDeleted: false, now })))
        throw new NotFoundError('The pantry item');
      return toAnswer(await findStored(db, scope, params['id']!));
    },
  );
}

function toAnswer(row: PantryRow): z.output<typeof pantryAnswer> {
  return {
    id: row.id,
    foodId: row.food_id,
    name: row.name,
    quantity: row.quantity,
    unit: row.unit,
    aisle: row.aisle,
    location: row.location,
    expiresOn: row.expires_on,
    version: row.version,
  };
}
