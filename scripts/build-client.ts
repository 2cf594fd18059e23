// Bundles website/client into website/static/build: hashed names, manifest.json, .gz and .br beside each file.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import * as esbuild from 'esbuild';
import { forgetFormerParts } from './former-builds.ts';

const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '..');

export interface ClientBuildOptions {
  root?: string;
  /** Minified and compressed for production; plain and quick while developing. */
  production?: boolean;
}

/** Logical name (`app.js`, `app.css`, `pages/workout.js`, `icons.svg`) → address. */
type Manifest = Record<string, string>;

/** Builds everything once and answers with the manifest it wrote. Files of the last builds stay, of older ones go. */
export async function buildClient({
  root = projectRoot,
  production = true,
}: ClientBuildOptions = {}): Promise<Manifest> {
  const out = join(root, 'website/static/build');
  const result = await esbuild.build(bundleOptions(root, production));
  const manifest = manifestOf(result.metafile);
  const files = new Map(result.outputFiles?.map((file) => [basename(file.path), file.contents] as const));

  const sprite = await readFile(join(root, 'website/static/icons.svg'));
  const spriteName = `icons-${createHash('sha256').update(sprite).digest('hex').slice(0, 8)}.svg`;
  files.set(spriteName, sprite);
  manifest['icons.svg'] = `/static/build/${spriteName}`;

  const addresses = [...files.keys()].map((name) => `/static/build/${name}`);
  const worker = await buildServiceWorker(root, production, addresses);
  if (worker) files.set('sw.js', worker);
  files.set('manifest.json', Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`));
  const parts = await writeFiles(out, files, production);
  // A page opened before this build, or drawn by a worker of the last one, still asks for its files.
  await forgetFormerParts(out, parts, join(root, 'dist/.parts-of-website'));
  return manifest;
}

/** Rebuilds on each change below website/client; `onBuilt` follows every build that succeeded. Call the result to stop. */
export async function watchClient(onBuilt: () => void, root = projectRoot): Promise<() => Promise<void>> {
  const context = await esbuild.context({
    ...bundleOptions(root, false),
    plugins: [
      {
        name: 'write-build',
        setup: (build) => {
          build.onEnd(async ({ errors }) => {
            if (errors.length > 0) return;
            await buildClient({ root, production: false });
            onBuilt();
          });
        },
      },
    ],
  });
  await context.watch();
  return () => context.dispose();
}

function bundleOptions(root: string, production: boolean) {
  const client = join(root, 'website/client');
  const pages = existsSync(join(client, 'pages')) ? readdirSync(join(client, 'pages')) : [];
  return {
    absWorkingDir: client,
    entryPoints: [
      'app.ts',
      'app.css',
      ...pages.filter((file) => file.endsWith('.ts')).map((file) => `pages/${file}`),
    ],
    outdir: join(root, 'website/static/build'),
    outbase: client,
    bundle: true,
    format: 'esm',
    splitting: true,
    minify: production,
    sourcemap: production ? false : 'inline',
    target: ['es2022', 'chrome123', 'firefox120', 'safari17.5'],
    // Flat names: one folder to serve, to compress and to clean.
    entryNames: '[name]-[hash]',
    chunkNames: 'chunk-[hash]',
    metafile: true,
    write: false,
    logLevel: 'warning',
    legalComments: 'none',
  } as const satisfies esbuild.BuildOptions;
}

function manifestOf(metafile: esbuild.Metafile): Manifest {
  const entries = Object.entries(metafile.outputs).flatMap(([file, output]) =>
    output.entryPoint
      ? [[output.entryPoint.replace(/\.ts$/, '.js'), `/static/build/${basename(file)}`] as const]
      : [],
  );
  return Object.fromEntries(entries);
}

/** The service worker knows the hashed files by name, so a new build is a new worker. */
async function buildServiceWorker(
  root: string,
  production: boolean,
  builtFiles: string[],
): Promise<Uint8Array | undefined> {
  const entry = join(root, 'website/client/service-worker/sw.ts');
  if (!existsSync(entry)) return undefined;
  const result = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    format: 'iife',
    minify: production,
    target: ['es2022'],
    write: false,
    logLevel: 'warning',
    define: { BUILT_FILES: JSON.stringify(builtFiles) },
  });
  return result.outputFiles[0]?.contents;
}

async function writeFiles(out: string, files: Map<string, Uint8Array>, compress: boolean): Promise<string[]> {
  await mkdir(out, { recursive: true });
  const written = await Promise.all(
    [...files].map(([name, contents]) => writeFileWithPacked(out, name, contents, compress)),
  );
  return written.flat().map((file) => join(out, file));
}

async function writeFileWithPacked(
  out: string,
  name: string,
  contents: Uint8Array,
  compress: boolean,
): Promise<string[]> {
  const variants: [string, Uint8Array][] = [[name, contents]];
  if (compress && !name.endsWith('.json')) {
    variants.push([`${name}.gz`, await promisify(gzip)(contents, { level: 9 })]);
    variants.push([
      `${name}.br`,
      await promisify(brotliCompress)(contents, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }),
    ]);
  }
  for (const [file, bytes] of variants) {
    // Written beside and renamed: a server that reads meanwhile never sees half a file.
    await writeFile(join(out, `${file}.tmp`), bytes);
    await rename(join(out, `${file}.tmp`), join(out, file));
  }
  return variants.map(([file]) => file);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const manifest = await buildClient({ production: !process.argv.includes('--dev') });
  console.log(`Built ${Object.keys(manifest).length} client files.`);
}
