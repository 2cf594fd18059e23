import { Router } from 'express';
import * as z from 'zod';
import type { AppDeps } from '../../http/feature.ts';
import { fromCursor, toCursor } from '../../http/lists.ts';
import { scopeOf } from '../../http/request.ts';
import { showAdmin } from './admin-page.ts';
import { listAudit } from './admin-queries.ts';
import { auditLines } from './audit-view.ts';

const EVENTS_PER_PAGE = 50;
const auditPlace = z.tuple([z.iso.datetime(), z.uuid()]);

/** The overview, and the whole audit log. */
export function adminRoutes(deps: AppDeps): Router {
  const { db, clock } = deps;
  const router = Router({ caseSensitive: true });

  router.get('/admin', (req, res) => showAdmin(deps, req, res));

  router.get('/admin/audit', async (req, res) => {
    const given = req.query['before'];
    const place = fromCursor(typeof given === 'string' ? given : undefined, auditPlace);
    const before = place && { at: place[0], id: place[1] };
    const rows = await listAudit(db, scopeOf(req), { limit: EVENTS_PER_PAGE + 1, before });
    const shown = rows.slice(0, EVENTS_PER_PAGE);
    const last = rows.length > EVENTS_PER_PAGE ? shown.at(-1) : undefined;
    res.page('admin/audit', {
      title: req.t('admin.audit.title'),
      back: { href: '/admin', label: req.t('admin.title') },
      capture: 'plain',
      events: auditLines(req, shown, clock.now()),
      newest: before ? '/admin/audit' : '',
      older: last ? `/admin/audit?before=${toCursor([last.at, last.id])}` : '',
    });
  });

  return router;
}
