/** What the server's exit codes mean, for operators and for whoever starts it again (docs/supervisor.md). */
export const ExitCode = {
  clean: 0,
  /** A worker could not boot: no database, not ready in time. */
  boot: 3,
  /** Bad configuration, or the app failed to load. */
  load: 4,
  portTaken: 5,
  crashLoop: 6,
  /** Work was cut at the graceful timeout. */
  workCut: 7,
  /** The data folder is of another PostgreSQL major, or a second copy uses it. */
  dataInUse: 8,
  /** No room, or no right to write. */
  noRoom: 9,
  internal: 70,
} as const;

/** An error that ends the process with a code of its own and one sentence for a person. */
export class StartError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'StartError';
    this.exitCode = exitCode;
  }
}

const CODE_OF_SYSTEM_ERROR: Readonly<Record<string, number>> = {
  EADDRINUSE: ExitCode.portTaken,
  EADDRNOTAVAIL: ExitCode.portTaken,
  ENOSPC: ExitCode.noRoom,
  EDQUOT: ExitCode.noRoom,
  EROFS: ExitCode.noRoom,
  EACCES: ExitCode.noRoom,
  EPERM: ExitCode.noRoom,
};

/** The exit code an error asks for: its own, the one of a port or disk problem, or `otherwise`. */
export function exitCodeOf(error: unknown, otherwise: number): number {
  if (typeof error !== 'object' || error === null) return otherwise;
  const { exitCode, code, syscall } = error as { exitCode?: unknown; code?: unknown; syscall?: unknown };
  if (typeof exitCode === 'number') return exitCode;
  if (code === 'EACCES' && (syscall === 'listen' || syscall === 'bind')) return ExitCode.portTaken;
  return (typeof code === 'string' && CODE_OF_SYSTEM_ERROR[code]) || otherwise;
}

/** One sentence for a port that cannot be listened on: what is wrong and what to do. */
export function portProblem(code: string | undefined, host: string, port: number): string {
  const where = `port ${port} on ${host}`;
  if (code === 'EACCES') return `This user may not listen on ${where}: choose a port above 1023 with PORT.`;
  if (code === 'EADDRNOTAVAIL') return `${host} is not an address of this machine: set HOST to one that is.`;
  return `Another program already uses ${where}: stop it, or choose another port (./start.sh --port, or PORT).`;
}
