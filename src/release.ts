import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isBundled, projectRoot } from './lib/project-root.ts';

const HASH_LENGTH = 10;

/** The version in package.json. */
export function ownVersion(): string {
  const text = readFileSync(join(projectRoot, 'package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/**
 * What the code on the disk is: version and build, `0.1.0-3f2a9c1d4e`. The build is the hash of everything it was made
 * from (scripts/build.ts), so two machines that show the same name run the same code.
 */
export function ownRelease(): string {
  return `${ownVersion()}-${isBundled ? builtFrom() : 'sources'}`;
}

function builtFrom(): string {
  try {
    return readFileSync(join(projectRoot, 'dist/.built-from'), 'utf8').slice(0, HASH_LENGTH);
  } catch {
    return 'unnamed';
  }
}
