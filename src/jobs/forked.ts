import { fork } from 'node:child_process';

/** The program that becomes a child, and its environment (`PA_ROLE` is set here). */
export interface ChildProgram {
  entry: string;
  env: NodeJS.ProcessEnv;
}

interface Forking {
  /** What the program does in it: `PA_ROLE`. */
  role: string;
  /** Given to it at once, over IPC. */
  order: unknown;
  /** Its heap ends there: before the container's own memory does. */
  heapMb: number;
  /** Ends it at once. */
  signal: AbortSignal;
}

/**
 * Starts a process of its own, gives it an order, and hears what it says until it has ended. Answers how that was: its
 * exit code or signal. Rejects when it could not be started or was ended by the signal.
 */
export function runForked<Message>(
  { entry, env }: ChildProgram,
  { role, order, heapMb, signal }: Forking,
  hear: (message: Message, pid: number) => void,
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = fork(entry, [], {
      env: { ...env, PA_ROLE: role },
      execArgv: [`--max-old-space-size=${heapMb}`, '--max-semi-space-size=8'],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      signal,
      killSignal: 'SIGKILL',
    });
    child.on('message', (message) => hear(message as Message, child.pid!));
    child.on('error', reject);
    child.on('exit', (code, killed) => resolve(String(killed ?? code)));
    child.send(order as object, (error) => error && reject(error));
  });
}

/** In the child: what its parent wants. It ends too when its parent is gone. */
export function takeOrder<Order>(): Promise<Order> {
  process.once('disconnect', () => process.exit(1));
  return new Promise((resolve) => process.once('message', (message) => resolve(message as Order)));
}

/** In the child: its last words, and the end. */
export function endWith(message: object): void {
  process.send?.(message, () => process.exit(0));
}
