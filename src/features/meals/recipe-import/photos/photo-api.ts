import * as z from 'zod';
import type { Api } from '../../../../http/api.ts';
import type { AppDeps } from '../../../../http/feature.ts';
import { createFileStore } from '../../../../storage/file-store.ts';
import { receiveFiles } from '../../../../storage/receive-files.ts';
import { draftAnswer, toDraftAnswer } from '../import-schema.ts';
import { deletePhotos, getPhotos, MAX_PHOTOS, readAgain, receivePhotos, type ReadPhotos } from './photos.ts';

const tag = 'recipe photos';

const photosAnswer = z.object({
  id: z.uuid(),
  state: z.enum(['reading', 'read', 'failed']),
  problem: z.string().nullable().describe('why nothing was read, as a key of the catalogue'),
  draft: draftAnswer.nullable().describe('what was read: correct it, and send it to POST /recipes'),
  photos: z.array(z.string()).describe('paths of the photos that are prepared'),
  recipeId: z.uuid().nullable().describe('what was made of them'),
  createdAt: z.string(),
});

/** `/api/v1/recipe-photos`: photos of one recipe, read by a model that reads pictures. */
export function photoApi(api: Api, { queue, config }: AppDeps): void {
  const store = createFileStore(config.uploadsDir);
  api.post(
    '/recipe-photos',
    {
      summary:
        'Upload 1 to 4 photos of one recipe (multipart field "file" for each, at most 10 MiB); a model reads them in the background',
      tag,
      isUpload: true,
      status: 202,
      answer: photosAnswer,
    },
    async ({ db, scope, now, req, res }) => {
      const uploads = await receiveFiles(req, res, { field: 'file', store, maxCount: MAX_PHOTOS });
      const id = await receivePhotos({ db, queue, store }, scope, uploads, now);
      res.location(`/api/v1/recipe-photos/${id}`);
      return toAnswer(await getPhotos(db, scope, id));
    },
  );
  api.get(
    '/recipe-photos/:id',
    { summary: 'Photos of one recipe, and what was read in them', tag, answer: photosAnswer },
    async ({ db, scope, params }) => toAnswer(await getPhotos(db, scope, params['id']!)),
  );
  api.post(
    '/recipe-photos/:id/readings',
    { summary: 'Have the photos read once more', tag, status: 202, answer: photosAnswer },
    async ({ db, scope, params, now }) => {
      await readAgain({ db, queue }, scope, params['id']!, now);
      return toAnswer(await getPhotos(db, scope, params['id']!));
    },
  );
  api.delete(
    '/recipe-photos/:id',
    { summary: 'Delete the photos for good; a recipe that was made of them stays', tag },
    async ({ db, scope, params }) => deletePhotos({ db, store }, scope, params['id']!),
  );
}

function toAnswer({ photos, state, problem, reading }: ReadPhotos): z.output<typeof photosAnswer> {
  return {
    id: photos.id,
    state,
    problem,
    draft: reading?.draft ? toDraftAnswer(reading.draft) : null,
    photos: photos.files.map((file) => `/uploads/${file}`),
    recipeId: photos.recipe_id,
    createdAt: photos.created_at,
  };
}
