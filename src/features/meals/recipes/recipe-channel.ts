import type { Response } from 'express';
import { keyedRow, type Scope } from '../../../db/index.ts';
import type { AppDeps } from '../../../http/feature.ts';
import { announceAfter } from '../../../http/live/announce-after.ts';
import type { TopicChecks } from '../../../http/live/topics.ts';
import { currentUser } from '../../../http/request.ts';

/** A recipe can be followed by everybody of its household: `recipe:<id>`. */
export const recipeTopics: TopicChecks = {
  recipe: async (db, { householdId }, id) => {
    const sql =
      'select 1 as one from recipes where id = :id and household_id = :householdId and deleted_at is null';
    return (await keyedRow(db, sql, { id, householdId })) !== undefined;
  },
};

export function recipeTopic(recipeId: string): string {
  return `recipe:${recipeId}`;
}

/** What the household hears when a recipe, or its picture, changed. */
export function recipeChange(recipeId: string, { householdId }: Pick<Scope, 'householdId'>) {
  return { topic: recipeTopic(recipeId), type: 'recipe-changed', householdId };
}

/** Tells all open pages of this recipe, of everybody in the household, that it changed. */
export function announceRecipe({ live }: Pick<AppDeps, 'live'>, res: Response, recipeId: string): void {
  announceAfter(res, live, recipeChange(recipeId, currentUser(res.req)));
}
