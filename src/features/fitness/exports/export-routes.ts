import { Router, type Request } from 'express';
import { NotFoundError } from '../../../errors.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { scopeOf } from '../../../http/request.ts';
import { formatDay } from '../../../lib/date-format.ts';
import { localDate, localTime } from '../../../lib/dates.ts';
import { formatBytes } from '../../../lib/number-format.ts';
import { isUuid } from '../../../lib/uuid.ts';
import { viewerOf, type Viewer } from '../../../http/viewer.ts';
import { exportFiles } from './export-jobs.ts';
import { listExports, type ExportRow } from './export-queries.ts';
import { getExportFile, startExport } from './exports.ts';
import { sendExport } from './send-export.ts';

const listed = 10;

/** `/exports`: everything one owns, as a ZIP that can be imported again. */
export function exportRoutes({ db, clock, queue, config }: AppDeps): Router {
  const router = Router({ caseSensitive: true });

  router.get('/exports', async (req, res) => {
    const viewer = viewerOf(req, clock.now());
    const rows = await listExports(db, scopeOf(req), { limit: listed });
    const waiting = rows.find(({ state }) => state === 'waiting');
    res.page('fitness/exports/exports', {
      title: req.t('exports.title'),
      back: { href: '/settings', label: req.t('frame.nav.settings') },
      exports: rows.map((row) => exportLine(row, viewer)),
      followed: waiting && `export:${waiting.id}`,
      scripts: ['follow'],
    });
  });

  router.post('/exports', async (req, res) => {
    await startExport(db, scopeOf(req), { queue, now: clock.now() });
    res.redirect(303, '/exports');
  });

  router.get('/exports/:id/file', async (req, res) => {
    const now = clock.now();
    const file = await getExportFile(db, scopeOf(req), idOf(req), now);
    await sendExport(res, exportFiles(config).pathOf(file), now);
  });

  return router;
}

function exportLine(row: ExportRow, { t, language, timeZone, today }: Viewer) {
  const day = formatDay(localDate(row.created_at, timeZone), language, today);
  const expires = row.expires_at && formatDay(localDate(row.expires_at, timeZone), language, today);
  return {
    href: row.state === 'ready' ? `/exports/${row.id}/file` : undefined,
    title: t('exports.of', { day, time: localTime(row.created_at, timeZone) }),
    note: expires ? t(`exports.until.${row.state}`, { day: expires }) : '',
    size: row.state === 'ready' && row.bytes !== null ? formatBytes(row.bytes, language) : '',
    state: t(`exports.state.${row.state}`),
  };
}

function idOf(req: Request): string {
  const id = req.params['id'];
  if (typeof id !== 'string' || !isUuid(id)) throw new NotFoundError('The export');
  return id.toLowerCase();
}
