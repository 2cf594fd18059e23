import type { Request, Response } from 'express';
import type { AppDeps } from '../../../http/feature.ts';
import type { FormValues } from '../../../http/forms.ts';
import { scopeOf } from '../../../http/request.ts';
import { viewerOf } from '../../../http/viewer.ts';
import { newId } from '../../../lib/uuid.ts';
import { mealTabs } from '../sections.ts';
import { aisleOptions, listSections } from './item-view.ts';
import { listLines } from './list-lines.ts';
import { listLists, type ListRow } from './list-queries.ts';
import { NotFoundError } from '../../../errors.ts';

export interface ListFormState {
  form?: FormValues;
  errors?: Record<string, string>;
}

export const LIST_PAGE = '/meals/list';

/** The address of a list; the first one is the page itself. */
export function listHref(id: string): string {
  return `${LIST_PAGE}/${id}`;
}

/** Draws a list of this household, or the first one, or what to do when there is none. */
export async function sendList(
  req: Request,
  res: Response,
  { db, clock }: Pick<AppDeps, 'db' | 'clock'>,
  { listId, form = {}, errors = {} }: ListFormState & { listId: string | undefined },
): Promise<void> {
  const viewer = viewerOf(req, clock.now());
  const scope = scopeOf(req);
  const lists = await listLists(db, scope);
  const list = listId === undefined ? lists[0] : lists.find(({ id }) => id === listId);
  if (!list && listId !== undefined) throw new NotFoundError('The list');
  const sections = list && (await drawList(req, { db, clock }, list));
  res.page('meals/shopping/list', {
    title: list?.name ?? req.t('shopping.title'),
    back: { href: '/meals', label: req.t('meals.title') },
    capture: 'plain',
    scripts: list ? ['shopping-list'] : [],
    tabs: mealTabs(req.t, LIST_PAGE),
    list: list && {
      ...{ id: list.id, href: listHref(list.id), name: list.name },
      aisles: aisleOptions(viewer, list.aisle_order),
    },
    lists: listTabs(lists, list, sections),
    sections,
    addressOf: list ? listHref(list.id) : LIST_PAGE,
    today: viewer.today,
    key: newId(),
    form,
    errors,
  });
}

/** What stands on a list, ready to print. */
export async function drawList(req: Request, { db, clock }: Pick<AppDeps, 'db' | 'clock'>, list: ListRow) {
  // Read before the rows: whatever is drawn is at least as new as it says.
  const now = clock.now();
  const lines = await listLines(db, scopeOf(req), list.id);
  return listSections(lines, { order: list.aisle_order, now }, viewerOf(req, now));
}

/** Of the shown list its lines count, of the others their items. */
function listTabs(lists: readonly ListRow[], shown: ListRow | undefined, sections?: { openCount: number }) {
  if (lists.length < 2) return [];
  return lists.map(({ id, name, open_count: openItems }) => {
    const open = id === shown?.id && sections ? sections.openCount : openItems;
    return { href: listHref(id), label: open > 0 ? `${name} (${open})` : name, current: id === shown?.id };
  });
}
