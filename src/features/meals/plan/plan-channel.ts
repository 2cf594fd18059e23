import type { Response } from 'express';
import type { AppDeps } from '../../../http/feature.ts';
import { announceAfter } from '../../../http/live/announce-after.ts';
import type { TopicChecks } from '../../../http/live/topics.ts';
import { currentUser } from '../../../http/request.ts';

/** The household's plan can be followed by its members: `meal-plan:<household id>`. */
export const planTopics: TopicChecks = {
  'meal-plan': (_db, scope, id) => Promise.resolve(id === scope.householdId),
};

/** Tells every open page of the household's plan that it changed. */
export function announcePlanChange(deps: Pick<AppDeps, 'live'>, res: Response): void {
  const { householdId } = currentUser(res.req);
  announceAfter(res, deps.live, {
    topic: `meal-plan:${householdId}`,
    type: 'meal-plan-changed',
    householdId,
  });
}
