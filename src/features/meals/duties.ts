import { binTable } from '../../jobs/bin.ts';
import type { Duties } from '../../jobs/duties.ts';
import { fetchPictureJob } from './recipe-import/picture-job.ts';
import { recipeArchive } from './archive/recipe-archive.ts';
import { recipeBin, resizeRecipeImage } from './recipes/image-jobs.ts';
import { wishJobs } from './wishes/wish-jobs.ts';

export const mealsDuties: Duties = {
  jobs: [fetchPictureJob, resizeRecipeImage, ...wishJobs],
  archive: recipeArchive,
  bin: [
    recipeBin,
    binTable('shopping_items'),
    binTable('shopping_lists'),
    binTable('pantry_items'),
    binTable('diary_entries'),
    binTable('foods'),
  ],
};
