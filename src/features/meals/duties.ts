import { binTable } from '../../jobs/bin.ts';
import type { Duties } from '../../jobs/duties.ts';
import { archiveJobs, forgetArchivesOf } from './recipe-import/archive/archive-jobs.ts';
import { forgetPhotosOf, photoJobs } from './recipe-import/photos/photo-jobs.ts';
import { fetchPictureJob } from './recipe-import/picture-job.ts';
import { planWeekJob } from './plan/plan-jobs.ts';
import { plateJobs } from './diary/plates/plate-jobs.ts';
import { mealsArchive } from './archive/meals-archive.ts';
import { recipeBin, resizeRecipeImage } from './recipes/image-jobs.ts';
import { wishJobs } from './wishes/wish-jobs.ts';

export const mealsDuties: Duties = {
  jobs: [
    planWeekJob,
    ...archiveJobs,
    ...photoJobs,
    fetchPictureJob,
    resizeRecipeImage,
    ...plateJobs,
    ...wishJobs,
  ],
  async forgetPerson(deps, userId) {
    await forgetArchivesOf(deps, userId);
    await forgetPhotosOf(deps, userId);
  },
  archive: mealsArchive,
  bin: [
    recipeBin,
    binTable('meal_plan_entries'),
    binTable('shopping_items'),
    binTable('shopping_lists'),
    binTable('pantry_items'),
    binTable('diary_entries'),
    binTable('foods'),
  ],
};
