import * as z from 'zod';
import type { Api } from '../../../http/api.ts';
import type { AppDeps } from '../../../http/feature.ts';
import type { Queue } from '../../../jobs/queue.ts';
import { fromCursor, listOf, listQuery, pageOf } from '../../../http/lists.ts';
import { createFileStore, type FileStore } from '../../../storage/file-store.ts';
import { receiveLargeFile } from '../../../storage/receive-large-file.ts';
import { exportFiles } from '../exports/export-jobs.ts';
import type { ImportRow } from './import-queries.ts';
import * as queries from './import-queries.ts';
import { importAnswerSchema, importAnswersSchema } from './import-schema.ts';
import {
  getImport,
  maxZipBytes,
  receiveImport,
  startImport,
  undoImport,
  type RoomArchives,
} from './imports.ts';

const tag = 'imports';

/** `/api/v1/imports`: upload a file, look at its dry run, add it, undo it. */
export function importApi(api: Api, { queue, config }: AppDeps, archives: RoomArchives): void {
  const store = exportFiles(config);
  api.post(
    '/imports',
    {
      summary:
        'Upload a file of workouts (multipart field "file", at most 10 MiB, or an export of your own of at most 512 MiB); it is read in the background',
      tag,
      isUpload: true,
      status: 202,
      answer: importAnswerSchema,
    },
    async ({ db, scope, now, req, res }) => {
      const file = await receiveLargeFile(req, res, { field: 'file', store, maxZipBytes });
      const id = await receiveImport(db, scope, file, { queue, now });
      res.location(`/api/v1/imports/${id}`);
      return toAnswer(await getImport(db, scope, id));
    },
  );

  api.get(
    '/imports',
    { summary: 'Imports, newest first', tag, query: listQuery, answer: listOf(importAnswerSchema) },
    async ({ db, scope, query }) => {
      const cursor = fromCursor(query.cursor, z.tuple([z.iso.datetime(), z.uuid()]));
      const after = cursor && { createdAt: cursor[0], id: cursor[1] };
      const rows = await queries.listImports(db, scope, { limit: query.limit + 1, after });
      return pageOf(rows, query.limit, { item: toAnswer, place: ({ created_at, id }) => [created_at, id] });
    },
  );

  api.get(
    '/imports/:id',
    {
      summary: 'One import: its state, its dry run (state "read"), its result (state "applied")',
      tag,
      answer: importAnswerSchema,
    },
    async ({ db, scope, params }) => toAnswer(await getImport(db, scope, params['id']!)),
  );

  applicationApi(api, queue, { photos: createFileStore(config.uploadsDir), archives });
}

/** Adding what a file holds, and undoing it. */
function applicationApi(
  api: Api,
  queue: Queue,
  undoing: { photos: FileStore; archives: RoomArchives },
): void {
  api.post(
    '/imports/:id/application',
    {
      summary:
        'Add what the file holds, with the answers to its questions; a second import of the same file adds nothing',
      tag,
      status: 202,
      body: importAnswersSchema,
      answer: importAnswerSchema,
    },
    async ({ db, scope, params, body, now }) => {
      const id = params['id']!;
      await startImport(db, scope, { id, answers: body }, { queue, now });
      return toAnswer(await getImport(db, scope, id));
    },
  );

  api.delete(
    '/imports/:id/application',
    {
      summary: 'Undo: take away what the import added, except what was changed or used since',
      tag,
      answer: importAnswerSchema,
    },
    async ({ db, scope, params, now }) => {
      await undoImport(db, scope, params['id']!, { now, ...undoing });
      return toAnswer(await getImport(db, scope, params['id']!));
    },
  );
}

function toAnswer(row: ImportRow): z.output<typeof importAnswerSchema> {
  const { created: _created, ...result } = row.result ?? { created: {} };
  return {
    id: row.id,
    fileName: row.file_name,
    kind: row.kind,
    state: row.state,
    problem: row.problem,
    answers: row.options,
    preview: row.preview,
    result: row.result ? (result as z.output<typeof importAnswerSchema>['result']) : null,
    createdAt: row.created_at,
  };
}
