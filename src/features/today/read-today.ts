import type { Db, Scope } from '../../db/index.ts';
import type { Viewer } from '../../http/viewer.ts';
import { readTrainingToday } from '../fitness/index.ts';
import { hasMealsToday, readMealsOfToday } from '../meals/index.ts';

/**
 * What is due today, from all rooms, as texts: two statements, and one more only where the household has a plan or the
 * person a diary. Whether that is so is asked along with the first.
 */
export async function readToday(db: Db, scope: Scope, viewer: Viewer, now: Date) {
  const beside = hasMealsToday(scope, viewer.today);
  const training = await readTrainingToday(db, scope, { viewer, now, beside });
  const { isTrainingDay } = training;
  const meals = training.beside
    ? await readMealsOfToday(db, scope, { viewer, now, isTrainingDay })
    : undefined;
  return { training, meals };
}
