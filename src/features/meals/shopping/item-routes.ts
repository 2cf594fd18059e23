import { Router, type Request, type Response } from 'express';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm, type FormValues } from '../../../http/forms.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { NotFoundError } from '../../../errors.ts';
import { announcePantry } from '../pantry/live-pantry.ts';
import type { ItemRow } from './item-queries.ts';
import { aisleOptions, lineValues, noteOf } from './item-view.ts';
import { patchItem } from './items.ts';
import { LIST_PAGE, listHref } from './list-page.ts';
import { findKnownList } from './lists.ts';
import { announceList } from './live-list.ts';
import { findLine, patchLine } from './list-lines.ts';
import { itemForm, restoreForm, tickForm, type ItemPatch } from './shopping-schema.ts';

const ITEM = `${LIST_PAGE}/items/:itemId`;

/** One thing on a list: its tick, its words, the bin. */
export function itemRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;
  const patch = async (req: Request, res: Response, change: ItemPatch): Promise<ItemRow> => {
    const tap = { at: undefined, now: clock.now() };
    const item = await patchLine(db, scopeOf(req), pathId(req, 'The item', 'itemId'), { patch: change, tap });
    announceList(deps, res, item.list_id);
    if (change.isChecked !== undefined) announcePantry(deps, res);
    return item;
  };

  router.get(ITEM, (req, res) => sendItem(req, res, deps));

  router.post(ITEM, async (req, res) => {
    const form = parseForm(itemForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return sendItem(req, res, deps, form);
    }
    const { text, quantity = null, unit = null, aisle } = form.data;
    const { head, ...before } = await findLine(db, scopeOf(req), pathId(req, 'The item', 'itemId'));
    // Another aisle alone is no reason to keep the plan from its amount.
    const isReworded = text !== head.text || quantity !== before.quantity || unit !== before.unit;
    const item = await patch(req, res, { aisle, ...(isReworded && { text, quantity, unit }) });
    res.redirect(303, listHref(item.list_id));
  });

  router.post(`${ITEM}/tick`, async (req, res) => {
    const form = parseForm(tickForm, req.body, req.t);
    const item = await patch(req, res, { isChecked: form.ok ? form.data.isChecked === 'true' : true });
    res.redirect(303, listHref(item.list_id));
  });

  router.post(`${ITEM}/deletion`, async (req, res) => {
    const { parts } = await findLine(db, scopeOf(req), pathId(req, 'The item', 'itemId'));
    const item = await patch(req, res, { isDeleted: true });
    const others = parts.filter(({ id }) => id !== item.id).map(({ id }) => id);
    const undo = {
      action: `${LIST_PAGE}/items/${item.id}/restoration`,
      fields: { others: others.join(' ') },
    };
    res.flash({ kind: 'ok', text: req.t('shopping.item.deleted', { name: item.text }), undo });
    res.redirect(303, listHref(item.list_id));
  });

  router.post(`${ITEM}/restoration`, async (req, res) => {
    const form = parseForm(restoreForm, req.body, req.t);
    const tap = { at: undefined, now: clock.now() };
    const item = await patch(req, res, { isDeleted: false });
    for (const id of form.ok ? form.data.others : [])
      await patchItem(db, scopeOf(req), id, { patch: { isDeleted: false }, tap });
    res.redirect(303, listHref(item.list_id));
  });
  return router;
}

async function sendItem(
  req: Request,
  res: Response,
  { db, clock }: AppDeps,
  bad?: { values: FormValues; errors: Record<string, string> },
): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const scope = scopeOf(req);
  const line = await findLine(db, scope, pathId(req, 'The item', 'itemId'));
  const item = line.head;
  if (item.deleted_at !== null) throw new NotFoundError('The item');
  const list = await findKnownList(db, scope, item.list_id);
  res.page('meals/shopping/item', {
    title: item.text,
    back: { href: listHref(list.id), label: list.name },
    capture: 'plain',
    item: { href: `${LIST_PAGE}/items/${item.id}`, note: noteOf(line, viewer) },
    form: bad?.values ?? lineValues(line, viewer.language),
    errors: bad?.errors ?? {},
    aisles: aisleOptions(viewer, list.aisle_order),
  });
}
