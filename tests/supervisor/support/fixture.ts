import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SupervisorSettings } from '../../../src/supervisor/settings.ts';

export const SERVER = join(import.meta.dirname, '../fixtures/server.ts');

export type LogLine = { msg: string; worker?: string; workerPid?: number } & Record<string, unknown>;

/** A running fixture server: its own supervisor with real workers. */
export interface Fixture {
  readonly pid: number;
  readonly port: number;
  readonly url: string;
  readonly dataDir: string;
  /** All log lines of the supervisor so far. */
  readonly log: LogLine[];
  readonly exited: Promise<number | null>;
  stdout(): string;
  stderr(): string;
  signal(signal: NodeJS.Signals): void;
  /** Resolves to the first line (already there or to come) that `matches`; rejects when the server ends before. */
  logged(matches: (line: LogLine) => boolean, after?: number): Promise<LogLine>;
  /** Breaks workers that start from now on in the way `fault` names; '' heals them. */
  setFault(fault: string): void;
  /** Pids of web workers that are ready and not leaving. */
  webPids(): number[];
  /** Pid of the jobs worker that has become ready last. */
  jobsPid(): number;
  stop(): Promise<number | null>;
}

export interface FixtureOptions {
  settings?: Partial<SupervisorSettings>;
  fault?: string;
  /** False: return at once instead of waiting until all workers are ready. */
  waitUntilUp?: boolean;
  /** The program to run instead of fixtures/server.ts. */
  program?: string;
  /** What to run instead of node with the program. */
  command?: readonly string[];
  env?: Record<string, string>;
}

/** Short times everywhere; a test raises or lowers what it is about. */
const QUICK: Partial<SupervisorSettings> = {
  webConcurrency: 2,
  heartbeatMs: 200,
  workerTimeoutMs: 0,
  bootTimeoutMs: 20_000,
  gracefulTimeoutMs: 5000,
  quickTimeoutMs: 500,
  lameDuckMs: 500,
  reloadSettleMs: 100,
};

const running = new Set<ChildProcess>();

/** Ends what a failed test left behind; call it in afterEach. */
export function killLeftFixtures(): void {
  for (const child of running) child.kill('SIGKILL');
}

export async function startFixture({
  settings,
  fault = '',
  waitUntilUp = true,
  program = SERVER,
  command = [process.execPath, program],
  env = {},
}: FixtureOptions = {}): Promise<Fixture> {
  const dataDir = mkdtempSync(join(tmpdir(), 'supervisor-'));
  const port = settings?.port ?? (await freePort());
  const faultFile = join(dataDir, 'fault');
  writeFileSync(faultFile, fault);
  const url = `http://127.0.0.1:${port}`;
  const [file = '', ...args] = command;
  const child = spawn(file, args, {
    env: {
      ...process.env,
      ...env,
      NODE_OPTIONS: '',
      FIXTURE: JSON.stringify({
        ...QUICK,
        dataDir,
        ctlSocket: join(dataDir, 'run/ctl.sock'),
        address: url,
        ...settings,
        port,
      }),
      FIXTURE_FAULT_FILE: faultFile,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.add(child);
  const fixture = watch(child, { port, url, dataDir, faultFile });
  void fixture.exited.then(() => {
    running.delete(child);
    rmSync(dataDir, { recursive: true, force: true });
  });
  if (waitUntilUp) await fixture.up;
  return fixture;
}

function watch(
  child: ChildProcess,
  place: { port: number; url: string; dataDir: string; faultFile: string },
): Fixture & { up: Promise<void> } {
  const log: LogLine[] = [];
  const events = new EventEmitter().setMaxListeners(0);
  let stdout = '';
  let stderr = '';
  let rest = '';
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()));
  child.stdout?.on('data', (data: Buffer) => {
    stdout += data.toString();
    const lines = (rest + data.toString()).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('{')) log.push(JSON.parse(line) as LogLine);
      events.emit('line', line);
    }
  });
  const exited = new Promise<number | null>((resolve) =>
    child.once('close', (code) => {
      events.emit('gone');
      resolve(code);
    }),
  );
  const until = <T>(what: string, look: () => T | undefined): Promise<T> =>
    new Promise((resolve, reject) => {
      const check = () => {
        const found = look();
        if (found === undefined) return;
        events.off('line', check);
        resolve(found);
      };
      events.on('line', check);
      events.once('gone', () => reject(new Error(`the server ended before ${what}\n${stdout}\n${stderr}`)));
      check();
    });
  const up = until('it was up', () => (/^Open /m.test(stdout) ? true : undefined)).then(() => undefined);
  up.catch(() => undefined);
  return {
    ...place,
    pid: child.pid ?? 0,
    log,
    exited,
    up,
    stdout: () => stdout,
    stderr: () => stderr,
    signal: (signal) => void child.kill(signal),
    logged: (matches, after = 0) => until('a log line', () => log.slice(after).find(matches)),
    setFault: (fault) => writeFileSync(place.faultFile, fault),
    webPids: () => readyPids(log),
    jobsPid: () =>
      log.findLast(({ msg, worker }) => msg === 'worker ready' && worker === 'jobs')?.workerPid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}

function readyPids(log: LogLine[]): number[] {
  const current = new Map<string, number>();
  for (const { msg, worker = '', workerPid = 0 } of log) {
    if (!worker.startsWith('web')) continue;
    if (msg === 'worker ready') current.set(worker, workerPid);
    else if (/^worker (ended|died)/.test(msg) && current.get(worker) === workerPid) current.delete(worker);
  }
  return [...current.values()];
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Resolves when none of the processes is left (a zombie waiting for init is not left); rejects after 2 s. */
export async function allGone(pids: number[]): Promise<void> {
  const end = performance.now() + 2000;
  while (pids.some(isAlive)) {
    if (performance.now() > end) throw new Error(`still there after 2 s: ${pids.filter(isAlive).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync('/proc/self/stat') || !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
