import { fork } from 'node:child_process';
import type { Config } from '../config.ts';
import type { Announce, Announcement } from '../http/live/news.ts';
import { systemClock } from '../lib/clock.ts';
import { createLogger } from '../telemetry/logger.ts';
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

/** Memory of a heavy job: enough for a file of 10 MB, and an end before the container's own. */
const HEAP_FLAGS = ['--max-old-space-size=192', '--max-semi-space-size=8'];

/** The program that becomes a child, and its environment (`PA_ROLE` is set here). */
export interface ChildProgram {
  entry: string;
  env: NodeJS.ProcessEnv;
}

/**
 * Runs a job in a process of its own and ends it when the signal is aborted; what the job announces goes to
 * `announce`. Rejects with its error, or when it dies (out of memory, killed).
 */
export function runInChild(
  program: ChildProgram,
  order: Order,
  { signal, announce }: { signal: AbortSignal; announce: Announce },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = fork(program.entry, [], {
      env: { ...program.env, PA_ROLE: 'job' },
      execArgv: HEAP_FLAGS,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      signal,
      killSignal: 'SIGKILL',
    });
    let outcome: Outcome | undefined;
    child.on('message', (message: Outcome | News) => {
      if ('news' in message) announce(message.news);
      else outcome = message;
    });
    child.on('error', reject);
    child.on('exit', (code, killed) => {
      if (!outcome) reject(new Error(`the process of the job ${order.name} ended early (${killed ?? code})`));
      else if (outcome.error !== undefined) reject(new Error(outcome.error));
      else resolve();
    });
    child.send(order, (error) => error && reject(error));
  });
}

/** The life of such a child: one job, then the end. It ends too when its parent is gone. */
export async function serveChildJob(config: Config, jobs: readonly AnyJob[]): Promise<void> {
  process.once('disconnect', () => process.exit(1));
  const order = await new Promise<Order>((resolve) =>
    process.once('message', (message) => resolve(message as Order)),
  );
  const outcome = await outcomeOf(config, jobs, order);
  process.send?.(outcome, () => process.exit(0));
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
