import { closeSync, openSync } from 'node:fs';

/** What an operator can ask for with a signal. */
export interface SignalActions {
  /** TERM, INT: finish what runs, then end. */
  stop(): void;
  /** QUIT, or INT again: end within seconds. */
  quit(): void;
  /** HUP, unless it came from a terminal that was closed: that stops. */
  reload(): void;
  /** TTIN: one worker more, TTOU: one less. */
  scale(by: 1 | -1): void;
  /** USR2: show where every worker is. */
  examine(): void;
}

/** Whether there is a controlling terminal; it cannot be opened any more once it has hung up. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync('/dev/tty', 'r'));
    return true;
  } catch {
    return false;
  }
}

/** Binds the signals of the primary, for the life of the process. */
export function heedSignals(actions: SignalActions): void {
  let interrupted = false;
  process.on('SIGTERM', () => actions.stop());
  process.on('SIGINT', () => {
    if (interrupted) actions.quit();
    else actions.stop();
    interrupted = true;
  });
  process.on('SIGQUIT', () => actions.quit());
  const hadTerminal = hasTerminal();
  process.on('SIGHUP', () => {
    // Closing a terminal's window sends HUP too: then nobody is left to press Ctrl-C.
    if (hadTerminal && !hasTerminal()) actions.stop();
    else actions.reload();
  });
  process.on('SIGTTIN', () => actions.scale(1));
  process.on('SIGTTOU', () => actions.scale(-1));
  process.on('SIGUSR2', () => actions.examine());
  // Otherwise node would open a debugger port in the primary; logs go to standard output, there is nothing to reopen.
  process.on('SIGUSR1', () => undefined);
}
