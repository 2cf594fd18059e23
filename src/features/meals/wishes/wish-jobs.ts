import type { AnyJob } from '../../../jobs/job.ts';
import { proposeRecipesTask } from './propose-recipes.ts';
import { readWishesTask } from './read-wishes.ts';

/** What models do for meals, off the request. */
export const wishJobs: readonly AnyJob[] = [readWishesTask.job, proposeRecipesTask.job];
