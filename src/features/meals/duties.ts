import type { Duties } from '../../jobs/duties.ts';
import { recipeBin, resizeRecipeImage } from './recipes/image-jobs.ts';

export const mealsDuties: Duties = {
  jobs: [resizeRecipeImage],
  bin: [recipeBin],
};
