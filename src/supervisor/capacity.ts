import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';

const CGROUP = '/sys/fs/cgroup';

/** Cores this process may use: the container's CPU quota (cgroup v2 cpu.max), else those of the machine; at least 1. */
export function allowedCores(): number {
  const [quota, period] = (readLimit('cpu.max') ?? 'max').split(' ').map(Number);
  const limit = quota && period ? Math.floor(quota / period) : Infinity;
  return Math.max(1, Math.min(limit, availableParallelism()));
}

/** Memory this process may use, in bytes: the container's (cgroup v2 memory.max), else the machine's. */
export function allowedMemoryBytes(): number {
  const limit = Number(readLimit('memory.max') ?? 'max');
  return Math.min(Number.isNaN(limit) ? Infinity : limit, totalmem());
}

function readLimit(name: string): string | undefined {
  try {
    return readFileSync(`${CGROUP}/${name}`, 'utf8').trim();
  } catch {
    return undefined;
  }
}
