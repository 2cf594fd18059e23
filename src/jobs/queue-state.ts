import { selectRow, selectRows, type Db } from '../db/index.ts';

/** A job that failed for good. Of its data and its error nothing: they may hold what people wrote. */
export interface FailedJob {
  id: string;
  name: string;
  tries: number;
  failed_at: string;
}

/** When a job with a schedule ran last; `state` and `at` are null when it has not within the last day. */
export interface ScheduledJob {
  name: string;
  state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed' | null;
  at: string | null;
}

export interface QueueState {
  waiting: number;
  running: number;
  failed: number;
  lastFailed: FailedJob[];
  schedules: ScheduledJob[];
}

/** pg-boss's own work is no job of ours. */
const OURS = `name not like '\\_\\_pgboss%'`;
const SHOWN_FAILURES = 10;

/** What the queue holds, in the whole installation. Finished and failed jobs are kept for a day. */
export async function readQueueState(db: Db): Promise<QueueState> {
  const [counts, lastFailed, schedules] = await Promise.all([
    selectRow<Pick<QueueState, 'waiting' | 'running' | 'failed'>>(
      db,
      `select count(*) filter (where state in ('created', 'retry'))::int as waiting,
              count(*) filter (where state = 'active')::int as running,
              count(*) filter (where state = 'failed')::int as failed
         from pgboss.job where ${OURS}`,
    ),
    selectRows<FailedJob>(
      db,
      `select id, name, retry_count + 1 as tries, completed_on as failed_at from pgboss.job
        where state = 'failed' and ${OURS} order by completed_on desc, id limit ${SHOWN_FAILURES}`,
    ),
    selectRows<ScheduledJob>(
      db,
      `select s.name, last.state, coalesce(last.completed_on, last.started_on, last.created_on) as at
         from pgboss.schedule s
         left join lateral (select j.state::text as state, j.completed_on, j.started_on, j.created_on
           from pgboss.job j where j.name = s.name order by j.created_on desc limit 1) last on true
        order by s.name`,
    ),
  ]);
  return { ...(counts ?? { waiting: 0, running: 0, failed: 0 }), lastFailed, schedules };
}

/** The name of a job that failed for good; undefined when there is none with this id. */
export async function findFailedJob(db: Db, id: string): Promise<string | undefined> {
  const row = await selectRow<{ name: string }>(
    db,
    `select name from pgboss.job where id = :id and state = 'failed' and ${OURS}`,
    { id },
  );
  return row?.name;
}
