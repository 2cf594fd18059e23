/**
 * Bundles the server into dist/: main.js with one chunk per part (the primary loads no app code), each migration as a
 * file of its own. Packages stay in node_modules.
 */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { projectRoot } from '../src/lib/project-root.ts';

const outdir = join(projectRoot, 'dist');

export async function buildServer(): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  const migrations = (await readdir(join(projectRoot, 'migrations'))).filter((file) => file.endsWith('.ts'));
  const shared = {
    absWorkingDir: projectRoot,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    packages: 'external',
    sourcemap: 'linked',
    logLevel: 'warning',
  } as const;
  await build({
    ...shared,
    entryPoints: ['src/main.ts'],
    outdir,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
  });
  await build({
    ...shared,
    entryPoints: migrations.map((file) => join('migrations', file)),
    outdir: join(outdir, 'migrations'),
  });
}

if (import.meta.main) await buildServer();
