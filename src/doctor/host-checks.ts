import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { isBackupName } from '../backup/backup-folder.ts';
import type { Config } from '../config.ts';
import { freeBytes, LEAST_FREE_BYTES } from '../lib/free-room.ts';
import { projectRoot } from '../lib/project-root.ts';
import { askServer } from '../supervisor/control-client.ts';
import type { FleetStatus } from '../supervisor/status.ts';
import { bad, type Finding, ok, warn } from './finding.ts';

const MB = 1024 * 1024;
const COMFORTABLE_BYTES = 1024 * MB;
const LEAST_NODE = 24;
const CONNECT_TIMEOUT_MS = 2000;

export function checkNode(): Finding {
  const major = Number(process.versions.node.split('.')[0]);
  if (major >= LEAST_NODE) return ok('node', `Node ${process.versions.node}`);
  return bad(
    'node',
    `Node ${process.versions.node} is too old`,
    './start.sh brings its own; or install Node 24',
  );
}

/** Folders that are written to, and who else could read them. */
export function checkFolders({ dataDir, uploadsDir, backups }: Config): Finding[] {
  const findings = [dataDir, uploadsDir, backups.dir]
    .filter((folder, at) => at === 0 || existsSync(folder))
    .map((folder) => checkWriting(folder));
  const secrets = [join(dataDir, 'secret'), join(projectRoot, '.env'), ...listBackupPaths(backups.dir)];
  for (const path of secrets) {
    if (!existsSync(path) || (statSync(path).mode & 0o077) === 0) continue;
    findings.push(warn('permissions', `others on this machine can read ${path}`, `chmod go-rwx ${path}`));
  }
  return findings;
}

function listBackupPaths(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter(isBackupName)
    .map((name) => join(folder, name));
}

function checkWriting(folder: string): Finding {
  const probe = join(folder, `.doctor-${process.pid}`);
  try {
    writeFileSync(probe, '');
    rmSync(probe);
    return ok('permissions', `${folder} can be written`);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const user = `${process.getuid?.() ?? '$(id -u)'}:${process.getgid?.() ?? '$(id -g)'}`;
    const cure = code === 'ENOSPC' ? 'free some space' : `chown -R ${user} ${folder}`;
    return bad('permissions', `${folder} cannot be written (${code})`, cure);
  }
}

export function checkDisk({ dataDir, backups }: Config): Finding[] {
  return [...new Set([dataDir, backups.dir])].map((folder) => {
    const free = freeBytes(folder);
    const text = `${Math.floor(free / MB)} MB free for ${folder}`;
    if (free < LEAST_FREE_BYTES)
      return bad('disk', text, 'free some space now: nothing more can be saved soon');
    if (free < COMFORTABLE_BYTES) return warn('disk', text, 'free some space, or lower BACKUP_KEEP_DAYS');
    return ok('disk', text);
  });
}

/** Whether the server runs, how its workers are, and whose the port is. */
export async function checkServer({ server, supervisor }: Config): Promise<Finding> {
  const status = await readStatus(supervisor.ctlSocket);
  if (status?.isDegraded) {
    return bad('server', 'workers keep ending', 'look at the log, and at `npm run cluster -- status`');
  }
  const port = `port ${server.port}`;
  const isTaken = await connects(server.host === '0.0.0.0' ? '127.0.0.1' : server.host, server.port);
  if (status) {
    const ready = status.workers.filter(({ state }) => state === 'ready').length;
    const text = `running with ${ready} ready workers on ${port}`;
    return isTaken ? ok('server', text) : bad('server', `${text}, which does not answer`, 'look at the log');
  }
  if (isTaken) {
    return warn(
      'server',
      `not running here as far as its control socket tells, but ${port} is in use`,
      'stop the other program, choose another PORT, or run this where the server runs',
    );
  }
  return ok('server', `not running; ${port} is free`);
}

async function readStatus(ctlSocket: string): Promise<FleetStatus | undefined> {
  try {
    const reply = await askServer(ctlSocket, { command: 'status', args: [] });
    return reply.ok ? (reply.result as FleetStatus) : undefined;
  } catch {
    return undefined;
  }
}

function connects(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port, timeout: CONNECT_TIMEOUT_MS });
    const end = (isOpen: boolean) => {
      socket.destroy();
      resolve(isOpen);
    };
    socket.once('connect', () => end(true)).once('error', () => end(false));
    socket.once('timeout', () => end(false));
  });
}

/** Memory this server may use, and what is left of it, where a container limits it. */
export function checkMemory(): Finding[] {
  const read = (name: string) => {
    try {
      return readFileSync(`/sys/fs/cgroup/${name}`, 'utf8').trim();
    } catch {
      return undefined;
    }
  };
  const limit = Number(read('memory.max'));
  const used = Number(read('memory.current'));
  if (!Number.isFinite(limit) || limit === 0 || !Number.isFinite(used)) return [];
  const kills = Number(/^oom_kill (\d+)/m.exec(read('memory.events') ?? '')?.[1] ?? 0);
  const text = `${Math.round(used / MB)} of ${Math.round(limit / MB)} MB used`;
  if (kills === 0) return [ok('memory', text)];
  return [
    warn(
      'memory',
      `${text}; ${kills} processes were killed for want of it`,
      'raise the limit or lower WEB_CONCURRENCY',
    ),
  ];
}
