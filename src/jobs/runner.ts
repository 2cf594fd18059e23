import type { JobWithMetadata, PgBoss } from 'pg-boss';
import type { ServedRequest } from '../supervisor/messages.ts';
import { openBoss, queueOptions } from './boss.ts';
import { runInChild } from './child.ts';
import type { ChildProgram } from './forked.ts';
import type { AnyJob, JobDeps } from './job.ts';

export interface RunnerSettings {
  databaseUrl: string;
  jobs: readonly AnyJob[];
  deps: Omit<JobDeps, 'signal'>;
  /** What heavy jobs run in; without it they run in this process. */
  child?: ChildProgram;
  /** Told of every job that failed for good. */
  report?: (error: unknown, context: { job: string }) => void;
  /** How long a running job may go on after a stop has begun. */
  graceMs: number;
}

/** How often a silent worker is looked for: with the heartbeat of 10 s its job runs again within 15 s. */
const SUPERVISE_S = 1;
const HEARTBEAT_REFRESH_S = 2;

/** Takes jobs from the queue and runs them, in the jobs worker of each host. */
export class JobRunner {
  readonly #settings: RunnerSettings;
  readonly #boss: PgBoss;
  readonly #running = new Map<string, { name: string; since: number }>();
  /** Aborted when running jobs must end at once. */
  readonly #cut = new AbortController();

  constructor(settings: RunnerSettings) {
    this.#settings = settings;
    const { log } = settings.deps;
    this.#boss = openBoss(
      {
        connectionString: settings.databaseUrl,
        application_name: 'jobs queue',
        max: 2,
        useListenNotify: true,
        superviseIntervalSeconds: SUPERVISE_S,
        monitorIntervalSeconds: SUPERVISE_S,
        cronWorkerIntervalSeconds: 5,
      },
      (error) => log.warn({ err: error }, 'the job queue could not be reached'),
    );
  }

  /** Starts to take jobs; the schedules of former releases end. */
  async start(): Promise<void> {
    await this.#boss.start();
    for (const job of this.#settings.jobs) {
      await this.#boss.createQueue(job.name, queueOptions(job));
      await this.#boss.updateQueue(job.name, queueOptions(job));
      const taker = await this.#boss.work<unknown>(
        job.name,
        {
          includeMetadata: true,
          pollingIntervalSeconds: 1,
          notifyPollingIntervalSeconds: 2,
          heartbeatRefreshSeconds: HEARTBEAT_REFRESH_S,
        },
        async ([taken]) => {
          // After a job the next one is fetched at once; otherwise those that wait would go one per interval.
          this.#boss.notifyWorker(taker);
          await this.#run(job, taken as JobWithMetadata<unknown>);
        },
      );
      if (job.schedule !== undefined) await this.#boss.schedule(job.name, job.schedule, {}, { tz: 'UTC' });
    }
    await this.#endOldSchedules();
  }

  /** Rejects when the queue cannot be reached. */
  async probe(): Promise<void> {
    await this.#boss.schemaVersion();
  }

  /** What runs now, for the supervisor's table. */
  running(): ServedRequest[] {
    return [...this.#running.values()].map(({ name, since }) => ({
      method: 'JOB',
      path: name,
      ageMs: Date.now() - since,
    }));
  }

  /** Takes no new job and waits for those that run; what is not done by then is ended and runs again later. */
  async stop(): Promise<void> {
    const deadline = setTimeout(() => this.#cut.abort(), this.#settings.graceMs);
    await this.#boss.stop({ graceful: true, timeout: this.#settings.graceMs + 1000 });
    clearTimeout(deadline);
  }

  async #run(job: AnyJob, taken: JobWithMetadata<unknown>): Promise<void> {
    const { deps, child } = this.#settings;
    const log = deps.log.child({ job: job.name, jobId: taken.id });
    const signal = AbortSignal.any([taken.signal, this.#cut.signal]);
    this.#running.set(taken.id, { name: job.name, since: Date.now() });
    try {
      const data: unknown = job.data.parse(taken.data);
      const isHeavy = typeof job.isHeavy === 'function' ? job.isHeavy(data) : job.isHeavy;
      if (isHeavy && child) {
        const { announce } = deps;
        await runInChild(child, { name: job.name, data: taken.data }, { signal, announce });
      } else await job.run({ ...deps, log, signal }, data);
    } catch (error) {
      const isLast = taken.retryCount >= taken.retryLimit;
      if (isLast) log.error({ err: error }, 'a job failed for good');
      else log.warn({ err: error, tries: taken.retryCount + 1 }, 'a job failed and will be tried again');
      if (isLast) this.#settings.report?.(error, { job: job.name });
      if (isLast) await job.gaveUp?.({ ...deps, log, signal }, job.data.parse(taken.data), error);
      throw error;
    } finally {
      this.#running.delete(taken.id);
    }
  }

  async #endOldSchedules(): Promise<void> {
    const kept = new Set(
      this.#settings.jobs.filter(({ schedule }) => schedule !== undefined).map(({ name }) => name),
    );
    for (const { name } of await this.#boss.getSchedules()) {
      if (!kept.has(name)) await this.#boss.unschedule(name);
    }
  }
}
