import type { Config } from '../config.ts';
import type { Announce, Announcement } from '../http/live/news.ts';
import { systemClock } from '../lib/clock.ts';
import { createLogger } from '../telemetry/logger.ts';
import { endWith, runForked, takeOrder, type ChildProgram } from './forked.ts';
import type { AnyJob } from './job.ts';
import { createQueue } from './queue.ts';

/** What a child is given and answers, over IPC. */
interface Order {
  name: string;
  data: unknown;
}
interface Outcome {
  error?: string;
}
/** What a child has announced on its way: its parent passes it on. */
interface News {
  news: Announcement;
}

/** Memory of a heavy job: enough for a file of 10 MB. */
const HEAP_MB = 192;

/**
 * Runs a job in a process of its own and ends it when the signal is aborted; what the job announces goes to
 * `announce`. Rejects with its error, or when it dies (out of memory, killed).
 */
export async function runInChild(
  program: ChildProgram,
  order: Order,
  { signal, announce }: { signal: AbortSignal; announce: Announce },
): Promise<void> {
  let outcome: Outcome | undefined;
  const forking = { role: 'job', order, heapMb: HEAP_MB, signal };
  const end = await runForked(program, forking, (message: Outcome | News) => {
    if ('news' in message) announce(message.news);
    else outcome = message;
  });
  if (!outcome) throw new Error(`the process of the job ${order.name} ended early (${end})`);
  if (outcome.error !== undefined) throw new Error(outcome.error);
}

/** The life of such a child: one job, then the end. It ends too when its parent is gone. */
export async function serveChildJob(config: Config, jobs: readonly AnyJob[]): Promise<void> {
  endWith(await outcomeOf(config, jobs, await takeOrder<Order>()));
}

async function outcomeOf(config: Config, jobs: readonly AnyJob[], { name, data }: Order): Promise<Outcome> {
  const { openDatabase } = await import('../db/process-database.ts');
  const db = openDatabase(config, `job ${name}`);
  try {
    const job = jobs.find((one) => one.name === name);
    if (!job) throw new Error(`no job is called ${name}`);
    const log = createLogger(config.log, 'job').child({ job: name });
    const signal = new AbortController().signal;
    const announce: Announce = (news) => process.send?.({ news } satisfies News);
    const deps = { config, db, clock: systemClock, log, queue: createQueue(db), announce, signal };
    await job.run(deps, job.data.parse(data));
    return {};
  } catch (error) {
    return { error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  } finally {
    await db.close();
  }
}
