// Installs the locked dependencies when they are absent or older than package-lock.json.
// Runs on any Node >= 20, before anything is installed; so plain JavaScript without imports from npm.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');
/** The project's own Node 24, carried as an optional dependency. */
export const ownNode = join(root, 'node_modules/.bin/node');

/** With less left after npm gave up, the disk was the reason. */
const roomBytes = 50 * 1024 ** 2;
const stamp = join(root, 'node_modules/.installed-lock');
const turn = join(root, 'dist/installing.pid');
const lockHash = () =>
  createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');

function isInstalled() {
  return existsSync(stamp) && readFileSync(stamp, 'utf8') === lockHash();
}

/** Installs if needed and says so; ends the process with npm's exit code and its words when that fails. */
export function ensureInstalled() {
  if (!isInstalled()) alone(install);
  const version =
    spawnSync(ownNode, ['-v'], { encoding: 'utf8' }).stdout?.trim() ||
    spawnSync('node', ['-v'], { encoding: 'utf8' }).stdout?.trim();
  if (!version?.startsWith('v24.')) {
    process.stderr.write(
      `Node 24 is needed and this platform got ${version ?? 'none'}: install Node 24 and run again.\n`,
    );
    process.exit(1);
  }
  return existsSync(ownNode) ? ownNode : 'node';
}

/** A second copy started meanwhile waits: two npm in one folder destroy each other's work. */
function alone(work) {
  while (isSomeoneElsesTurn()) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
    if (isInstalled()) return;
  }
  const free = () => rmSync(turn, { force: true });
  process.once('exit', free);
  work();
  free();
}

function isSomeoneElsesTurn() {
  const ours = `${turn}.${process.pid}`;
  try {
    mkdirSync(dirname(turn), { recursive: true });
    writeFileSync(ours, String(process.pid));
    linkSync(ours, turn);
    return false;
  } catch (error) {
    // A folder that cannot be written to is npm's to find out, and ours to explain after that.
    if (error.code !== 'EEXIST') return false;
  } finally {
    rmSync(ours, { force: true });
  }
  const owner = existsSync(turn) ? Number(readFileSync(turn, 'utf8')) : 0;
  if (owner && isAlive(owner)) return true;
  if (owner) rmSync(turn, { force: true });
  return isSomeoneElsesTurn();
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function install() {
  const startedAt = performance.now();
  process.stdout.write('Packages       being installed, once; this takes up to a minute\n');
  // Install scripts stay off: nothing here needs one, and many systems block them.
  const npm = spawnSync(
    'npm',
    ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'],
    {
      cwd: root,
      stdio: ['ignore', 'ignore', 'inherit'],
    },
  );
  if (npm.error) {
    process.stderr.write(
      `npm could not be run (${npm.error.message}): it comes with Node.js from https://nodejs.org.\n`,
    );
    process.exit(4);
  }
  if (npm.status !== 0) explainAndExit(npm.status ?? 1);
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, lockHash());
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  process.stdout.write(`Packages       ready  ${seconds} s\n`);
}

/** Exit code 9, as the server itself uses it: no right to write, or no room. */
function explainAndExit(npmCode) {
  const { bavail, bsize } = statfsSync(root);
  if (!mayWrite(root)) {
    process.stderr.write(
      `No right to write to ${root}: give the folder to the user who starts this program.\n`,
    );
    process.exit(9);
  }
  if (bavail * bsize < roomBytes) {
    process.stderr.write(
      `The disk that holds ${root} is full: the packages need 600 MB; free some space, then start again.\n`,
    );
    process.exit(9);
  }
  process.stderr.write('npm ci failed (see above). Is the npm registry reachable? Then try again.\n');
  process.exit(npmCode);
}

function mayWrite(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) ensureInstalled();
