import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const PAUSE_MS = 400;

/** Calls `onChange` after any file below `folders` changed, by looking at all of them: for mounts without file events. */
export function pollFolders(folders: readonly string[], onChange: () => void): void {
  let before = stateOf(folders);
  setInterval(() => {
    const now = stateOf(folders);
    if (now !== before) onChange();
    before = now;
  }, PAUSE_MS);
}

function stateOf(folders: readonly string[]): string {
  return folders
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => {
        const modified = statSync(join(folder, name), { throwIfNoEntry: false })?.mtimeMs ?? 0;
        return `${name} ${modified}`;
      }),
    )
    .join('\n');
}
