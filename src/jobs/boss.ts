import { type ConstructorOptions, PgBoss, type QueueOptions } from 'pg-boss';
import type { AnyJob } from './job.ts';

/** Where the tables of the queue live. */
const SCHEMA = 'pgboss';

/** A worker that is silent for so long is dead and its job runs again (pg-boss allows no less than 10). */
const HEARTBEAT_S = 10;

/** pg-boss with its tables; `options` say what this process does with them. */
export function openBoss(options: ConstructorOptions, onError: (error: Error) => void): PgBoss {
  const boss = new PgBoss({ schema: SCHEMA, migrate: false, createSchema: false, ...options });
  boss.on('error', onError);
  return boss;
}

/** How the queue of a job treats it. */
export function queueOptions(job: AnyJob): QueueOptions & { notify: boolean } {
  return {
    retryLimit: job.retries ?? 3,
    retryDelay: job.retryDelayS ?? 1,
    retryBackoff: job.backsOff ?? false,
    expireInSeconds: job.timeoutS ?? 900,
    heartbeatSeconds: HEARTBEAT_S,
    deleteAfterSeconds: 24 * 3600,
    notify: true,
  };
}

/** When each cron expression (in UTC) comes next after `now`; without a word to the database. */
export function nextRuns(crons: readonly string[], now: Date): Map<string, Date> {
  const nothing = { executeSql: () => Promise.resolve({ rows: [] }) };
  const boss = openBoss({ db: nothing, supervise: false, schedule: false }, () => undefined);
  return new Map(
    crons.map((cron) => [cron, boss.previewSchedule(cron, { tz: 'UTC', from: now, count: 1 })[0]!]),
  );
}

/** Creates the tables of the queue, or brings them up to this release. */
export async function prepareQueueTables(databaseUrl: string): Promise<void> {
  let failure: Error | undefined;
  const boss = openBoss(
    {
      connectionString: databaseUrl,
      application_name: 'prepare queue',
      max: 1,
      migrate: true,
      createSchema: true,
      supervise: false,
      schedule: false,
    },
    (error) => (failure = error),
  );
  await boss.start();
  await boss.stop({ graceful: false });
  if (failure) throw failure;
}
