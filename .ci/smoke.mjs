// ./start.sh in an empty clone, as a stranger would run it: what it prints, what answers, what Ctrl-C leaves.
// Prints a line "ok …" or "not ok …" for each thing looked at, and "end of smoke" when it got to the end.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const START_TIMEOUT_MS = 150_000;
const STOP_TIMEOUT_MS = 40_000;

const say = (isGood, what) => console.log(`${isGood ? 'ok' : 'not ok'} ${what}`);

const parent = mkdtempSync(join(tmpdir(), 'primary-assistant-smoke-'));
const clone = join(parent, 'clone');
try {
  execFileSync('git', ['clone', '--quiet', '--no-hardlinks', process.cwd(), clone], { stdio: 'inherit' });
  await walk();
  console.log('end of smoke');
} finally {
  rmSync(parent, { recursive: true, force: true });
}

async function walk() {
  const port = await freePort();
  const { PATH, HOME } = process.env;
  const startedAt = Date.now();
  const child = spawn('./start.sh', ['--port', String(port)], {
    cwd: clone,
    // A process group of its own, as a terminal gives it: Ctrl-C reaches all of it.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH, HOME },
  });
  const ended = once(child, 'close');
  const output = follow(child);
  try {
    const address = await output.match(/^Open\s+(http:\S+)/m, START_TIMEOUT_MS);
    say(
      address !== undefined,
      `it starts and says where to open it (${Math.round((Date.now() - startedAt) / 1000)} s)`,
    );
    if (address === undefined) return console.log(output.text().slice(-3000));
    const link = await output.match(/^First visit\s+(http:\S+\/auth\/setup\/[\w-]{20,})$/m, 2000);
    say(link !== undefined, 'it prints a one-time set-up link');
    await look(link ?? address, address);
  } finally {
    const pids = processesIn(clone);
    process.kill(-child.pid, 'SIGINT');
    const late = setTimeout(() => process.kill(-child.pid, 'SIGKILL'), STOP_TIMEOUT_MS);
    const [code] = await ended;
    clearTimeout(late);
    say(code === 0, `Ctrl-C ends it with exit code ${code}`);
    say(pids.length > 3 || process.platform !== 'linux', `${pids.length} processes were running`);
    const left = processesIn(clone);
    say(
      left.length === 0,
      `Ctrl-C leaves no process behind${left.map(({ pid, name }) => ` ${pid} ${name}`).join()}`,
    );
    say(!existsSync(join(clone, 'data/pg/postmaster.pid')), 'PostgreSQL was stopped in order');
    say(!(await answers(`http://127.0.0.1:${port}/health`)), 'the port is free');
  }
}

async function look(link, origin) {
  const page = await fetch(link);
  const html = await page.text();
  say(page.status === 200 && html.includes('<form'), `the set-up page answers ${page.status} with a form`);
  const home = await fetch(origin, { redirect: 'manual' });
  say([200, 303].includes(home.status), `/ answers ${home.status}`);
  const ready = await fetch(`${origin}/health/ready`);
  say(ready.status === 200, `/health/ready answers ${ready.status} ${await ready.text()}`);
  const styles = /href="(\/static\/[^"]+\.css)"/.exec(html)?.[1];
  say(styles !== undefined && (await answers(origin + styles)), `its styles are served (${styles})`);
}

async function answers(url) {
  try {
    return (await fetch(url)).ok;
  } catch {
    return false;
  }
}

function follow(child) {
  let text = '';
  let heard = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      text += chunk;
      heard();
    });
  }
  return {
    text: () => text,
    /** The first group of the pattern; undefined when the process ends or the time is over before. */
    match: (pattern, timeoutMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, timeoutMs);
        heard = () => {
          const found = pattern.exec(text)?.[1];
          if (found === undefined) return;
          clearTimeout(timer);
          resolve(found);
        };
        child.once('close', () => resolve(undefined));
        heard();
      }),
  };
}

/** Processes whose program or working folder lies in the folder (Linux; elsewhere none are seen). */
function processesIn(folder) {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      const places = ['cwd', 'exe'].map((link) => target(`/proc/${pid}/${link}`));
      return places.some((place) => place.startsWith(folder)) ? [{ pid, name: places[1] }] : [];
    });
}

function target(link) {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}
