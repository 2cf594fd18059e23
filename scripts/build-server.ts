/**
 * Bundles the server with its packages into dist/: main.js with one chunk per part (the primary loads no app code),
 * each migration as a file of its own. A worker then holds only what it uses of a package: 20 MB less for each
 * (docs/decisions/006-small-processes.md).
 */
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../src/lib/project-root.ts';
import { forgetFormerParts } from './former-builds.ts';
import { NOT_BUNDLED } from './not-bundled.ts';
import {
  loadLate,
  mediaTypesOfFiles,
  requireBuiltins,
  smallPackages,
  zodOfModels,
} from './bundle-plugins.ts';

const outdir = join(projectRoot, 'dist');
/** What operators type in an image, where neither the sources nor their packages are: scripts/run.mjs takes them from here. */
const COMMANDS = [
  'backup',
  'cluster',
  'console',
  'container-secrets',
  'create-admin',
  'create-token',
  'doctor',
  'generate-secret',
  'migrate',
  'reset-database',
  'reset-password',
  'restore',
  'seed-demo',
];

/** Packages written for CommonJS ask for `require` when they load node's own modules. */
const REQUIRE = `import { createRequire as createRequireHere } from 'node:module';
const require = createRequireHere(import.meta.url);`;

const shared = {
  absWorkingDir: projectRoot,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node24',
  external: NOT_BUNDLED,
  // For autopsies, which name places in the sources (src/supervisor/source-positions.ts).
  sourcemap: 'linked',
  sourcesContent: false,
  logLevel: 'warning',
} as const;

/** Bundles a program of several parts, or several that share parts, into `folder`: one file per part, what they share in chunks. Answers the files. */
export async function bundleProgram(entryPoint: string | string[], folder: string): Promise<string[]> {
  const { metafile } = await build({
    ...shared,
    entryPoints: [entryPoint].flat(),
    plugins: [zodOfModels, requireBuiltins, loadLate, smallPackages, mediaTypesOfFiles],
    banner: { js: REQUIRE },
    outdir: folder,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    metafile: true,
  });
  const files = Object.keys(metafile.outputs).map((file) => join(projectRoot, file));
  await Promise.all(files.filter((file) => file.endsWith('.js')).map(escapeWideCharacters));
  return files;
}

/**
 * One character beyond Latin-1, which esbuild leaves in patterns and remarks, and V8 keeps two bytes for each character
 * of the whole file, in every worker.
 */
async function escapeWideCharacters(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  // By code units: in a pattern a pair of escapes means the same as the character it stands for.
  const escaped = text.replace(
    /[^\x00-\xff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  if (escaped !== text) await writeFile(file, escaped);
}

export async function buildServer(): Promise<void> {
  await rm(join(outdir, 'migrations'), { recursive: true, force: true });
  const migrations = (await readdir(join(projectRoot, 'migrations'))).filter((file) => file.endsWith('.ts'));
  const parts = await bundleProgram('src/main.ts', outdir);
  // Apart from the server's, so that its chunks stay as they are.
  const commands = COMMANDS.map((name) => join('scripts', `${name}.ts`));
  parts.push(...(await bundleProgram(commands, join(outdir, 'commands'))));
  await build({
    ...shared,
    entryPoints: migrations.map((file) => join('migrations', file)),
    outdir: join(outdir, 'migrations'),
  });
  await copySeed();
  for (const folder of ['chunks', 'commands']) {
    await forgetFormerParts(join(outdir, folder), parts, join(outdir, `.parts-of-${folder}`));
  }
}

/** The food table's own files, which a start reads once. */
async function copySeed(): Promise<void> {
  const from = join(projectRoot, 'src/features/meals/foods/seed');
  await mkdir(join(outdir, 'seed'), { recursive: true });
  for (const file of await readdir(from)) {
    if (!file.endsWith('.ts')) await copyFile(join(from, file), join(outdir, 'seed', file));
  }
}

if (import.meta.main) await buildServer();
