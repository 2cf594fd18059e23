import { keyedRow } from '../../../../db/index.ts';
import type { TopicChecks } from '../../../../http/live/topics.ts';

/** A file of recipes that is being read or added can be followed by everybody of its household. */
export const archiveTopics: TopicChecks = {
  'recipe-archive': async (db, { householdId }, id) => {
    const sql = 'select 1 as one from recipe_archives where id = :id and household_id = :householdId';
    return (await keyedRow(db, sql, { id, householdId })) !== undefined;
  },
};
