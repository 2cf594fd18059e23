import { Router, type Request, type Response } from 'express';
import { NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { parseForm, type FormValues } from '../../../http/forms.ts';
import { pathId } from '../../../http/path-id.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { moveAisle } from './aisles.ts';
import { aisleOptions } from './item-view.ts';
import { LIST_PAGE, listHref } from './list-page.ts';
import { markListDeleted } from './list-queries.ts';
import { announceList } from './live-list.ts';
import { addList, changeList, findKnownList } from './lists.ts';
import { listForm, moveForm } from './shopping-schema.ts';

const LIST = `${LIST_PAGE}/:id`;
interface BadForm {
  values: FormValues;
  errors: Record<string, string>;
}

/** New lists; name, pantry and way through the store of each; the bin. */
export function listSettingsRoutes(deps: AppDeps): Router {
  const router = Router({ caseSensitive: true });
  const { db, clock } = deps;
  router.get(`${LIST_PAGE}/new`, (req, res) => sendNewList(req, res));

  router.post(LIST_PAGE, async (req, res) => {
    const form = parseForm(listForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return sendNewList(req, res, form);
    }
    const { name, fillsPantry } = form.data;
    const list = { name, fillsPantry: fillsPantry === 'on' };
    const { id } = await addList(db, scopeOf(req), list, clock.now());
    res.redirect(303, listHref(id));
  });

  router.get(`${LIST}/settings`, (req, res) => sendSettings(req, res, deps));

  router.post(`${LIST}/settings`, async (req, res) => {
    const id = pathId(req, 'The list');
    const form = parseForm(listForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return sendSettings(req, res, deps, form);
    }
    const patch = { name: form.data.name, fillsPantry: form.data.fillsPantry === 'on' };
    await changeList(db, scopeOf(req), id, { patch, now: clock.now() });
    announceList(deps, res, id);
    res.redirect(303, listHref(id));
  });

  router.post(`${LIST}/aisles`, async (req, res) => {
    const id = pathId(req, 'The list');
    const scope = scopeOf(req);
    const list = await findKnownList(db, scope, id);
    const form = parseForm(moveForm, req.body, req.t);
    if (!form.ok) {
      res.status(422);
      return sendSettings(req, res, deps);
    }
    const aisleOrder = moveAisle(list.aisle_order, form.data.aisle, form.data.by === '1' ? 1 : -1);
    await changeList(db, scope, id, { patch: { aisleOrder }, now: clock.now() });
    announceList(deps, res, id);
    res.redirect(303, `${listHref(id)}/settings#${form.data.aisle}`);
  });

  binRoutes(router, deps);
  return router;
}

function binRoutes(router: Router, { db, clock }: AppDeps): void {
  for (const move of ['deletion', 'restoration'] as const) {
    router.post(`${LIST}/${move}`, async (req, res) => {
      const id = pathId(req, 'The list');
      const mark = { isDeleted: move === 'deletion', now: clock.now() };
      if (!(await markListDeleted(db, scopeOf(req), id, mark))) throw new NotFoundError('The list');
      if (move === 'restoration') return res.redirect(303, listHref(id));
      const undo = { action: `${listHref(id)}/restoration` };
      res.flash({ kind: 'ok', text: req.t('shopping.list.deleted'), undo });
      res.redirect(303, LIST_PAGE);
    });
  }
}

function sendNewList(req: Request, res: Response, bad?: BadForm): void {
  res.page('meals/shopping/new-list', {
    title: req.t('shopping.list.new'),
    back: { href: LIST_PAGE, label: req.t('shopping.title') },
    capture: 'plain',
    form: bad?.values ?? {},
    errors: bad?.errors ?? {},
  });
}

async function sendSettings(
  req: Request,
  res: Response,
  { db, clock }: Pick<AppDeps, 'db' | 'clock'>,
  bad?: BadForm,
): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const list = await findKnownList(db, scopeOf(req), pathId(req, 'The list'));
  res.page('meals/shopping/settings', {
    title: req.t('shopping.list.settings'),
    subtitle: list.name,
    back: { href: listHref(list.id), label: list.name },
    capture: 'plain',
    list: { href: listHref(list.id) },
    form: bad?.values ?? { name: list.name, fillsPantry: list.fills_pantry },
    errors: bad?.errors ?? {},
    aisles: aisleOptions(viewer, list.aisle_order),
  });
}
