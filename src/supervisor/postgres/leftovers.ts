import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codeOf } from '../folder-problem.ts';
import { PostgresError } from './errors.ts';
import { socketPath } from './socket-folder.ts';

/** Above every system's largest pid, so no process can ever have it. */
const NEVER_A_PID = 4_194_305;
const FAST_SHUTDOWN_MS = 30_000;
const IMMEDIATE_SHUTDOWN_MS = 10_000;

/**
 * Ends what a killed predecessor left running on `pgDir` and removes its socket, so that PostgreSQL can start and
 * recover by itself.
 * Call it only while holding the data folder's lock: whatever still runs there then has no owner any more.
 */
export async function clearLeftovers(pgDir: string, socketDir: string): Promise<void> {
  const pidFile = join(pgDir, 'postmaster.pid');
  if (!existsSync(pgDir)) return;
  const pid = readPid(pidFile);
  if (pid && isPostmasterOf(pid, pgDir)) await endProcesses([pid], 'SIGINT', FAST_SHUTDOWN_MS, pgDir);
  // Backends of a dead postmaster keep the shared memory; they have nobody to report to. One that had only begun to
  // start has not written its pid yet.
  const orphans = processesIn(pgDir);
  if (orphans.length > 0) await endProcesses(orphans, 'SIGQUIT', IMMEDIATE_SHUTDOWN_MS, pgDir);
  if (pid) await whileDying(pid);
  forgetPid(pidFile);
  for (const file of [socketPath(socketDir), `${socketPath(socketDir)}.lock`]) rmSync(file, { force: true });
}

/**
 * The dead postmaster's pid may by now be some other program's (after a reboot) or a zombie's, and PostgreSQL would
 * refuse to start. Only the number is replaced: PostgreSQL still checks the shared memory named in the file.
 * One killed between making the file and writing into it leaves it empty, which PostgreSQL refuses as well.
 */
function forgetPid(pidFile: string): void {
  if (!existsSync(pidFile)) return;
  const lines = readFileSync(pidFile, 'utf8').split('\n');
  if (lines[0] === '') rmSync(pidFile);
  else writeFileSync(pidFile, [String(NEVER_A_PID), ...lines.slice(1)].join('\n'));
}

/** A process just killed has lost its command line already, but for a moment not yet its memory. */
async function whileDying(pid: number): Promise<void> {
  for (let tries = 0; tries < 100 && isAlive(pid) && commandLine(pid) === ''; tries += 1) await sleep(20);
}

/** First the polite signal; who has not ended after `timeoutMs` is crashed (PostgreSQL recovers from its log). */
async function endProcesses(
  pids: number[],
  signal: NodeJS.Signals,
  timeoutMs: number,
  pgDir: string,
): Promise<void> {
  for (const step of [
    { signal, timeoutMs },
    { signal: 'SIGQUIT' as const, timeoutMs: IMMEDIATE_SHUTDOWN_MS },
    { signal: 'SIGKILL' as const, timeoutMs: IMMEDIATE_SHUTDOWN_MS },
  ]) {
    for (const pid of pids) send(pid, step.signal, pgDir);
    if (await allGone(pids, step.timeoutMs)) return;
  }
  throw inUse(pids[0] ?? 0, pgDir);
}

function send(pid: number, signal: NodeJS.Signals, pgDir: string): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) === 'EPERM') throw inUse(pid, pgDir);
  }
}

function inUse(pid: number, pgDir: string): PostgresError {
  return new PostgresError(
    'data-folder-in-use',
    `A PostgreSQL that cannot be stopped from here (process ${pid}) is using ${pgDir}: stop it, then start again.`,
  );
}

async function allGone(pids: number[], timeoutMs: number): Promise<boolean> {
  // These are nobody's children here, so their end cannot be awaited, only looked for.
  for (const end = performance.now() + timeoutMs; performance.now() < end; await sleep(50)) {
    if (!pids.some(isAlive)) return true;
  }
  return !pids.some(isAlive);
}

function readPid(pidFile: string): number | undefined {
  if (!existsSync(pidFile)) return undefined;
  const pid = Math.abs(Number.parseInt(readFileSync(pidFile, 'utf8'), 10));
  return Number.isSafeInteger(pid) && pid > 0 ? pid : undefined;
}

function isAlive(pid: number): boolean {
  if (isZombie(pid)) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === 'EPERM';
  }
}

/** A killed process whose new parent does not collect it (a container without init) is dead all the same. */
function isZombie(pid: number): boolean {
  try {
    return /^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

function isPostmasterOf(pid: number, pgDir: string): boolean {
  const args = commandLine(pid);
  return args.includes('postgres') && args.includes(pgDir);
}

function commandLine(pid: number): string {
  if (existsSync('/proc/self/cmdline')) {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
    } catch {
      return '';
    }
  }
  return spawnSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
}

/** PostgreSQL's processes work in its data folder, which tells whose they are after their parent is gone. */
function processesIn(pgDir: string): number[] {
  if (existsSync('/proc/self/cwd')) {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && workingFolder(name) === pgDir)
      .map(Number)
      .filter((pid) => commandLine(pid).includes('postgres') && isAlive(pid));
  }
  const found = spawnSync('lsof', ['-a', '-c', 'postgres', '-d', 'cwd', '-Fpn'], { encoding: 'utf8' });
  const pids = [...(found.stdout ?? '').matchAll(/^p(\d+)\n(?:f.*\n)?n(.*)$/gm)];
  return pids.filter(([, , folder]) => folder === pgDir).map(([, pid]) => Number(pid));
}

function workingFolder(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/cwd`);
  } catch {
    return undefined;
  }
}
