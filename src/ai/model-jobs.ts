import * as z from 'zod';
import { execute } from '../db/index.ts';
import { defineJob } from '../jobs/job.ts';

const DAY_MS = 86_400_000;
const KEPT_DAYS = 30;
/** A call takes a minute at most: one that runs for longer lost its process. */
const LOST_AFTER_MS = 600_000;

/** Every night: what models saw a month ago goes; calls that lost their process are no longer called running. */
export const tidyModelCalls = defineJob({
  name: 'tidy-model-calls',
  data: z.object({}),
  schedule: '40 3 * * *',
  async run({ db, clock, log }) {
    const now = clock.now().getTime();
    const before = new Date(now - KEPT_DAYS * DAY_MS);
    const calls = await execute(db, 'delete from model_calls where created_at < :before', { before });
    const tasks = await execute(db, 'delete from model_tasks where created_at < :before', { before });
    if (calls + tasks > 0) log.info({ calls, tasks }, 'removed old records of models');
    await execute(
      db,
      `update model_calls set outcome = 'aborted' where outcome = 'running' and created_at < :lostBefore`,
      { lostBefore: new Date(now - LOST_AFTER_MS) },
    );
  },
});
