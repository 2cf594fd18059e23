import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { describe } from '@jest/globals';

const hasRedis = spawnSync('redis-server', ['--version']).status === 0;

/** `describe`, or a skipped one that says why where no Redis is installed. */
export const describeWithRedis = hasRedis
  ? describe
  : (name: string, tests: () => void) => describe.skip(`${name} (no redis-server here: install it)`, tests);

/** A real Redis of one's own, which a test can stop, pause and start again at the same address. */
export class TestRedis {
  readonly url: string;
  readonly #port: number;
  #server: ChildProcess | undefined;

  private constructor(port: number) {
    this.#port = port;
    this.url = `redis://127.0.0.1:${port}`;
  }

  /** An address at which nothing runs yet. */
  static async reserve(): Promise<TestRedis> {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    server.close();
    await once(server, 'close');
    return new TestRedis(port);
  }

  async start(): Promise<void> {
    const args = ['--port', String(this.#port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    this.#server = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: this.#server.stdout! })) {
      if (/Ready to accept connections/i.test(line)) return;
    }
    throw new Error('redis-server did not start');
  }

  /** Changes a setting of the running server. */
  configure(name: string, value: string): void {
    spawnSync('redis-cli', ['-p', String(this.#port), 'config', 'set', name, value]);
  }

  /** It stands still but keeps its connections. */
  pause(): void {
    this.#server?.kill('SIGSTOP');
  }

  async kill(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (!server || server.exitCode !== null) return;
    const gone = once(server, 'exit');
    server.kill('SIGKILL');
    await gone;
  }
}
