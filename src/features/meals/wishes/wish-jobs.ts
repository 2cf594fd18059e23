import type { AnyJob } from '../../../jobs/job.ts';
import { explainPlanTask } from './explain-plan.ts';
import { proposeRecipesTask } from './propose-recipes.ts';
import { readWishesTask } from './read-wishes.ts';

/** What models do for meals, off the request. */
export const wishJobs: readonly AnyJob[] = [readWishesTask.job, explainPlanTask.job, proposeRecipesTask.job];
