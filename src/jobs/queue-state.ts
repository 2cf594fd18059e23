import { selectRow, selectRows, type Db } from '../db/index.ts';

/** A job that failed for good. Of its data and its error nothing: they may hold what people wrote. */
export interface FailedJob {
  id: string;
  name: string;
  tries: number;
  failed_at: string;
}

/** A job that runs by itself: when it ran last (`state` and `at` are null when it has not within the last day), when next. */
export interface ScheduledJob {
  name: string;
  /** For how many people it runs, each at a time of their own; null: for the installation as a whole. */
  people: number | null;
  nextAt: string;
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
export async function readQueueState(db: Db, now: Date): Promise<QueueState> {
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
    listSchedules(db, now),
  ]);
  return { ...(counts ?? { waiting: 0, running: 0, failed: 0 }), lastFailed, schedules };
}

type ScheduleRow = Omit<ScheduledJob, 'nextAt'> & { cron: string | null; next_at: string | null };

/** What runs by itself, by name: the installation's own, and what people have chosen a time for. */
async function listSchedules(db: Db, now: Date): Promise<ScheduledJob[]> {
  const rows = await selectRows<ScheduleRow>(
    db,
    `select s.name, s.cron, s.people, s.next_at, last.state,
            coalesce(last.completed_on, last.started_on, last.created_on) as at
       from (select name, cron, null::int as people, null::timestamptz as next_at from pgboss.schedule
             union all
             select job, null, count(*)::int, min(next_at) from personal_times group by job) s
       left join lateral (select j.state::text as state, j.completed_on, j.started_on, j.created_on
         from pgboss.job j where j.name = s.name order by j.created_on desc limit 1) last on true
      order by s.name`,
  );
  const { nextRuns } = await import('./boss.ts');
  const next = nextRuns(
    rows.flatMap(({ cron }) => cron ?? []),
    now,
  );
  return rows.map(({ cron, next_at, ...row }) => ({
    ...row,
    nextAt: cron === null ? next_at! : next.get(cron)!.toISOString(),
  }));
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
