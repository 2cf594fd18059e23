import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort, startFixture } from '../../supervisor/support/fixture.ts';

/** A server of four workers that can be reloaded while it serves. */
export interface Contender {
  readonly name: string;
  readonly port: number;
  /** Resolves when every worker has been replaced, as far as the contender can tell. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

const HERE = import.meta.dirname;
const WORKERS = 4;
/** Time for contenders that do not say when they are done. */
const BLIND_WAIT_MS = 6000;
const PM2_VERSION = '7.0.4';

/** This product's supervisor, with the times of a proxy in front shortened alike on both sides. */
export async function startOurs(): Promise<Contender> {
  const server = await startFixture({
    settings: { webConcurrency: WORKERS, lameDuckMs: 2000, reloadSettleMs: 500, gracefulTimeoutMs: 10_000 },
  });
  return {
    name: 'this supervisor',
    port: server.port,
    async reload() {
      const from = server.log.length;
      server.signal('SIGHUP');
      await server.logged(({ msg }) => msg === 'reload done', from);
    },
    stop: async () => void (await server.stop()),
  };
}

/** PM2 in cluster mode as it comes: installed from npm into `scratch` on first use. */
export async function startPm2(scratch: string): Promise<Contender> {
  const folder = join(scratch, 'pm2');
  mkdirSync(folder, { recursive: true });
  const bin = join(folder, 'node_modules/pm2/bin/pm2');
  if (!existsSync(bin)) {
    await run(
      'npm',
      ['install', '--no-save', '--ignore-scripts', '--prefix', folder, `pm2@${PM2_VERSION}`],
      {},
    );
  }
  const port = await freePort();
  const env = { PM2_HOME: join(folder, 'home'), PORT: String(port) };
  const pm2 = (...args: string[]) => run(process.execPath, [bin, ...args], env);
  await pm2('start', join(HERE, 'pm2-app.cjs'), '--name', 'app', '-i', String(WORKERS));
  await untilAnswered(port);
  return {
    name: `PM2 ${PM2_VERSION}`,
    port,
    reload: async () => void (await pm2('reload', 'app')),
    stop: async () => void (await pm2('kill')),
  };
}

/** Gunicorn with threads, so that it keeps connections alive; undefined where it is not installed. */
export async function startGunicorn(): Promise<Contender | undefined> {
  const port = await freePort();
  const version = await run('gunicorn', ['--version'], {}).catch(() => undefined);
  if (!version) return undefined;
  const args = ['-k', 'gthread', '-w', String(WORKERS), '--threads', '16', '-b', `127.0.0.1:${port}`];
  const child: ChildProcess = spawn(
    'gunicorn',
    [...args, '--keep-alive', '75', '--chdir', HERE, 'wsgi:app'],
    {
      stdio: 'ignore',
    },
  );
  await untilAnswered(port);
  return {
    name: version.replace(/\D*([\d.]+).*/s, 'Gunicorn $1'),
    port,
    async reload() {
      child.kill('SIGHUP');
      await pause(BLIND_WAIT_MS);
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve());
        child.kill('SIGTERM');
      }),
  };
}

function run(command: string, args: string[], env: Record<string, string>): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(command, args, { env: { ...process.env, ...env } }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${command} ${args.join(' ')}: ${stderr || error.message}`));
      else resolve(stdout || stderr);
    });
  });
}

async function untilAnswered(port: number): Promise<void> {
  for (let n = 0; n < 100; n += 1) {
    try {
      await fetch(`http://127.0.0.1:${port}/echo`);
      return;
    } catch {
      await pause(100);
    }
  }
  throw new Error(`nothing answers on port ${port}`);
}
