import { execFile, type ExecFileException } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';

/** What a command said, and how it ended. */
export interface Ended {
  code: number;
  out: string;
  all: string;
}

/** Runs a program to its end; never throws. `input` is its standard input. */
export function run(
  file: string,
  args: string[],
  options: { cwd?: string; env?: Record<string, string>; input?: string; timeoutMs?: number } = {},
): Promise<Ended> {
  const { input, env, timeoutMs = 300_000, ...rest } = options;
  return new Promise((resolve) => {
    const child = execFile(
      file,
      args,
      { ...rest, env: { ...process.env, ...env }, timeout: timeoutMs, maxBuffer: 64 * 1024 * 1024 },
      (error: ExecFileException | null, out, errors) => {
        const code = error ? (typeof error.code === 'number' ? error.code : 1) : 0;
        resolve({ code, out, all: out + errors });
      },
    );
    // One that has ended already reads nothing.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}

/** The same, and throws with everything that was said when it failed. */
export async function must(...call: Parameters<typeof run>): Promise<string> {
  const { code, out, all } = await run(...call);
  if (code !== 0) throw new Error(`${call[0]} ${call[1].join(' ')} ended with ${code}:\n${all.slice(-3000)}`);
  return out.trim();
}

/** Waits until `look` gives something true; rejects after `timeoutMs` with `what`. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  timeoutMs = 60_000,
): Promise<T> {
  for (const end = Date.now() + timeoutMs; ;) {
    const seen = await look().catch(() => undefined);
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) throw new Error(`${what}: not within ${timeoutMs / 1000} s`);
    await pause(100);
  }
}

/** One installation of the compose file in `dir`, apart from any other on this machine. */
export class Stack {
  readonly dir: string;
  readonly project: string;
  readonly url: string;
  readonly env: Record<string, string>;

  constructor(dir: string, project: string, httpPort: number, env: Record<string, string> = {}) {
    this.dir = dir;
    this.project = project;
    this.url = `http://localhost:${httpPort}`;
    this.env = {
      COMPOSE_PROJECT_NAME: project,
      IMAGE_TAG: 'stack-test',
      HTTP_PORT: String(httpPort),
      HTTPS_PORT: String(httpPort + 1),
      ...env,
    };
  }

  compose(args: string[], input?: string): Promise<string> {
    const options = { cwd: this.dir, env: this.env, ...(input !== undefined && { input }) };
    return must('docker', ['compose', ...args], options);
  }

  tryCompose(args: string[]): Promise<Ended> {
    return run('docker', ['compose', ...args], { cwd: this.dir, env: this.env });
  }

  /** Runs a command in a service's container. */
  exec(service: string, command: string[], input?: string): Promise<string> {
    return this.compose(['exec', '-T', service, ...command], input);
  }

  /** The number of the container's first process on this machine: to be killed as a crash would kill it. */
  async pidOf(service: string): Promise<number> {
    const id = await this.compose(['ps', '-q', service]);
    return Number(await must('docker', ['inspect', '--format', '{{.State.Pid}}', id]));
  }

  /** Runs a script with Node in a container of its own in `network`, as a neighbour would. */
  neighbour(network: string, script: string): Promise<string> {
    const image = `primary-assistant-web:${this.env['IMAGE_TAG']}`;
    const name = `${this.project}_${network}`;
    return must('docker', ['run', '--rm', '--network', name, '--entrypoint', 'node', image, '-e', script]);
  }

  async answers(path = '/health'): Promise<boolean> {
    return (await fetch(this.url + path, { signal: AbortSignal.timeout(3000) })).ok;
  }
}
