import type { PgBoss } from 'pg-boss';
import type { Db } from '../db/index.ts';
import type { JobDefinition } from './job.ts';

export interface AddOptions {
  /** Not before this instant. */
  startAfter?: Date;
}

/** The face of the job queue for those who want something done. */
export interface Queue {
  /**
   * Adds a job in the transaction of the row it is about: both are there, or neither. It starts within
   * about a second after the commit.
   */
  add<Data extends object>(
    trx: Db,
    job: JobDefinition<Data>,
    data: Data,
    options?: AddOptions,
  ): Promise<void>;
  /** Has a job that failed for good tried once more. */
  retry(name: string, id: string): Promise<void>;
}

/** A queue that only adds; pg-boss is loaded with the first job, so that idle workers do not carry it. */
export function createQueue(db: Db): Queue {
  let opening: Promise<PgBoss> | undefined;
  const known = new Set<string>();

  async function opened(): Promise<PgBoss> {
    opening ??= openSender(db);
    try {
      return await opening;
    } catch (error) {
      opening = undefined;
      throw error;
    }
  }

  return {
    async add(trx, job, data, options = {}) {
      const boss = await opened();
      if (!known.has(job.name)) {
        const { queueOptions } = await import('./boss.ts');
        await boss.createQueue(job.name, queueOptions(job));
        known.add(job.name);
      }
      const { startAfter } = options;
      await boss.send(job.name, data, {
        db: executor(trx),
        ...(startAfter && { startAfter }),
      });
    },
    async retry(name, id) {
      await (await opened()).retry(name, id);
    },
  };
}

async function openSender(db: Db): Promise<PgBoss> {
  const { openBoss } = await import('./boss.ts');
  const boss = openBoss(
    { db: executor(db), supervise: false, schedule: false, clock: idleClock },
    () => undefined,
  );
  return boss.start();
}

/** pg-boss's own statements through our connections, so that they are part of the caller's transaction. */
function executor(db: Db): { executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }> } {
  return {
    async executeSql(text, values = []) {
      // Without a name: some of its texts are several statements, which cannot be prepared.
      return db.run({ name: '', text, bindings: [] }, values, 'pool');
    },
  };
}

/** Timers of a sender refresh its caches only: they may not keep a process alive that wants to end. */
const idleClock = {
  now: () => Date.now(),
  setTimeout: (work: () => void, ms: number) => setTimeout(work, ms).unref(),
  setInterval: (work: () => void, ms: number) => setInterval(work, ms).unref(),
  clearTimeout: (timer: unknown) => clearTimeout(timer as NodeJS.Timeout),
  clearInterval: (timer: unknown) => clearInterval(timer as NodeJS.Timeout),
};
