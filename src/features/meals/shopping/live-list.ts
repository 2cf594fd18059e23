import type { Response } from 'express';
import { keyedRow, type Scope } from '../../../db/index.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { announceAfter } from '../../../http/live/announce-after.ts';
import type { TopicChecks } from '../../../http/live/topics.ts';
import { currentUser } from '../../../http/request.ts';

/** A list can be followed by everybody of its household. */
export const shoppingTopics: TopicChecks = {
  'shopping-list': async (db, { householdId }, id) =>
    (await keyedRow(
      db,
      'select 1 as one from shopping_lists where id = :id and household_id = :householdId',
      {
        id,
        householdId,
      },
    )) !== undefined,
};

/** What the household hears when a list changed. */
export function listChange(listId: string, { householdId }: Pick<Scope, 'householdId'>) {
  return { topic: `shopping-list:${listId}`, type: 'list-changed', householdId };
}

/** Tells all open pages of this list, of everybody in the household, that it changed. */
export function announceList(deps: Pick<AppDeps, 'live'>, res: Response, listId: string): void {
  announceAfter(res, deps.live, listChange(listId, currentUser(res.req)));
}
