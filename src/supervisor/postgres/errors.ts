import { ExitCode, StartError } from '../exit-codes.ts';
import { noRightSentence, noRoomSentence } from '../folder-problem.ts';

/** What kept PostgreSQL from starting; each kind has its exit code. */
export type PostgresProblem =
  'not-ready' | 'unsupported-system' | 'data-folder-in-use' | 'other-major-version' | 'no-room' | 'no-right';

const EXIT_CODES: Record<PostgresProblem, number> = {
  'not-ready': ExitCode.boot,
  'unsupported-system': ExitCode.load,
  'data-folder-in-use': ExitCode.dataInUse,
  'other-major-version': ExitCode.dataInUse,
  'no-room': ExitCode.noRoom,
  'no-right': ExitCode.noRoom,
};

/** PostgreSQL could not be started or has ended. The message is one sentence for the person at the terminal. */
export class PostgresError extends StartError {
  readonly problem: PostgresProblem;

  constructor(problem: PostgresProblem, message: string, options?: ErrorOptions) {
    super(EXIT_CODES[problem], message, options?.cause);
    this.name = 'PostgresError';
    this.problem = problem;
  }
}

/** Reads the reason from what initdb or postgres printed before it gave up. */
export function explainOutput(output: string, folder: string): PostgresError {
  const cause = new Error(output.trim() || 'it printed nothing');
  if (/could not create shared memory segment/.test(output)) {
    return new PostgresError(
      'not-ready',
      'PostgreSQL got no shared memory from the system: close other databases or raise the system limit, then start again.',
      { cause },
    );
  }
  if (/No space left on device|Disk quota exceeded/.test(output))
    return new PostgresError('no-room', noRoomSentence(folder), { cause });
  if (/lock file ".*" already exists|pre-existing shared memory block/.test(output)) {
    return new PostgresError(
      'data-folder-in-use',
      `Another PostgreSQL is using ${folder}: stop it, or set DATA_DIR to another folder.`,
      { cause },
    );
  }
  if (/was initialized by PostgreSQL version|incompatible with server/.test(output)) {
    return new PostgresError('other-major-version', `${folder} was made by another version of PostgreSQL.`, {
      cause,
    });
  }
  if (/Permission denied|Read-only file system|Operation not permitted|has wrong ownership/.test(output)) {
    return new PostgresError('no-right', noRightSentence(folder), { cause });
  }
  return new PostgresError('not-ready', `PostgreSQL did not start: ${lastLine(output)}`, { cause });
}

function lastLine(output: string): string {
  const lines = output.trim().split('\n');
  const told = lines.filter((line) => /FATAL|PANIC|error/i.test(line));
  return (told.at(-1) ?? lines.at(-1) ?? '').trim() || 'it gave no reason.';
}
