import { spawn } from 'node:child_process';

/**
 * Waits on its standard input, on which each line is the list of worker processes there are now. The input ends when
 * the primary dies, however it dies; workers then leave by themselves, except one that hangs: that one is killed.
 */
const SCRIPT = `trap '' INT TERM HUP QUIT
pids=
while read -r line; do pids=$line; done
[ -z "$pids" ] || { sleep 1; kill -9 $pids; } 2>/dev/null`;

/** Keeps a hanging worker from outliving a primary that was killed. */
export interface OrphanGuard {
  /** These processes are there now. */
  watch(pids: readonly number[]): void;
  /** There is nothing to guard any more. */
  dismiss(): void;
}

/** Starts the guard: a shell of 0.2 MB, in a process group of its own. Without /bin/sh there is no guard. */
export function startOrphanGuard(): OrphanGuard {
  const shell = spawn('/bin/sh', ['-c', SCRIPT], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
  shell.on('error', () => undefined);
  shell.stdin.on('error', () => undefined);
  shell.unref();
  return {
    watch: (pids) => void shell.stdin.write(`${pids.join(' ')}\n`),
    dismiss: () => void shell.stdin.end('\n'),
  };
}
