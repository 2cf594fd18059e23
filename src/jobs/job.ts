import type * as z from 'zod';
import type { Config } from '../config.ts';
import type { Db } from '../db/index.ts';
import type { Announce } from '../http/live/news.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../telemetry/logger.ts';
import type { Queue } from './queue.ts';

/** What a job may use. `signal` is aborted when the job must end: its worker stops, or its claim is gone. */
export interface JobDeps {
  config: Config;
  db: Db;
  clock: Clock;
  log: Log;
  queue: Queue;
  /** Tells open pages what a job has changed: `announce({ topic: 'import:ID', type, userId })`, after the commit. */
  announce: Announce;
  signal: AbortSignal;
}

/** Work that happens later, off the request, or at fixed times. At least once: `run` must bear being run again. */
export interface JobDefinition<Data = unknown> {
  /** Kebab-case; also the name of its queue. */
  name: string;
  /** The data are parsed with it before `run`; what does not fit fails for good. */
  data: z.ZodType<Data>;
  /**
   * Runs in a child process of its own, so that its memory is given back and its computing blocks nothing. A child
   * takes some tenths of a second to start: a function can spare small work that.
   */
  isHeavy?: boolean | ((data: Data) => boolean);
  /** How often it is tried again after an error or a killed worker. Default 3. */
  retries?: number;
  /** Seconds before it is tried again, doubled each time when `backsOff`. Default 1. */
  retryDelayS?: number;
  backsOff?: boolean;
  /** Seconds after which a try that has not ended counts as failed. Default 900. */
  timeoutS?: number;
  /** A job that waited when a backup was made waits again after it is restored. Default no. */
  survivesRestore?: boolean;
  /** When it runs by itself, as a cron expression in UTC; its data are `{}`. Once, however many hosts there are. */
  schedule?: string;
  /** Runs for each person who has chosen a time of the day for it (personal-times.ts); its data are `personalData`. */
  isPersonal?: boolean;
  run(deps: JobDeps, data: Data): Promise<void>;
  /** Told when the last try has failed, so that the person who waits learns of it. */
  gaveUp?(deps: JobDeps, data: Data, error: unknown): Promise<void>;
}

/** Keeps the type of the data while jobs of different data are kept in one list. */
export function defineJob<Data>(definition: JobDefinition<Data>): JobDefinition<Data> {
  return definition;
}

// A list of jobs of any data: `run` is only ever called with what its own schema parsed.
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the data differ from job to job
export type AnyJob = JobDefinition<any>;
