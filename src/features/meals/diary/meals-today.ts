import type { Db, Scope } from '../../../db/index.ts';
import type { Viewer } from '../../../http/viewer.ts';
import { readMealsToday } from './today-queries.ts';
import { mealsTodayView } from './today-view.ts';

/** What of food belongs on the start page, as texts: one short read. */
export async function readMealsOfToday(
  db: Db,
  scope: Scope,
  day: { viewer: Viewer; now: Date; isTrainingDay: boolean },
) {
  const row = await readMealsToday(db, scope, day.viewer.today);
  return mealsTodayView(row!, day);
}
