import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { readRunFile } from '../../../src/supervisor/postgres/run-file.ts';

export interface RunOptions {
  cwd: string;
  args?: string[];
  env?: Record<string, string>;
  uid?: number;
}

/** One run of ./start.sh in a process group of its own, as a terminal would start it. */
export class StartScript {
  readonly child: ChildProcess;
  #output = '';
  #errors = '';
  readonly #heard: (() => void)[] = [];
  readonly #exited: Promise<unknown>;

  constructor({ cwd, args = [], env = {}, uid }: RunOptions) {
    this.child = spawn('./start.sh', args, {
      cwd,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env.PATH, HOME: process.env.HOME, WEB_CONCURRENCY: '2', ...env },
      ...(uid === undefined ? {} : { uid, gid: uid }),
    });
    this.#exited = once(this.child, 'close');
    this.child.stdout?.on('data', (chunk: Buffer) => this.#hear((this.#output += chunk.toString())));
    this.child.stderr?.on('data', (chunk: Buffer) => this.#hear((this.#errors += chunk.toString())));
  }

  /** Lines for people; the log's JSON lines are left out. */
  get lines(): string[] {
    return this.#output.split('\n').filter((line) => line && !line.startsWith('{'));
  }

  get errors(): string {
    return this.#errors.trim();
  }

  /** Waits for the line that says where to open the product, and returns that address. */
  async opened(): Promise<string> {
    const address = () => /^Open\s+(\S+)/m.exec(this.#output)?.[1];
    while (!address()) {
      const more = new Promise<'more'>((resolve) => this.#heard.push(() => resolve('more')));
      const result = await Promise.race([more, this.#exited]);
      if (result !== 'more' && !address()) throw new Error(`start.sh ended: ${this.#errors}${this.#output}`);
    }
    return address() ?? '';
  }

  /** What Ctrl-C does: the signal reaches every process of the terminal's foreground group. */
  interrupt(): void {
    process.kill(-(this.child.pid ?? 0), 'SIGINT');
  }

  async exitCode(): Promise<number | null> {
    await this.#exited;
    return this.child.exitCode;
  }

  #hear(_text: string): void {
    for (const listener of this.#heard.splice(0)) listener();
  }
}

/** Pids of the workers, as the server's log names them. */
function workersIn(dataDir: string): number[] {
  const log = readFileSync(join(dataDir, 'log/server.log'), 'utf8');
  return [...log.matchAll(/"workerPid":(\d+)/g)].map(([, pid]) => Number(pid));
}

/** The server's pid (start.sh became it), its workers' and PostgreSQL's. */
export function pidsOf(script: StartScript, dataDir: string): number[] {
  const postgres = readRunFile(dataDir)?.pid;
  return [script.child.pid ?? 0, ...workersIn(dataDir), ...(postgres ? [postgres] : [])];
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
