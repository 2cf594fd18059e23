import { stat } from 'node:fs/promises';
import * as z from 'zod';
import { defineModelTask, modelImageOf, type ModelImage, type TaskDeps } from '../../../../ai/index.ts';
import { createFileStore, type FileStore } from '../../../../storage/file-store.ts';
import { uprightImage } from '../../../../storage/resize-image.ts';
import type { RecipeDraft } from '../../recipes/recipe-schema.ts';
import { draftOfAnswer, photoAnswer, SYSTEM } from './photo-answer.ts';
import * as queries from './photo-queries.ts';

/** What was read; without a draft the photos show no recipe, or none of them could be opened. */
export interface PhotoReading {
  draft: RecipeDraft | null;
}

const readingInput = z.strictObject({ photosId: z.uuid() });

/** Print of a book is legible at this; together they leave room for the answer in 8,192 tokens. */
const MOST_PIXELS = 1_200_000;
const MOST_PIXELS_TOGETHER = 3_000_000;

/** Prepares the photos of a recipe, which stay whatever becomes of the rest, and has a model copy the recipe. */
export const readPhotosTask = defineModelTask<z.output<typeof readingInput>, PhotoReading>({
  kind: 'read-recipe-photos',
  input: readingInput,
  async run(deps, { photosId }) {
    const { db, scope, config, models, signal, progress } = deps;
    const store = createFileStore(config.uploadsDir);
    await preparePhotos(deps, store, photosId);
    const files = (await queries.findPhotos(db, scope, photosId))?.files ?? [];
    if (files.length === 0) return { result: { draft: null } };
    progress(0);
    const { value } = await models.structured(scope, {
      purpose: 'recipe-photo',
      system: SYSTEM,
      schema: photoAnswer,
      maxOutputTokens: 2500,
      temperature: 0,
      messages: [{ role: 'user', text: 'Copy this recipe.', images: await shownTo(store, files) }],
      signal,
      onProgress: progress,
    });
    return { result: { draft: draftOfAnswer(value) ?? null } };
  },
});

/** Each upload becomes a photo without metadata; running it again goes on where it stopped. */
async function preparePhotos(
  { db, scope, log }: TaskDeps,
  store: FileStore,
  photosId: string,
): Promise<void> {
  const row = await queries.findPhotos(db, scope, photosId);
  for (const original of row?.originals ?? []) {
    const prepared = await prepare(store, original).catch((error: unknown) => {
      log.info({ photosId, err: error }, 'a photo of a recipe could not be decoded');
      return undefined;
    });
    const size = await sizeOf(store.pathOf(original));
    const change = { original, file: prepared?.file, freedBytes: size - (prepared?.bytes ?? 0) };
    const isKept = await queries.markPrepared(db, scope, photosId, change);
    // Deleted meanwhile.
    if (!isKept && prepared) await store.remove(prepared.file);
    await store.remove(original);
  }
}

/** 0 for a file that went with its photos meanwhile. */
async function sizeOf(path: string): Promise<number> {
  const found = await stat(path).catch(() => undefined);
  return found?.size ?? 0;
}

async function prepare(store: FileStore, original: string): Promise<{ file: string; bytes: number }> {
  const { data } = await uprightImage(store.pathOf(original));
  const file = store.newName('webp');
  await store.write(file, data);
  return { file, bytes: data.length };
}

async function shownTo(store: FileStore, files: readonly string[]): Promise<ModelImage[]> {
  const maxPixels = Math.min(MOST_PIXELS, MOST_PIXELS_TOGETHER / files.length);
  const images: ModelImage[] = [];
  // One after the other: each takes some ten megabytes while it is decoded.
  for (const file of files) images.push(await modelImageOf(store.pathOf(file), maxPixels));
  return images;
}
