// Installs the locked dependencies when they are absent or older than package-lock.json.
// Runs on any Node >= 20, before anything is installed; so plain JavaScript without imports from npm.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** The project's own Node 24, carried as an optional dependency. */
export const ownNode = join(root, 'node_modules/.bin/node');

const stamp = join(root, 'node_modules/.installed-lock');
const lockHash = () => createHash('sha256').update(readFileSync(join(root, 'package-lock.json'))).digest('hex');

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

/** Installs if needed; ends the process with npm's exit code and its words when that fails. */
export function ensureInstalled() {
  if (!isInstalled()) {
    // Install scripts stay off: nothing here needs one, and many systems block them.
    const npm = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (npm.status !== 0) {
      process.stderr.write('npm ci failed (see above). Is the npm registry reachable? Then try again.\n');
      process.exit(npm.status ?? 1);
    }
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, lockHash());
  }
  const version = spawnSync(ownNode, ['-v'], { encoding: 'utf8' }).stdout?.trim() || spawnSync('node', ['-v'], { encoding: 'utf8' }).stdout?.trim();
  if (!version?.startsWith('v24.')) {
    process.stderr.write(`Node 24 is needed and this platform got ${version ?? 'none'}: install Node 24 and run again.\n`);
    process.exit(1);
  }
  return existsSync(ownNode) ? ownNode : 'node';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureInstalled();
