import { pino } from 'pino';
import { openBoss } from '../../src/jobs/boss.ts';
import { duties } from '../../src/features/duties.ts';
import type { AnyJob } from '../../src/jobs/job.ts';
import { jobsOf } from '../../src/jobs/jobs-service.ts';
import type { Announcement } from '../../src/http/live/news.ts';
import { createQueue } from '../../src/jobs/queue.ts';
import type { TestApp } from './app.ts';

/**
 * Works off every job that waits, in this process and in the order added, as the jobs worker would;
 * resolves when none is left. A failing job rejects (after its `gaveUp`), so that no test passes over it.
 */
export async function finishJobs(app: TestApp, jobs: readonly AnyJob[] = jobsOf(duties)): Promise<void> {
  const boss = openBoss(
    {
      connectionString: app.databaseUrl,
      application_name: 'test jobs',
      max: 1,
      supervise: false,
      schedule: false,
    },
    () => undefined,
  );
  await boss.start();
  try {
    while (await workOffOne(app, jobs, boss));
  } finally {
    await boss.stop({ graceful: false });
  }
}

async function workOffOne(
  app: TestApp,
  jobs: readonly AnyJob[],
  boss: ReturnType<typeof openBoss>,
): Promise<boolean> {
  for (const job of jobs) {
    const [taken] = (await boss.getQueue(job.name)) ? await boss.fetch<unknown>(job.name) : [];
    if (!taken) continue;
    const deps = {
      config: app.config,
      db: app.db,
      clock: app.clock,
      log: pino({ level: 'silent' }),
      queue: createQueue(app.db),
      announce: (news: Announcement) => app.live.announce(news),
      signal: new AbortController().signal,
    };
    const data = job.data.parse(taken.data);
    try {
      await job.run(deps, data);
    } catch (error) {
      await job.gaveUp?.(deps, data, error);
      throw error;
    }
    await boss.complete(job.name, taken.id);
    return true;
  }
  return false;
}

/** Runs a scheduled job now. */
export async function runNow(app: TestApp, name: string): Promise<void> {
  const job = jobsOf(duties).find((one) => one.name === name);
  if (!job) throw new Error(`no job is called ${name}`);
  await job.run(
    {
      config: app.config,
      db: app.db,
      clock: app.clock,
      log: pino({ level: 'silent' }),
      queue: createQueue(app.db),
      announce: () => undefined,
      signal: new AbortController().signal,
    },
    job.data.parse({}),
  );
}
