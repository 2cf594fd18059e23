import type { Duties } from '../jobs/duties.ts';
import { tidyModelCalls } from './model-jobs.ts';

export const modelDuties: Duties = { jobs: [tidyModelCalls] };
