import * as z from 'zod';
import type { Api } from '../../../http/api.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { fromCursor, listOf, listQuery, pageOf } from '../../../http/lists.ts';
import { exportFiles } from './export-jobs.ts';
import type { ExportRow } from './export-queries.ts';
import { listExports } from './export-queries.ts';
import { getExport, getExportFile, startExport } from './exports.ts';
import { sendExport } from './send-export.ts';

const tag = 'exports';

const exportAnswer = z.object({
  id: z.uuid(),
  state: z.enum(['waiting', 'ready', 'failed', 'expired']),
  bytes: z.int().nullable(),
  problem: z.string().nullable(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  /** Where the ZIP can be fetched while the state is "ready". */
  fileUrl: z.string().nullable(),
});

/** `/api/v1/exports`: a ZIP of everything one owns, made in the background. */
export function exportApi(api: Api, { queue, config }: AppDeps): void {
  api.post(
    '/exports',
    {
      summary: 'Have a ZIP made of everything you own (JSON, CSV, photos)',
      tag,
      status: 202,
      answer: exportAnswer,
    },
    async ({ db, scope, now, res }) => {
      const id = await startExport(db, scope, { queue, now });
      res.location(`/api/v1/exports/${id}`);
      return toAnswer(await getExport(db, scope, id));
    },
  );

  api.get(
    '/exports',
    { summary: 'Exports, newest first', tag, query: listQuery, answer: listOf(exportAnswer) },
    async ({ db, scope, query }) => {
      const cursor = fromCursor(query.cursor, z.tuple([z.iso.datetime(), z.uuid()]));
      const after = cursor && { createdAt: cursor[0], id: cursor[1] };
      const rows = await listExports(db, scope, { limit: query.limit + 1, after });
      return pageOf(rows, query.limit, { item: toAnswer, place: ({ created_at, id }) => [created_at, id] });
    },
  );

  api.get(
    '/exports/:id',
    { summary: 'One export and its state', tag, answer: exportAnswer },
    async ({ db, scope, params }) => toAnswer(await getExport(db, scope, params['id']!)),
  );

  api.get(
    '/exports/:id/file',
    { summary: 'The ZIP itself (application/zip)', tag },
    async ({ db, scope, params, now, res }) => {
      const file = await getExportFile(db, scope, params['id']!, now);
      await sendExport(res, exportFiles(config).pathOf(file), now);
    },
  );
}

function toAnswer(row: ExportRow): z.output<typeof exportAnswer> {
  return {
    id: row.id,
    state: row.state,
    bytes: row.bytes,
    problem: row.problem,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    fileUrl: row.state === 'ready' ? `/api/v1/exports/${row.id}/file` : null,
  };
}
