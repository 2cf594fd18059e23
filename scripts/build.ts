// `npm run build`: the server's bundle into dist/ and the client's into website/static/build, when anything changed.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { projectRoot } from '../src/lib/project-root.ts';
import { exitCodeOf, ExitCode } from '../src/supervisor/exit-codes.ts';

/** What a build depends on, relative to the project. */
const SOURCES = ['src', 'migrations', 'website', 'scripts', 'package-lock.json', 'tsconfig.json'];
const CLIENT_BUILD = join('website', 'static', 'build');
const RESULTS = ['dist/main.js', join(CLIENT_BUILD, 'manifest.json')];
const STAMP = join(projectRoot, 'dist/.built-from');

/** Builds server and client unless the last build was made from exactly these sources; says what it does. */
export async function buildIfChanged(): Promise<void> {
  const sources = hashOf(SOURCES.flatMap(filesBelow));
  const isCurrent = RESULTS.every((file) => existsSync(join(projectRoot, file))) && readStamp() === sources;
  if (isCurrent) return;
  const startedAt = performance.now();
  forgetBuild();
  // Loaded only now: with nothing to build, esbuild and its friends stay on the disk.
  const [{ buildServer }, { buildClient }] = await Promise.all([
    import('./build-server.ts'),
    import('./build-client.ts'),
  ]);
  await Promise.all([buildServer(), buildClient()]);
  writeFileSync(STAMP, sources);
  console.log(`${'Build'.padEnd(14)} ready  ${((performance.now() - startedAt) / 1000).toFixed(1)} s`);
}

/** Makes the next build happen, because something else wrote into its folders. */
export function forgetBuild(): void {
  rmSync(STAMP, { force: true });
}

function readStamp(): string | undefined {
  return existsSync(STAMP) ? readFileSync(STAMP, 'utf8') : undefined;
}

function filesBelow(path: string): string[] {
  const whole = join(projectRoot, path);
  if (!existsSync(whole)) return [];
  const entries = path.includes('.')
    ? undefined
    : readdirSync(whole, { recursive: true, withFileTypes: true });
  if (!entries) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length + 1))
    .filter((file) => !file.startsWith(CLIENT_BUILD + sep))
    .sort();
}

function hashOf(files: string[]): string {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(projectRoot, file)))
      .update('\0');
  return hash.digest('hex');
}

async function main(): Promise<void> {
  try {
    await buildIfChanged();
  } catch (error) {
    process.exitCode = exitCodeOf(error, ExitCode.load);
    const advice =
      process.exitCode === ExitCode.noRoom ? ': free some space, or get the right to write there' : '';
    console.error(`The build in ${projectRoot} failed (${(error as Error).message})${advice}.`);
  }
}

if (import.meta.main) await main();
