import * as z from 'zod';
import type { BinNoun } from '../../../jobs/bin.ts';
import { defineJob } from '../../../jobs/job.ts';
import { createFileStore } from '../../../storage/file-store.ts';
import { storeImage } from '../../../storage/resize-image.ts';
import * as queries from './image-queries.ts';

/** Re-encodes the picture of a recipe: turned upright, at most 2048 px, without metadata; then the upload goes. */
export const resizeRecipeImage = defineJob({
  name: 'resize-recipe-image',
  survivesRestore: true,
  data: z.object({ recipeId: z.uuid() }),
  isHeavy: true,
  retries: 2,
  timeoutS: 120,
  async run({ db, config, log }, { recipeId }) {
    const original = await queries.findWaitingImage(db, recipeId);
    if (original === undefined) return;
    const store = createFileStore(config.uploadsDir);
    const image = await storeImage(store, store.pathOf(original)).catch((error: unknown) => {
      log.info({ recipeId, err: error }, 'the picture of a recipe could not be decoded');
      return undefined;
    });
    if (!image) {
      await queries.markImageRefused(db, recipeId, 'The picture is broken and cannot be shown.');
    } else if (!(await queries.markImageReady(db, recipeId, { ...image, original }))) {
      await Promise.all([store.remove(image.file), store.remove(image.thumbnailFile)]);
    }
    await store.remove(original);
  },
  async gaveUp({ db }, { recipeId }) {
    await queries.markImageRefused(db, recipeId, 'The picture could not be prepared. Try again.');
  },
});

/** Pictures leave the disk when their recipes leave the bin; rows last, so that a file is never forgotten. */
export const recipeBin: BinNoun = {
  name: 'recipes',
  async empty({ db, config }, before, limit) {
    const store = createFileStore(config.uploadsDir);
    const gone = await queries.listRecipesToEmpty(db, before, limit);
    for (const { files } of gone) await Promise.all(files.map((file) => store.remove(file)));
    await queries.deleteRecipes(
      db,
      gone.map(({ id }) => id),
    );
    return gone.length;
  },
};
