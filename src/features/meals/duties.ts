import { binTable } from '../../jobs/bin.ts';
import type { Duties } from '../../jobs/duties.ts';
import { archiveJobs, forgetArchivesOf } from './recipe-import/archive/archive-jobs.ts';
import { fetchPictureJob } from './recipe-import/picture-job.ts';
import { planWeekJob } from './plan/plan-jobs.ts';
import { mealsArchive } from './archive/meals-archive.ts';
import { recipeBin, resizeRecipeImage } from './recipes/image-jobs.ts';
import { wishJobs } from './wishes/wish-jobs.ts';

export const mealsDuties: Duties = {
  jobs: [planWeekJob, ...archiveJobs, fetchPictureJob, resizeRecipeImage, ...wishJobs],
  forgetPerson: forgetArchivesOf,
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
