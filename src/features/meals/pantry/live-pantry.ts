import type { Response } from 'express';
import type { AppDeps } from '../../../http/feature.ts';
import type { TopicChecks } from '../../../http/live/topics.ts';
import { currentUser } from '../../../http/request.ts';

/** A household has one pantry, which its members can follow. */
export const pantryTopics: TopicChecks = {
  pantry: (_db, { householdId }, id) => Promise.resolve(id === householdId),
};

/** Tells all open pages of the household's pantry that it changed: once that can be read. */
export function announcePantry(deps: Pick<AppDeps, 'live'>, res: Response): void {
  const { householdId } = currentUser(res.req);
  res.once('finish', () => {
    if (res.statusCode < 400)
      deps.live.announce({ topic: `pantry:${householdId}`, type: 'pantry-changed', householdId });
  });
}
