import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join } from 'node:path';

const CGROUPS = '/sys/fs/cgroup';

/** Cores this process may use: the CPU quota of its container or service, else those of the machine; at least 1. */
export function allowedCores(): number {
  return Math.max(1, Math.min(Math.floor(cpuQuota()), availableParallelism()));
}

/** Memory this process may use, in bytes: the limit of its container or service, else the machine's. */
export function allowedMemoryBytes(): number {
  return Math.min(process.constrainedMemory() || Infinity, totalmem());
}

/** Cores' worth of time by the tightest quota above this process, of cgroup version 2 or 1; Infinity without one. */
export function cpuQuota(groups = readText('/proc/self/cgroup'), root = CGROUPS): number {
  const quotas = [...groups.matchAll(/^\d+:([^:]*):(.*)$/gm)].flatMap(([, controllers = '', path = '/']) => {
    if (controllers === '') return withParents(path).map((folder) => quotaOfSecond(join(root, folder)));
    if (!controllers.split(',').includes('cpu')) return [];
    return withParents(path).map((folder) => quotaOfFirst(join(root, controllers, folder)));
  });
  return Math.min(...quotas);
}

/** In a container the path is that of the host and may not be there: its own group is then the root. */
function withParents(folder: string): string[] {
  return folder === '/' ? [folder] : [folder, ...withParents(dirname(folder))];
}

/** Version 1: two files in microseconds, -1 for no quota. */
function quotaOfFirst(folder: string): number {
  const quota = Number(readText(join(folder, 'cpu.cfs_quota_us')));
  return quota > 0 ? quota / Number(readText(join(folder, 'cpu.cfs_period_us'))) : Infinity;
}

/** Version 2: `QUOTA PERIOD` in microseconds, `max` for no quota. */
function quotaOfSecond(folder: string): number {
  const [quota, period] = readText(join(folder, 'cpu.max')).split(' ').map(Number);
  return quota && period ? quota / period : Infinity;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
