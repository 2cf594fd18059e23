import * as z from 'zod';
import { AppError } from '../../../errors.ts';
import { defineJob } from '../../../jobs/job.ts';
import { createFileStore } from '../../../storage/file-store.ts';
import { setRecipeImage } from '../recipes/recipe-image.ts';
import { findRecipe } from '../recipes/recipe-queries.ts';

const PICTURES = ['image/jpeg', 'image/png', 'image/webp'];

/** Fetches the picture of an imported recipe; the recipe's own picture job then re-encodes it. */
export const fetchPictureJob = defineJob({
  name: 'fetch-recipe-picture',
  data: z.object({ recipeId: z.uuid(), userId: z.uuid(), householdId: z.uuid(), url: z.string().max(2000) }),
  retries: 2,
  retryDelayS: 5,
  timeoutS: 60,
  async run({ db, queue, config, clock, log, signal }, { recipeId, url, ...scope }) {
    const recipe = await findRecipe(db, scope, recipeId);
    // Deleted meanwhile, or given another picture by hand.
    if (!recipe || recipe.image) return;
    const { fetchPublic } = await import('../../../outbound/fetch-public.ts');
    const { allowedHosts } = config.outbound;
    const store = createFileStore(config.uploadsDir);
    try {
      const { body: bytes } = await fetchPublic(url, { accept: PICTURES, allowedHosts, signal });
      await setRecipeImage({ db, store, queue }, scope, { recipeId, bytes }, clock.now());
    } catch (error) {
      // A recipe without its picture is still a recipe: what the other side refuses is not tried again.
      if (!(error instanceof AppError)) throw error;
      log.info({ recipeId, reason: error.code }, 'the picture of an imported recipe could not be had');
    }
  },
});
