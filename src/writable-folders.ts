import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import type { Config } from './config.ts';
import { ExitCode, StartError } from './supervisor/exit-codes.ts';

const MOUNTS = '/proc/self/mountinfo';

/** Throws a StartError with the command that mends it when a folder of the data is there and closed to us. */
export function checkFolders(config: Config): void {
  for (const folder of [config.dataDir, config.uploadsDir, config.backups.dir]) {
    if (!existsSync(folder)) continue;
    try {
      accessSync(folder, constants.W_OK | constants.X_OK);
    } catch (error) {
      throw new StartError(ExitCode.noRoom, closedSentence(folder), error);
    }
  }
}

function closedSentence(folder: string): string {
  const owner = `${process.getuid?.() ?? 'USER'}:${process.getgid?.() ?? 'GROUP'}`;
  return `No right to write to ${folder}: run \`chown -R ${owner} ${mountedFrom(folder) ?? folder}\`, then start again.`;
}

/** Where a folder that is mounted into a container is on the host; the fourth and fifth field of proc_pid_mountinfo(5). */
function mountedFrom(folder: string): string | undefined {
  if (!existsSync(MOUNTS)) return undefined;
  const lines = readFileSync(MOUNTS, 'utf8').split('\n');
  const mount = lines.map((line) => line.split(' ')).find((fields) => fields[4] === folder);
  return mount?.[3] === '/' ? undefined : mount?.[3];
}
