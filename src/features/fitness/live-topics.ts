import { keyedRow } from '../../db/index.ts';
import type { TopicChecks } from '../../http/live/topics.ts';

/** What of one's training and data can be followed on the live channel: one's own, nobody else's. */
export const liveTopics: TopicChecks = {
  workout: ownRow('workouts'),
  import: ownRow('imports'),
  export: ownRow('exports'),
};

function ownRow(table: 'workouts' | 'imports' | 'exports'): TopicChecks[string] {
  const sql = `select 1 as one from ${table} where id = :id and user_id = :userId`;
  return async (db, { userId }, id) => (await keyedRow(db, sql, { id, userId })) !== undefined;
}
