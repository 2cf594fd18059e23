import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inspection } from './inspect.ts';
import type { Life } from './life.ts';
import { SERVING_KEY, type ServedRequest } from './messages.ts';
import { type Launch, runShort } from './spawn.ts';

/** What could be found out about a worker, healthy or hanging. */
export interface Autopsy {
  readonly at: string;
  readonly reason: string;
  readonly worker: string;
  readonly pid: number;
  readonly state: string;
  readonly silentMs: number;
  /** The innermost frame first. Undefined: it was not running JavaScript; `note` says what that means. */
  readonly stack: readonly string[] | undefined;
  readonly note: string | undefined;
  /** What it is serving. When it cannot be asked: what it had said last, and what it has begun since. */
  readonly serving: readonly ServedRequest[];
  readonly lastMinute: readonly { readonly at: number; readonly loop: number; readonly rssBytes: number }[];
  /** From /proc, where there is one: scheduling state, kernel function it waits in, memory. */
  readonly kernel: string | undefined;
  /** Where this report was written. */
  readonly file: string | undefined;
}

const ASK_SERVING = `globalThis[Symbol.for('${SERVING_KEY}')]?.()`;

const LISTENING = /Debugger listening on (ws:\/\/\S+)/;
const LISTEN_TIMEOUT_MS = 1000;
const PAUSE_TIMEOUT_MS = 1500;
const KEPT_REPORTS = 50;

/**
 * Looks into a worker from outside: USR1 makes node open its inspector, even in the middle of a loop, and a short
 * child asks it for the stack. Costs the worker nothing until then. Never throws and takes at most some 3 s.
 */
export async function examine(
  life: Life,
  reason: string,
  place: { launch: Launch; dataDir: string },
): Promise<Autopsy> {
  const silentMs = Math.round(performance.now() - life.heardAt);
  const state = life.state;
  const [inspection, kernel] = await Promise.all([lookInside(life, place.launch), readKernelState(life.pid)]);
  const serving = (inspection?.value as ServedRequest[] | undefined) ?? lastKnownServing(life);
  // Stopped between two events, an idle worker shows node's own frames only.
  const isIdle = state !== 'blocked' && inspection?.stack?.every((frame) => frame.includes('(node:'));
  const stack = isIdle ? undefined : inspection?.stack;
  const autopsy: Autopsy = {
    at: new Date().toISOString(),
    reason,
    worker: life.name,
    pid: life.pid,
    state,
    silentMs,
    stack,
    note: stack ? undefined : noteFor(life, inspection, kernel, serving.length),
    serving,
    lastMinute: [...life.history],
    kernel,
    file: undefined,
  };
  return { ...autopsy, file: await writeReport(autopsy, place.dataDir) };
}

function noteFor(
  life: Life,
  inspection: Inspection | undefined,
  kernel: string | undefined,
  serving: number,
): string {
  if (life.state !== 'blocked' && inspection && serving > 0)
    return 'No code was running: what it serves waits for something, such as the database.';
  if (life.state !== 'blocked' && inspection) return 'It was idle: nothing was running.';
  if (kernel?.includes('State: T')) return 'It is stopped by a signal (STOP or TSTP).';
  if (kernel?.includes('State: D')) return 'It waits in the kernel, usually for a disk.';
  return 'It is in native code (a synchronous call into C++): there is no JavaScript frame to read.';
}

async function lookInside(life: Life, launch: Launch): Promise<Inspection | undefined> {
  life.isExamined = true;
  try {
    const url = await openInspector(life);
    if (!url) return undefined;
    const args = [url, ASK_SERVING, String(PAUSE_TIMEOUT_MS)];
    return await runShort<Inspection>(launch, 'inspect', AbortSignal.timeout(2 * PAUSE_TIMEOUT_MS), args);
  } catch {
    return undefined;
  } finally {
    life.send({ type: 'closeInspector' });
    life.isExamined = false;
  }
}

function openInspector(life: Life): Promise<string | undefined> {
  return new Promise((resolve) => {
    const settle = (url: string | undefined) => {
      clearTimeout(timer);
      stopListening();
      resolve(url);
    };
    const stopListening = life.stderr.onLine((line) => {
      const url = LISTENING.exec(line)?.[1];
      if (url) settle(url);
    });
    const timer = setTimeout(settle, LISTEN_TIMEOUT_MS, undefined);
    life.signal('SIGUSR1');
  });
}

function lastKnownServing(life: Life): ServedRequest[] {
  const now = Date.now();
  const begun = life.begunSinceLastBeat().map(({ method, path, at }) => ({ method, path, ageMs: now - at }));
  return [...(life.beat?.serving ?? []), ...begun];
}

async function readKernelState(pid: number): Promise<string | undefined> {
  try {
    const [status, wchan] = await Promise.all([
      readFile(`/proc/${pid}/status`, 'utf8'),
      readFile(`/proc/${pid}/wchan`, 'utf8').catch(() => ''),
    ]);
    const lines = status.split('\n').filter((line) => /^(State|VmRSS|VmSwap|Threads):/.test(line));
    return [...lines.map((line) => line.replace(/\s+/g, ' ')), `wchan: ${wchan || 'unknown'}`].join(', ');
  } catch {
    return undefined;
  }
}

async function writeReport(autopsy: Autopsy, dataDir: string): Promise<string | undefined> {
  if (!dataDir) return undefined;
  const folder = join(dataDir, 'run', 'autopsies');
  const file = join(folder, `${autopsy.at.replace(/[:.]/g, '-')}-${autopsy.worker}-${autopsy.pid}.json`);
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(file, `${JSON.stringify({ ...autopsy, file }, undefined, 2)}\n`, { mode: 0o600 });
    const reports = (await readdir(folder)).sort();
    await Promise.all(reports.slice(0, -KEPT_REPORTS).map((old) => rm(join(folder, old), { force: true })));
    return file;
  } catch {
    return undefined;
  }
}
