import * as z from 'zod';
import { NotFoundError, ValidationError } from '../../../errors.ts';
import type { Api } from '../../../http/api.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { issuesOf } from '../../../http/issues.ts';
import { nestFields } from '../../../http/forms.ts';
import { fromCursor, listOf, pageOf } from '../../../http/lists.ts';
import { localDate } from '../../../lib/dates.ts';
import { createFileStore } from '../../../storage/file-store.ts';
import { receiveFile } from '../../../storage/receive-file.ts';
import { versionOf } from '../../../http/if-match.ts';
import { findPhoto, listPhotos, type PhotoRow } from './photo-queries.ts';
import { photoAnswer, photoDetailsSchema, photoListQuery } from './photo-schema.ts';
import { addPhoto, changePhoto, deletePhoto, restorePhoto } from './photos.ts';

const tag = 'photos';
const cursorSchema = z.tuple([z.iso.date(), z.uuid()]);

/** `/api/v1/photos`: progress photos. The pictures themselves are under /uploads, for their owner only. */
export function photoApi(api: Api, { queue, config }: AppDeps): void {
  const store = createFileStore(config.uploadsDir);

  api.get(
    '/photos',
    {
      summary: 'List progress photos, newest first',
      tag,
      query: photoListQuery,
      answer: listOf(photoAnswer),
    },
    async ({ db, scope, query }) => {
      const place = fromCursor(query.cursor, cursorSchema);
      const after = place && { takenOn: place[0], id: place[1] };
      const rows = await listPhotos(db, scope, { limit: query.limit + 1, pose: query.pose, after });
      return pageOf(rows, query.limit, { item: toAnswer, place: ({ taken_on, id }) => [taken_on, id] });
    },
  );
  api.post(
    '/photos',
    {
      summary: 'Upload a progress photo (multipart: file, takenOn, pose, notes)',
      tag,
      isUpload: true,
      answer: photoAnswer,
      status: 201,
    },
    async ({ db, scope, user, now, req, res }) => {
      const file = await receiveFile(req, res, 'file');
      const parsed = photoDetailsSchema.safeParse(nestFields({ ...(req.body as object) }));
      if (!parsed.success) throw new ValidationError(issuesOf(parsed.error));
      const upload = { file, details: parsed.data, today: localDate(now, user.timeZone) };
      const photo = await addPhoto({ db, store, queue }, scope, upload, now);
      res.location(`/api/v1/photos/${photo.id}`);
      return toAnswer(photo);
    },
  );
  onePhotoApi(api);
}

function onePhotoApi(api: Api): void {
  api.get(
    '/photos/:id',
    { summary: 'Read a progress photo', tag, answer: photoAnswer },
    async ({ db, scope, params }) => {
      const photo = await findPhoto(db, scope, params['id']!);
      if (!photo) throw new NotFoundError('The photo');
      return toAnswer(photo);
    },
  );
  api.patch(
    '/photos/:id',
    { summary: 'Change what is said about a photo', tag, body: photoDetailsSchema, answer: photoAnswer },
    async ({ db, scope, params, body, now, req }) => {
      const version = versionOf(req.get('if-match'));
      return toAnswer(await changePhoto(db, scope, { id: params['id']!, version, details: body }, now));
    },
  );
  api.delete('/photos/:id', { summary: 'Move a photo to the bin', tag }, ({ db, scope, params, now }) =>
    deletePhoto(db, scope, params['id']!, now),
  );
  api.post(
    '/photos/:id/restoration',
    { summary: 'Take a photo back from the bin', tag, answer: photoAnswer },
    async ({ db, scope, params }) => {
      const id = params['id']!;
      await restorePhoto(db, scope, id);
      return toAnswer((await findPhoto(db, scope, id))!);
    },
  );
}

function toAnswer(photo: PhotoRow) {
  return {
    id: photo.id,
    takenOn: photo.taken_on,
    pose: photo.pose,
    notes: photo.notes,
    state: photo.state,
    problem: photo.problem,
    url: photo.file && `/uploads/${photo.file}`,
    thumbnailUrl: photo.thumbnail_file && `/uploads/${photo.thumbnail_file}`,
    width: photo.width,
    height: photo.height,
    version: photo.version,
    createdAt: photo.created_at,
  };
}
