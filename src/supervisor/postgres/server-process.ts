import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { PostgresAccount } from './account.ts';
import { explainOutput, PostgresError } from './errors.ts';
import { SOCKET_PORT } from './socket-folder.ts';

const READY_TIMEOUT_MS = 60_000;
const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;
const REMEMBERED_LINES = 40;

/** Small on purpose: one household, on a laptop or a small server. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '',
  port: String(SOCKET_PORT),
  unix_socket_permissions: '0700',
  max_connections: '60',
  shared_buffers: '64MB',
  effective_cache_size: '256MB',
  max_wal_size: '256MB',
  min_wal_size: '32MB',
  // No replication and no base backups here: less to write for each change.
  wal_level: 'minimal',
  max_wal_senders: '0',
  random_page_cost: '1.1',
  jit: 'off',
  huge_pages: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  lc_messages: 'C',
  logging_collector: 'off',
  log_destination: 'stderr',
  log_line_prefix: '',
  // A failed statement is the application's to report; here it would put people's data into the log.
  log_min_messages: 'log',
  log_min_error_statement: 'panic',
  log_checkpoints: 'off',
  log_autovacuum_min_duration: '-1',
};

/** A line of PostgreSQL's own log, without its time. */
export type PostgresLog = (line: string) => void;

export interface ServerProcess {
  /** The postmaster's pid. */
  pid: number;
  /** Fast shutdown; resolves when the process is gone. */
  stop(): Promise<void>;
  /** Calls `listener` when PostgreSQL ends without having been asked. */
  onExit(listener: (reason: PostgresError) => void): void;
}

/**
 * Starts postgres and waits until it takes connections.
 * It runs in a session of its own, so that Ctrl-C does not end it before the ones who still write to it.
 */
export async function startServerProcess(
  account: PostgresAccount,
  socketDir: string,
  settings: Readonly<Record<string, string>>,
  log: PostgresLog,
): Promise<ServerProcess> {
  const all = { ...SETTINGS, ...settings, unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"` };
  const { file, args, options } = account.command(account.binaries.postgres, [
    '-D',
    account.pgDir,
    ...Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
  ]);
  const child = spawn(file, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const exited = once(child, 'exit');
  // Without a listener of its own a failed spawn would end the whole program; awaitReady reports it.
  exited.catch(() => undefined);
  const guard = stopWhenWeDie(child.pid);
  child.once('exit', () => guard?.kill('SIGKILL'));
  const lines = collectLines(child, log);
  try {
    await awaitReady(exited, lines);
  } catch (error) {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      await end(child, exited);
    throw error instanceof PostgresError ? error : explainOutput(lines.recent(), account.pgDir);
  }
  return supervise(child, exited, () => explainOutput(lines.recent(), account.pgDir));
}

function supervise(
  child: ChildProcess,
  exited: Promise<unknown>,
  explain: () => PostgresError,
): ServerProcess {
  const listeners: ((reason: PostgresError) => void)[] = [];
  let isStopping = false;
  child.once('exit', (code, signal) => {
    if (isStopping) return;
    const known = explain();
    const reason =
      known.problem === 'not-ready'
        ? new PostgresError(
            'not-ready',
            `PostgreSQL ended unasked (${signal ?? `exit code ${code}`}).`,
            known,
          )
        : known;
    for (const listener of listeners) listener(reason);
  });
  return {
    pid: child.pid ?? 0,
    onExit: (listener) => void listeners.push(listener),
    async stop() {
      isStopping = true;
      await end(child, exited);
    },
  };
}

/**
 * A tiny shell that waits for the end of a pipe which only this process holds open: however this process dies,
 * also by kill -9, PostgreSQL then shuts down cleanly instead of staying behind.
 */
function stopWhenWeDie(pid: number | undefined): ChildProcess | undefined {
  if (pid === undefined) return undefined;
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$1"', 'sh', String(pid)], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin?.on('error', () => undefined);
  guard.unref();
  return guard;
}

async function end(child: ChildProcess, exited: Promise<unknown>): Promise<void> {
  const isGone = () => child.exitCode !== null || child.signalCode !== null;
  for (const [signal, waitMs] of [
    ['SIGINT', FAST_SHUTDOWN_MS],
    ['SIGQUIT', IMMEDIATE_SHUTDOWN_MS],
    ['SIGKILL', IMMEDIATE_SHUTDOWN_MS],
  ] as const) {
    if (isGone()) return;
    child.kill(signal);
    await withTimeout(exited, waitMs);
  }
}

async function awaitReady(exited: Promise<unknown>, lines: LineCollector): Promise<void> {
  const ready = lines.waitFor('database system is ready to accept connections');
  const ended = exited.then(() => {
    throw new Error('exited');
  });
  if (!(await withTimeout(Promise.race([ready, ended]), READY_TIMEOUT_MS))) {
    throw new PostgresError(
      'not-ready',
      `PostgreSQL was not ready within ${READY_TIMEOUT_MS / 1000} seconds.`,
      {
        cause: new Error(lines.recent()),
      },
    );
  }
}

/** False when the time ran out first; a rejection passes through. */
async function withTimeout(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), timeoutMs);
  });
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    clearTimeout(timer);
  }
}

interface LineCollector {
  /** The last lines, for an explanation. */
  recent(): string;
  waitFor(text: string): Promise<void>;
}

function collectLines(child: ChildProcess, log: PostgresLog): LineCollector {
  const remembered: string[] = [];
  const waiting: { text: string; resolve: () => void }[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface({ input: stream }).on('line', (line) => {
      remembered.push(line);
      if (remembered.length > REMEMBERED_LINES) remembered.shift();
      log(line);
      for (const { text, resolve } of waiting) if (line.includes(text)) resolve();
    });
  }
  return {
    recent: () => remembered.join('\n'),
    waitFor: (text) => new Promise((resolve) => waiting.push({ text, resolve })),
  };
}
