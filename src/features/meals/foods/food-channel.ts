import type { Request, Response } from 'express';
import type { AppDeps } from '../../../http/feature.ts';
import { announceAfter } from '../../../http/live/announce-after.ts';
import type { TopicChecks } from '../../../http/live/topics.ts';
import { currentUser } from '../../../http/request.ts';

/** All foods of a household, and what it says of others, can be followed by its members: `foods:<household id>`. */
export const foodTopics: TopicChecks = {
  foods: (_db, scope, id) => Promise.resolve(id === scope.householdId),
};

/** The topic of whoever asks. */
export function foodsTopic(req: Request): string {
  return `foods:${currentUser(req).householdId}`;
}

/** Tells open pages of the household that a food is there, gone, or holds or weighs something else. */
export function announceFoods({ live }: Pick<AppDeps, 'live'>, res: Response): void {
  const { householdId } = currentUser(res.req);
  announceAfter(res, live, { topic: foodsTopic(res.req), type: 'foods-changed', householdId });
}
