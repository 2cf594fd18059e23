import { modelDuties } from '../ai/duties.ts';
import { authDuties } from '../auth/duties.ts';
import type { Duties } from '../jobs/duties.ts';
import { fitnessDuties } from './fitness/duties.ts';
import { mealsDuties } from './meals/duties.ts';
import { todayDuties } from './today/duties.ts';

/** What the rooms of the product have done by the jobs worker. */
export const duties: readonly Duties[] = [fitnessDuties, mealsDuties, todayDuties, modelDuties, authDuties];
