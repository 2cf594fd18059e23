import { Router, type Request, type Response } from 'express';
import { NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm } from '../../../http/forms.ts';
import { once } from '../../../http/idempotency.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { newId } from '../../../lib/uuid.ts';
import { addDays } from '../../../lib/dates.ts';
import { announcePantry } from '../pantry/live-pantry.ts';
import { addLines } from './items.ts';
import { makeListFromPlan, type MadeFromPlan } from './list-from-plan.ts';
import { drawList, LIST_PAGE, listHref, sendList } from './list-page.ts';
import { announceList } from './live-list.ts';
import { bringHome, clearBasket, findKnownList, firstList, returnFromBasket } from './lists.ts';
import { linesForm, momentForm, planForm } from './shopping-schema.ts';

const LIST = `${LIST_PAGE}/:id`;

/** `/meals/list`: what to buy, shared by the household. */
export function listRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db } = deps;
  router.get(LIST_PAGE, (req, res) => sendList(req, res, deps, { listId: undefined }));

  router.get(`${LIST}/rows`, async (req, res) => {
    const list = await findKnownList(db, scopeOf(req), pathId(req, 'The list'));
    const sections = await drawList(req, deps, list);
    res.fragment('meals/shopping/_rows', { list: { id: list.id, href: listHref(list.id) }, sections });
  });

  addRoutes(router, deps);
  planRoutes(router, deps);
  basketRoutes(router, deps);
  return router;
}

/** The page of one list stands last: `/meals/list/items` and `/meals/list/new` are no lists. */
export function listPageRoute(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  router.get(LIST, (req, res) => sendList(req, res, deps, { listId: pathId(req, 'The list') }));
  return router;
}

/** The list of the address; without an id there the household's first one, made now if need be. */
async function listOf(req: Request, { db, clock }: AppDeps): Promise<string> {
  const scope = scopeOf(req);
  if (req.params['id'] !== undefined) return (await findKnownList(db, scope, pathId(req, 'The list'))).id;
  return (await firstList(db, scope, { name: req.t('shopping.firstList'), now: clock.now() })).id;
}

function backTo(req: Request, res: Response, listId: string): void {
  res.redirect(303, req.params['id'] === undefined ? LIST_PAGE : listHref(listId));
}

function addRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;
  router.post([`${LIST_PAGE}/items`, `${LIST}/items`], async (req, res) => {
    const form = parseForm(linesForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      const listId = req.params['id'] === undefined ? undefined : pathId(req, 'The list');
      return sendList(req, res, deps, { listId, form: form.values, errors: form.errors });
    }
    const scope = scopeOf(req);
    const listId = await listOf(req, deps);
    const key = (req.body as Record<string, unknown>)['_key'];
    const content = { listId, ...form.data };
    // A double click adds once.
    await once(
      db,
      { userId: scope.userId, key: typeof key === 'string' && key !== '' ? key : newId(), content },
      async (trx) => ({
        status: 303,
        body: await addLines(trx, scope, listId, { lines: form.data.lines, now: clock.now() }),
      }),
    );
    announceList(deps, res, listId);
    backTo(req, res, listId);
  });
}

function planRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;
  router.post([`${LIST_PAGE}/plan`, `${LIST}/plan`], async (req, res) => {
    const form = parseForm(planForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      const listId = req.params['id'] === undefined ? undefined : pathId(req, 'The list');
      return sendList(req, res, deps, { listId, form: form.values, errors: form.errors });
    }
    const { today } = viewerOf(req, clock.now());
    const from = form.data.from ?? today;
    // What was to be cooked is cooked: of a week that has begun, the rest.
    const span = { from: from < today ? today : from, to: addDays(from, form.data.days) };
    const listId = await listOf(req, deps);
    const made = await makeListFromPlan(db, scopeOf(req), listId, { span, now: clock.now() });
    announceList(deps, res, listId);
    res.flash({ kind: made.meals === 0 ? 'info' : 'ok', text: madeText(made, req) });
    backTo(req, res, listId);
  });
}

function madeText({ meals, added, changed, removed, atHand }: MadeFromPlan, { t }: Request): string {
  if (meals === 0) return t('shopping.plan.none');
  const parts = [
    t('shopping.plan.made', { count: meals }),
    added > 0 && t('shopping.plan.added', { count: added }),
    changed > 0 && t('shopping.plan.changed', { count: changed }),
    removed > 0 && t('shopping.plan.removed', { count: removed }),
    added + changed + removed === 0 && t('shopping.plan.same'),
    atHand.length > 0 &&
      t('shopping.plan.atHand', { names: atHand.slice(0, 5).join(', '), count: atHand.length }),
  ];
  return parts.filter(Boolean).join(' ');
}

function basketRoutes(router: Router, deps: AppDeps): void {
  const { db, clock } = deps;
  router.post(`${LIST}/clearing`, async (req, res) => {
    const listId = pathId(req, 'The list');
    const at = clock.now();
    const count = await clearBasket(db, scopeOf(req), listId, at);
    sendAway(res, { listId, at, text: req.t('shopping.cleared', { count }) });
    announceList(deps, res, listId);
  });

  router.post(`${LIST}/stocking`, async (req, res) => {
    const listId = pathId(req, 'The list');
    const at = clock.now();
    const count = await bringHome(db, scopeOf(req), listId, at);
    sendAway(res, { listId, at, text: req.t('shopping.stocked', { count }) });
    announceList(deps, res, listId);
    announcePantry(deps, res);
  });

  router.post(`${LIST}/returning`, async (req, res) => {
    const listId = pathId(req, 'The list');
    const form = parseForm(momentForm, req.body, req.t);
    if (!form.ok) throw new NotFoundError('What was cleared');
    await returnFromBasket(db, scopeOf(req), listId, { at: new Date(form.data.at), now: clock.now() });
    announceList(deps, res, listId);
    announcePantry(deps, res);
    res.redirect(303, listHref(listId));
  });
}

function sendAway(res: Response, { listId, at, text }: { listId: string; at: Date; text: string }): void {
  const undo = { action: `${listHref(listId)}/returning`, fields: { at: at.toISOString() } };
  res.flash({ kind: 'ok', text, undo });
  res.redirect(303, listHref(listId));
}
