import * as z from 'zod';
import type { Api } from '../../../../http/api.ts';
import type { AppDeps } from '../../../../http/feature.ts';
import { createFileStore } from '../../../../storage/file-store.ts';
import { receiveLargeFile } from '../../../../storage/receive-large-file.ts';
import type { ArchiveRow } from './archive-queries.ts';
import { archiveAnswer } from './archive-schema.ts';
import { getArchive, MAX_ARCHIVE_BYTES, receiveArchive, startArchive, undoArchive } from './archives.ts';

const tag = 'recipe-archives';

/** `/api/v1/recipe-archives`: upload a file of another program, look at its dry run, add it, undo it. */
export function archiveApi(api: Api, { queue, config }: AppDeps): void {
  const files = createFileStore(config.exportsDir);
  const pictures = createFileStore(config.uploadsDir);
  api.post(
    '/recipe-archives',
    {
      summary:
        'Upload an export or backup of Mealie, an export of Tandoor, or recipes as JSON-LD (multipart field "file", at most 10 MiB, a ZIP 512 MiB); it is read in the background',
      tag,
      isUpload: true,
      status: 202,
      answer: archiveAnswer,
    },
    async ({ db, scope, now, req, res }) => {
      const options = { field: 'file', store: files, maxZipBytes: MAX_ARCHIVE_BYTES };
      const file = await receiveLargeFile(req, res, options);
      const id = await receiveArchive(db, scope, file, { queue, files, now });
      res.location(`/api/v1/recipe-archives/${id}`);
      return toAnswer(await getArchive(db, scope, id));
    },
  );
  api.get(
    '/recipe-archives/:id',
    {
      summary: 'One file: its state, its dry run (state "read"), its result (state "applied")',
      tag,
      answer: archiveAnswer,
    },
    async ({ db, scope, params }) => toAnswer(await getArchive(db, scope, params['id']!)),
  );
  api.post(
    '/recipe-archives/:id/application',
    {
      summary: 'Add its recipes; those imported before are left alone',
      tag,
      status: 202,
      answer: archiveAnswer,
    },
    async ({ db, scope, params, now }) => {
      await startArchive(db, scope, params['id']!, { queue, files, now });
      return toAnswer(await getArchive(db, scope, params['id']!));
    },
  );
  api.delete(
    '/recipe-archives/:id/application',
    {
      summary: 'Undo: take away what it added, except recipes changed since or planned',
      tag,
      answer: archiveAnswer,
    },
    async ({ db, scope, params, now }) => {
      await undoArchive(db, scope, params['id']!, { pictures, now });
      return toAnswer(await getArchive(db, scope, params['id']!));
    },
  );
}

function toAnswer(row: ArchiveRow): z.output<typeof archiveAnswer> {
  const { id, file_name: fileName, state, problem, preview, result, created_at: createdAt } = row;
  return { id, fileName, state, problem, preview, result, createdAt };
}
