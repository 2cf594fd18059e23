import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnavailableError } from '../errors.ts';
import { isBundled, projectRoot } from '../lib/project-root.ts';
import { endWith, runForked, takeOrder } from './forked.ts';

/** What is said of a child: it has loaded what it needs, and what came of its work. */
type Said = { isReady: true } | { answer: unknown };

/** The work did not come to an answer: it took too long, or too much memory. */
export class ChildEnded extends Error {}

interface Work {
  /** What the program does in the child: `PA_ROLE`. */
  role: string;
  order: unknown;
  heapMb: number;
  /** Of computing, from when the child has loaded what it needs; on a busy machine that may take longer by the clock. */
  timeoutMs: number;
  /** Aborted when nobody waits any more. */
  signal?: AbortSignal | undefined;
}

/** Work that somebody waits for and that could hang or burst: each piece in a process of its own, one at a time. */
export interface ShortChildren {
  /** Throws ChildEnded, UnavailableError when too many wait already, and the signal's reason. */
  ask<Answer>(work: Work): Promise<Answer>;
}

const MAX_WAITING = 10;
/** Of a machine that is busy with other things. */
const START_TIMEOUT_MS = 20_000;
/** How many times its limit a child may take by the clock while others have the processor. */
const PATIENCE = 5;
const LOOK_MS = 100;

/** For a web worker. Its children know no secrets: nothing of the configuration goes to them but the data folder. */
export function createShortChildren(dataDir: string): ShortChildren {
  const entry = join(projectRoot, isBundled ? 'dist/main.js' : 'src/main.ts');
  const program = { entry, env: { DATA_DIR: dataDir } };
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;

  async function run<Answer>({ role, order, heapMb, timeoutMs, signal }: Work): Promise<Answer> {
    signal?.throwIfAborted();
    const limit = new AbortController();
    let timer = setTimeout(() => limit.abort(), START_TIMEOUT_MS);
    let answer: { value: Answer } | undefined;
    const either = signal ? AbortSignal.any([signal, limit.signal]) : limit.signal;
    try {
      const end = await runForked(program, { role, order, heapMb, signal: either }, (said: Said, pid) => {
        if ('answer' in said) answer = { value: said.answer as Answer };
        clearTimeout(timer);
        const begun = { cpuMs: cpuMsOf(pid), at: performance.now() };
        timer = setTimeout(function look() {
          const isWithin = cpuMsOf(pid) - begun.cpuMs < timeoutMs;
          const isPatient = performance.now() - begun.at < timeoutMs * PATIENCE;
          if (isWithin && isPatient) timer = setTimeout(look, LOOK_MS);
          else limit.abort();
        }, timeoutMs);
      });
      if (!answer) throw new ChildEnded(`a child for ${role} ended early (${end})`);
      return answer.value;
    } catch (error) {
      signal?.throwIfAborted();
      if (limit.signal.aborted) throw new ChildEnded(`a child for ${role} took too long`, { cause: error });
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  return {
    async ask<Answer>(work: Work) {
      if (waiting >= MAX_WAITING) throw new UnavailableError('Too many pages are being read at once.', 5);
      waiting += 1;
      const mine = last.then(() => run<Answer>(work));
      last = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        waiting -= 1;
      }
    },
  };
}

/** What a process has computed (proc_pid_stat(5): utime and stime, in hundredths of a second); NaN where nothing tells. */
function cpuMsOf(pid: number): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * 10;
  } catch {
    return Number.NaN;
  }
}

/** The life of such a child: `load` brings the work with what it needs, which is then done once. */
export async function serveShortChild<Order, Answer>(
  load: () => Promise<(order: Order) => Answer>,
): Promise<void> {
  const [order, work] = await Promise.all([takeOrder<Order>(), load()]);
  process.send?.({ isReady: true } satisfies Said);
  endWith({ answer: work(order) } satisfies Said);
}
