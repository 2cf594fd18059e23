import type { Duties } from '../../jobs/duties.ts';

export const mealsDuties: Duties = {
  jobs: [],
};
