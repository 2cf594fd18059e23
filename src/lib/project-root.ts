import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, from the sources and from the bundle alike. */
export const projectRoot = findRoot(dirname(fileURLToPath(import.meta.url)));

/** Whether this is the bundle in dist/, not the sources. */
export const isBundled = import.meta.url.endsWith('.js');

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error('no package.json above the program');
  return findRoot(parent);
}
