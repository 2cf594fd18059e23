import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { projectRoot } from '../../../src/lib/project-root.ts';

/** A copy of the project as a fresh clone has it, packages installed, nothing built, no data. */
export interface ProjectCopy {
  root: string;
  remove(): void;
}

/** The copy lies in a folder that only its owner may enter, as a home folder often is. */
export function copyProject(): ProjectCopy {
  const parent = mkdtempSync(join(tmpdir(), 'primary-assistant-start-'));
  chmodSync(parent, 0o700);
  const root = join(parent, 'clone');
  for (const file of projectFiles()) copyFile(file, root);
  copyPackages(root);
  return { root, remove: () => rmSync(parent, { recursive: true, force: true }) };
}

/** What git knows or would take; without git (a container has none) everything but what is made here. */
function projectFiles(): string[] {
  const git = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: projectRoot,
    encoding: 'utf8',
  });
  if (git.status === 0) return git.stdout.split('\0').filter(Boolean);
  const made = new Set(['.git', 'node_modules', 'dist', 'data', 'coverage', '.env', 'website/static/build']);
  const below = (folder: string): string[] =>
    readdirSync(join(projectRoot, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (made.has(path)) return [];
      return entry.isDirectory() ? below(path) : [path];
    });
  return below('');
}

function copyFile(file: string, root: string): void {
  try {
    cpSync(join(projectRoot, file), join(root, file));
  } catch (error) {
    // Deleted here, but git has not been told yet.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

/** Hard links where the file system allows it: half a gigabyte in a second. */
function copyPackages(root: string): void {
  const from = join(projectRoot, 'node_modules');
  const to = join(root, 'node_modules');
  if (spawnSync('cp', ['-al', from, to], { stdio: 'ignore' }).status !== 0) {
    rmSync(to, { recursive: true, force: true });
    execFileSync('cp', ['-R', from, to]);
  }
  // What an installation leaves behind; made anew, since the file may be linked to the project's own.
  const stamp = join(to, '.installed-lock');
  rmSync(stamp, { force: true });
  const lock = readFileSync(join(root, 'package-lock.json'));
  writeFileSync(stamp, createHash('sha256').update(lock).digest('hex'));
}

/** The folder that holds the copy's folder. */
export function parentOf(copy: ProjectCopy): string {
  return dirname(copy.root);
}
