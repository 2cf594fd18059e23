import { type ChildProcess, fork, type StdioOptions } from 'node:child_process';
import cluster from 'node:cluster';
import { ExitCode, StartError } from './exit-codes.ts';
import type { FlightRecorder } from './flight-recorder.ts';
import { rescueHandovers } from './handoff.ts';

export type Role = 'web' | 'jobs';

/** How processes of this product are started. */
export interface Launch {
  /** The program, which chooses its part by PA_ROLE. */
  readonly entry: string;
  /** The environment of all children. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

// Standard error passes through the primary, which keeps the last lines for reports.
const STDIO: Exclude<StdioOptions, string> = ['ignore', 'inherit', 'pipe', 'ipc'];
/**
 * glibc keeps a pool of freed memory for each thread, and what V8's compilers needed for a moment (pieces of 8 to 32
 * kB) leaves holes that stay. One pool, an early return, and pieces from 8 kB straight from the system make a worker
 * some 15 MB smaller under load (docs/decisions/006-small-processes.md). Elsewhere these mean nothing.
 */
const THRIFTY = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072', MALLOC_MMAP_THRESHOLD_: '8192' };
// A port of its own for each worker, should someone (or an autopsy) send it USR1.
const INSPECTABLE = '--inspect-port=0';

/** How one worker is started. */
export interface WorkerSeat {
  readonly role: Role;
  readonly name: string;
  readonly flags: readonly string[];
  readonly recorder: FlightRecorder | undefined;
}

/** Starts one worker. Only in this file does the supervisor fork. */
export function spawnWorker(launch: Launch, { role, name, flags, recorder }: WorkerSeat): ChildProcess {
  const env = { ...THRIFTY, ...launch.env, PA_ROLE: role, PA_WORKER: name };
  const stdio = recorder ? [...STDIO, recorder.fd] : STDIO;
  const execArgv = [...flags, INSPECTABLE];
  if (role === 'jobs') return fork(launch.entry, [], { env, execArgv, stdio });
  cluster.schedulingPolicy = cluster.SCHED_RR;
  cluster.setupPrimary({ exec: launch.entry, args: [], execArgv, stdio, inspectPort: 0 });
  const worker = cluster.fork(env);
  rescueHandovers(worker);
  return worker.process;
}

/** What a short child says before it leaves. */
type LastWord<T> =
  | { readonly type: 'result'; readonly value: T }
  | { readonly type: 'fatal'; readonly code: number; readonly error: string };

/**
 * Runs one part of the program in a process of its own, so that what it loads does not stay in the primary, and
 * resolves to what it reports. Rejects with StartError. `signal` ends it.
 */
export async function runShort<T>(
  launch: Launch,
  part: 'check' | 'migrate' | 'inspect',
  signal: AbortSignal,
  args: readonly string[] = [],
): Promise<T> {
  signal.throwIfAborted();
  const child = fork(launch.entry, args, {
    env: { ...launch.env, PA_ROLE: part },
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const onAbort = () => void child.kill('SIGTERM');
  signal.addEventListener('abort', onAbort, { once: true });
  let word: LastWord<T> | undefined;
  child.on('message', (message) => (word = message as LastWord<T>));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', reject);
  child.once('close', resolve);
  const code = await promise;
  signal.removeEventListener('abort', onAbort);
  signal.throwIfAborted();
  if (word?.type === 'result') return word.value;
  throw new StartError(
    word?.code ?? code ?? ExitCode.boot,
    word?.error ?? `The start failed at the step ${part}.`,
  );
}
