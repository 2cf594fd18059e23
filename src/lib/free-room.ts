import { existsSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';

/** With less free space than this the product still serves but is not well. */
export const LEAST_FREE_BYTES = 100 * 1024 * 1024;

/** Bytes that a user who is not root may still write to the disk of `folder`, which need not exist yet. */
export function freeBytes(folder: string): number {
  if (!existsSync(folder)) return freeBytes(dirname(folder));
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}
