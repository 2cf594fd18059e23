import * as z from 'zod';
import { execute, selectRows, type Db } from '../db/index.ts';
import { defineJob, type AnyJob, type JobDeps } from './job.ts';
import { nextDaily } from './personal-times.ts';

/** What a job is given that runs for a person at a time of their own. */
export const personalData = z.strictObject({ userId: z.uuid(), dueAt: z.iso.datetime() });

/** A server that was down makes up what is at most so late; what was to happen before waits for its next day. */
const LATEST_MS = 3 * 3_600_000;
const BATCH = 100;

interface DueRow {
  user_id: string;
  job: string;
  at_time: string;
  next_at: string;
  time_zone: string;
  is_disabled: boolean;
}

/**
 * Looks every minute for whom which of `jobs` is due (personal-times.ts) and adds it, in the transaction that notes the
 * next time: so it is added once for each day, however many hosts there are and whatever is killed. pg-boss has time
 * zones of its own, but leaves out a time that a clock change skips and runs one that happens twice two times.
 */
export function personalTimesJob(jobs: readonly AnyJob[]): AnyJob {
  const known = new Map(jobs.map((job) => [job.name, job]));
  return defineJob({
    name: 'run-personal-times',
    data: z.object({}),
    schedule: '* * * * *',
    async run(deps) {
      for (let count = BATCH; count === BATCH && !deps.signal.aborted;) {
        count = await deps.db.transaction((trx) => addDue(trx, deps, known));
      }
    },
  });
}

/** Adds what is due for some people, and says for how many. */
async function addDue(
  trx: Db,
  { queue, clock }: JobDeps,
  jobs: ReadonlyMap<string, AnyJob>,
): Promise<number> {
  const now = clock.now();
  const due = await selectDue(trx, now);
  for (const row of due) {
    const job = jobs.get(row.job);
    const isLate = now.getTime() - Date.parse(row.next_at) > LATEST_MS;
    if (job && !row.is_disabled && !isLate)
      await queue.add(trx, job, { userId: row.user_id, dueAt: row.next_at });
    await execute(trx, 'update personal_times set next_at = :nextAt where user_id = :userId and job = :job', {
      userId: row.user_id,
      job: row.job,
      nextAt: nextDaily(row.at_time, { timeZone: row.time_zone, now }),
    });
  }
  return due.length;
}

function selectDue(trx: Db, now: Date): Promise<DueRow[]> {
  return selectRows<DueRow>(
    trx,
    `select p.user_id, p.job, p.at_time, p.next_at, u.time_zone, u.disabled_at is not null as is_disabled
       from personal_times p join users u on u.id = p.user_id
      where p.next_at <= :now order by p.next_at limit ${BATCH} for update of p skip locked`,
    { now },
  );
}
