import { Router, type Request, type Response } from 'express';
import { NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm, type FormValues } from '../../../http/forms.ts';
import { once } from '../../../http/idempotency.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { newId } from '../../../lib/uuid.ts';
import { typedNumber } from '../../../lib/number-format.ts';
import { unitText } from '../ingredients/units.ts';
import { linesForm } from '../shopping/shopping-schema.ts';
import { listCookable } from './cookable.ts';
import { addToAmount, listPantry, markPantryItemDeleted, type PantryRow } from './pantry-queries.ts';
import { pantryForm, stepForm } from './pantry-schema.ts';
import { cookableLine, locationOptions, pantrySections } from './pantry-view.ts';
import { announceList } from '../shopping/live-list.ts';
import { buyAgain } from './buy-again.ts';
import { announcePantry, pantryTopic } from './live-pantry.ts';
import { changePantryItem, findStored, stockLines } from './pantry.ts';

const PANTRY = '/meals/pantry';
const MOST_RECIPES = 100;
interface FormState {
  form?: FormValues;
  errors?: Record<string, string>;
}

/** `/meals/pantry`: what is at home, what to use first, and what can be cooked of it. */
export function pantryRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;
  router.get(PANTRY, (req, res) => sendPantry(req, res, deps));

  router.post(PANTRY, async (req, res) => {
    const form = parseForm(linesForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return sendPantry(req, res, deps, { form: form.values, errors: form.errors });
    }
    const scope = scopeOf(req);
    const key = (req.body as Record<string, unknown>)['_key'];
    const moment = { today: viewerOf(req, clock.now()).today, now: clock.now() };
    const request = {
      userId: scope.userId,
      key: typeof key === 'string' && key !== '' ? key : newId(),
      content: form.data,
    };
    await once(db, request, async (trx) => ({
      status: 303,
      body: await stockLines(trx, scope, form.data.lines, moment),
    }));
    announcePantry(deps, res);
    res.redirect(303, PANTRY);
  });

  router.get(`${PANTRY}/recipes`, async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const scope = scopeOf(req);
    const [rows, pantry] = await Promise.all([
      listCookable(db, scope, { today: viewer.today, limit: MOST_RECIPES }),
      listPantry(db, scope),
    ]);
    res.page('meals/pantry/recipes', {
      title: req.t('pantry.cook.title'),
      back: { href: PANTRY, label: req.t('pantry.title') },
      scripts: ['follow'],
      followed: pantryTopic(req),
      hasPantry: pantry.length > 0,
      recipes: rows.map((row) => cookableLine(row, viewer)),
    });
  });

  itemRoutes(router, deps);
  return router;
}

function itemRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;
  router.get(`${PANTRY}/:id`, (req, res) => sendItem(req, res, deps));

  router.post(`${PANTRY}/:id`, async (req, res) => {
    const id = pathId(req, 'The pantry item');
    const form = parseForm(pantryForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return sendItem(req, res, deps, { form: form.values, errors: form.errors });
    }
    const { name, quantity = null, unit = null, location, expiresOn = null } = form.data;
    const patch = { name, quantity, unit, location, expiresOn };
    await changePantryItem(db, scopeOf(req), id, { patch, now: clock.now() });
    announcePantry(deps, res);
    res.redirect(303, PANTRY);
  });

  router.post(`${PANTRY}/:id/amount`, async (req, res) => {
    const id = pathId(req, 'The pantry item');
    const form = parseForm(stepForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return sendPantry(req, res, deps, { errors: form.errors });
    }
    const item = await addToAmount(db, scopeOf(req), id, { by: form.data.by, now: clock.now() });
    if (!item) throw new NotFoundError('The pantry item');
    if (item.deleted_at !== null) flashGone(req, res, id);
    announcePantry(deps, res);
    res.redirect(303, `${PANTRY}#${id}`);
  });

  router.post(`${PANTRY}/:id/repurchase`, async (req, res) => {
    const now = clock.now();
    const bought = await buyAgain(db, scopeOf(req), pathId(req, 'The pantry item'), {
      listName: req.t('shopping.firstList'),
      now,
    });
    announceList(deps, res, bought.listId);
    const undo = { action: `/meals/list/items/${bought.itemId}/deletion` };
    res.flash({ kind: 'ok', text: req.t('pantry.rebought', { name: bought.name }), undo });
    announcePantry(deps, res);
    res.redirect(303, PANTRY);
  });

  for (const move of ['deletion', 'restoration'] as const) {
    router.post(`${PANTRY}/:id/${move}`, async (req, res) => {
      const id = pathId(req, 'The pantry item');
      const mark = { isDeleted: move === 'deletion', now: clock.now() };
      if (!(await markPantryItemDeleted(db, scopeOf(req), id, mark)))
        throw new NotFoundError('The pantry item');
      if (move === 'deletion') flashGone(req, res, id);
      announcePantry(deps, res);
      res.redirect(303, PANTRY);
    });
  }
}

function flashGone(req: Request, res: Response, id: string): void {
  res.flash({ kind: 'ok', text: req.t('pantry.gone'), undo: { action: `${PANTRY}/${id}/restoration` } });
}

async function sendPantry(
  req: Request,
  res: Response,
  { db, clock }: AppDeps,
  { form = {}, errors = {} }: FormState = {},
): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const rows = await listPantry(db, scopeOf(req));
  res.page('meals/pantry/pantry', {
    title: req.t('pantry.title'),
    back: { href: '/meals', label: req.t('meals.title') },
    capture: 'plain',
    scripts: ['follow'],
    followed: pantryTopic(req),
    sections: pantrySections(rows, clock.now(), viewer),
    key: newId(),
    form,
    errors,
  });
}

async function sendItem(req: Request, res: Response, { db, clock }: AppDeps, bad?: FormState): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const row = await findStored(db, scopeOf(req), pathId(req, 'The pantry item'));
  res.page('meals/pantry/item', {
    title: row.name,
    back: { href: PANTRY, label: req.t('pantry.title') },
    capture: 'plain',
    item: { href: `${PANTRY}/${row.id}` },
    form: bad?.form ?? valuesOf(row, viewer.language),
    errors: bad?.errors ?? {},
    locations: locationOptions(viewer),
  });
}

function valuesOf(row: PantryRow, language: string): FormValues {
  return {
    name: row.name,
    quantity: row.quantity === null ? '' : typedNumber(row.quantity, language),
    unit: row.unit === null ? '' : unitText(row.unit, row.quantity),
    location: row.location,
    expiresOn: row.expires_on ?? '',
  };
}
