/** What an operator can ask for with a signal. */
export interface SignalActions {
  /** TERM, INT: finish what runs, then end. */
  stop(): void;
  /** QUIT, or INT again: end within seconds. */
  quit(): void;
  /** HUP */
  reload(): void;
  /** TTIN: one worker more, TTOU: one less. */
  scale(by: 1 | -1): void;
  /** USR2: show where every worker is. */
  examine(): void;
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
  process.on('SIGHUP', () => actions.reload());
  process.on('SIGTTIN', () => actions.scale(1));
  process.on('SIGTTOU', () => actions.scale(-1));
  process.on('SIGUSR2', () => actions.examine());
  // Otherwise node would open a debugger port in the primary; logs go to standard output, there is nothing to reopen.
  process.on('SIGUSR1', () => undefined);
}
