// `node scripts/keep-packages.ts FOLDER`: leaves in a node_modules only what dist/ does not hold, with what that needs.
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { LOADED_BY_NAME, NOT_BUNDLED } from './not-bundled.ts';

interface Manifest {
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
}

const root = resolve(process.argv[2] ?? 'node_modules');
const kept = new Set<string>();

/** The folder of a package as node finds it from `from`; undefined when it is not installed. */
function find(name: string, from: string): string | undefined {
  for (let folder = from; folder.startsWith(dirname(root)); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', name);
    if (existsSync(join(candidate, 'package.json'))) return candidate;
  }
  return undefined;
}

function keep(name: string, from: string): void {
  const folder = find(name, from);
  if (!folder || kept.has(folder)) return;
  kept.add(folder);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  const { dependencies, optionalDependencies, peerDependencies } = manifest;
  for (const needed of Object.keys({ ...peerDependencies, ...optionalDependencies, ...dependencies })) {
    keep(needed, folder);
  }
}

/** All packages directly in the folder, with their scope: `pg`, `@img/sharp-linux-x64`. */
function listPackages(): string[] {
  return readdirSync(root).flatMap((name) =>
    name.startsWith('@') ? readdirSync(join(root, name)).map((inner) => join(name, inner)) : [name],
  );
}

for (const name of [...NOT_BUNDLED, ...LOADED_BY_NAME]) keep(name, dirname(root));
const names = new Set(
  [...kept].map((folder) => {
    const [first = '', second = ''] = relative(root, folder).split(sep);
    return first.startsWith('@') ? join(first, second) : first;
  }),
);
for (const name of listPackages()) if (!names.has(name)) rmSync(join(root, name), { recursive: true });
