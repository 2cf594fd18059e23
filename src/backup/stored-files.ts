import { createHash } from 'node:crypto';
import { constants, createReadStream, createWriteStream } from 'node:fs';
import { access, link, mkdir, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { isStoredName } from '../storage/file-store.ts';
import type { Digest } from './manifest.ts';

/** Links to all uploads as they were when a backup began; beside them, since links do not reach another disk. */
const LINKS = '.backup';

/** Stored names (`ab/….webp`) below a folder, sorted; what is unfinished or foreign is passed over. */
export async function listStoredFiles(folder: string): Promise<string[]> {
  const names: string[] = [];
  for (const shelf of await readdir(folder).catch(() => [])) {
    if (!/^[a-z0-9]{2}$/.test(shelf)) continue;
    const files = await readdir(join(folder, shelf)).catch(() => []);
    names.push(...files.map((file) => `${shelf}/${file}`).filter(isStoredName));
  }
  return names.sort();
}

/**
 * Holds on to every file of `folder`, so that none is lost when it is removed while a backup runs. Call it again after
 * the snapshot of the rows, for the files that came in between. Returns where to read them: the links, or the folder
 * itself where the disk knows no links.
 */
export async function holdFiles(folder: string): Promise<string> {
  const links = join(folder, LINKS);
  const names = await listStoredFiles(folder);
  for (const shelf of new Set(names.map((name) => dirname(name))))
    await mkdir(join(links, shelf), { recursive: true, mode: 0o700 });
  for (const name of names) {
    try {
      await link(join(folder, name), join(links, name));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Held already, or removed this very moment, in which case its row is gone, too.
      if (code === 'EEXIST' || code === 'ENOENT') continue;
      await letGoOfFiles(folder);
      return folder;
    }
  }
  return links;
}

export async function letGoOfFiles(folder: string): Promise<void> {
  await rm(join(folder, LINKS), { recursive: true, force: true });
}

/** A file to read; undefined when it is gone. */
export async function openStored(path: string): Promise<Readable | undefined> {
  try {
    await access(path, constants.R_OK);
    return createReadStream(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Puts a file in its place, whole or not at all, readable by nginx. */
export async function placeFile(path: string, content: Readable): Promise<void> {
  const unfinished = `${path}.part`;
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  try {
    await pipeline(content, createWriteStream(unfinished, { mode: 0o644, flush: true }));
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Whether a file of this size is there. */
export async function hasFile(path: string, bytes: number): Promise<boolean> {
  try {
    return (await stat(path)).size === bytes;
  } catch {
    return false;
  }
}

/** Whether exactly this file is there. */
export async function isSameFile(path: string, { bytes, sha256 }: Digest): Promise<boolean> {
  if (!(await hasFile(path, bytes))) return false;
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex') === sha256;
}
