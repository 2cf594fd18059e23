import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { toSupervisorSettings } from '../../../src/supervisor-settings.ts';
import { loadConfig } from '../../../src/config.ts';
import type { Workbench } from './workbench.ts';

/** A server that is measured. */
export interface Contender {
  name: string;
  url: string;
  pid: number;
  stop(): Promise<void>;
}

const START_MS = 60_000;
const PEERS = join(projectRoot, 'tests/bench/http/peers');
const WORKERS = '4';

/** The product as it is installed: built, NODE_ENV production, four web workers and the jobs worker. */
export function startProduct(bench: Workbench): Promise<Contender> {
  return start(bench, 'product', (port) => ({
    command: process.execPath,
    args: ['dist/main.js'],
    env: {
      ...{
        NODE_ENV: 'production',
        PORT: String(port),
        WEB_CONCURRENCY: WORKERS,
        DATABASE_URL: bench.databaseUrl,
      },
      ...{ SECRET_KEY: bench.secretKey, DATA_DIR: join(bench.folder, 'product') },
      ...{ LOG_FILE: join(bench.folder, 'product/log'), RATE_LIMIT_API: 'off', RATE_LIMIT_AUTH: 'off' },
    },
  }));
}

/** node:http and pg with nothing around them, under the V8 flags of the product's workers. */
export function startRawNode(bench: Workbench): Promise<Contender> {
  return start(bench, 'raw node', (port) => ({
    command: process.execPath,
    args: [...v8Flags(bench), join(PEERS, 'raw/main.ts')],
    env: peerEnv(bench, port),
  }));
}

/** Flask under Gunicorn with four sync workers; `templates` holds page.html. */
export function startFlask(bench: Workbench, kind: 'raw' | 'orm', templates: string): Promise<Contender> {
  return start(bench, `flask ${kind}`, (port) => ({
    command: 'gunicorn',
    args: [
      ...['--chdir', join(PEERS, 'flask'), '--workers', WORKERS, '--worker-class', 'sync'],
      ...['--bind', `127.0.0.1:${port}`, '--log-level', 'warning', `${kind}:app`],
    ],
    env: { ...peerEnv(bench, port), TEMPLATES: templates, PYTHONDONTWRITEBYTECODE: '1' },
  }));
}

/** What is missing for the Flask peers, in a sentence; undefined when they can run. */
export function flaskProblem(): string | undefined {
  try {
    const options = { stdio: 'ignore' } as const;
    execFileSync('gunicorn', ['--version'], options);
    execFileSync(
      '/usr/bin/python3',
      ['-c', 'import flask, flask_sqlalchemy, flask_login, psycopg2'],
      options,
    );
    return undefined;
  } catch {
    return 'Flask is left out: apt-get install gunicorn python3-flask python3-flask-sqlalchemy python3-flask-login python3-psycopg2';
  }
}

function v8Flags({ databaseUrl, secretKey, folder }: Workbench): readonly string[] {
  const config = loadConfig({ DATABASE_URL: databaseUrl, SECRET_KEY: secretKey, DATA_DIR: folder });
  return toSupervisorSettings(config).execArgv.web;
}

function peerEnv(bench: Workbench, port: number): Record<string, string> {
  return {
    ...{ NODE_ENV: 'production', PORT: String(port), DATABASE_URL: bench.databaseUrl },
    ...{
      COOKIE_KEY: bench.keys.cookie.export().toString('hex'),
      CSRF_KEY: bench.keys.csrf.export().toString('hex'),
    },
  };
}

interface Command {
  command: string;
  args: string[];
  env: Record<string, string>;
}

async function start(
  bench: Workbench,
  name: string,
  commandOn: (port: number) => Command,
): Promise<Contender> {
  const port = await freePort();
  const { command, args, env } = commandOn(port);
  const file = join(bench.folder, `${name.replace(' ', '-')}.out`);
  const out = openSync(file, 'a');
  const child = spawn(command, args, {
    cwd: projectRoot,
    stdio: ['ignore', out, out],
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
  });
  closeSync(out);
  child.on('error', () => undefined);
  const contender = {
    ...{ name, url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0 },
    stop: () => stop(child),
  };
  try {
    await answers(contender.url, child);
  } catch (error) {
    await contender.stop();
    const said = readFileSync(file, 'utf8').slice(-1000);
    throw new Error(`${name} did not start: ${said}`, { cause: error });
  }
  return contender;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const end = performance.now() + START_MS;
  while (performance.now() < end && child.exitCode === null && child.pid !== undefined) {
    const answer = await fetch(`${url}/health`).catch(() => undefined);
    if (answer?.ok) return;
    await sleep(100);
  }
  throw new Error(`no answer from ${url}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
