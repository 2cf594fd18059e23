import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Builds whose parts stay: the one just made and those before it. */
const KEPT_BUILDS = 3;

/**
 * Removes from `folder` what no recent build has made. The parts of the last ones stay: a server that runs from them
 * loads some only when they are needed, and goes on doing so until it is reloaded. `parts` are those of the build just
 * made; `list` is the file that remembers.
 */
export async function forgetFormerParts(
  folder: string,
  parts: readonly string[],
  list: string,
): Promise<void> {
  const builds = [parts, ...(await readList(list))].slice(0, KEPT_BUILDS);
  await mkdir(dirname(list), { recursive: true });
  await writeFile(list, JSON.stringify(builds));
  const kept = new Set(builds.flat());
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const file = join(entry.parentPath, entry.name);
    if (entry.isFile() && !kept.has(file)) await rm(file, { force: true });
  }
}

async function readList(file: string): Promise<string[][]> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as string[][];
  } catch {
    return [];
  }
}
