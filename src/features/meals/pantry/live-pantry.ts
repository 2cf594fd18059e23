import type { Request, Response } from 'express';
import type { AppDeps } from '../../../http/feature.ts';
import { announceAfter } from '../../../http/live/announce-after.ts';
import type { TopicChecks } from '../../../http/live/topics.ts';
import { currentUser } from '../../../http/request.ts';

/** A household has one pantry, which its members can follow: `pantry:<household id>`. */
export const pantryTopics: TopicChecks = {
  pantry: (_db, { householdId }, id) => Promise.resolve(id === householdId),
};

/** The topic of whoever asks. */
export function pantryTopic(req: Request): string {
  return `pantry:${currentUser(req).householdId}`;
}

/** Tells open pages of the household that its pantry changed. */
export function announcePantry({ live }: Pick<AppDeps, 'live'>, res: Response): void {
  const { householdId } = currentUser(res.req);
  announceAfter(res, live, { topic: pantryTopic(res.req), type: 'pantry-changed', householdId });
}
