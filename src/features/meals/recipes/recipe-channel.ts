import { keyedRow, type Scope } from '../../../db/index.ts';
import type { TopicChecks } from '../../../http/live/topics.ts';

/** A recipe can be followed by everybody of its household: `recipe:<id>`. */
export const recipeTopics: TopicChecks = {
  recipe: async (db, { householdId }, id) => {
    const sql =
      'select 1 as one from recipes where id = :id and household_id = :householdId and deleted_at is null';
    return (await keyedRow(db, sql, { id, householdId })) !== undefined;
  },
};

/** What the household hears when a recipe, or its picture, changed. */
export function recipeChange(recipeId: string, { householdId }: Pick<Scope, 'householdId'>) {
  return { topic: `recipe:${recipeId}`, type: 'recipe-changed', householdId };
}
