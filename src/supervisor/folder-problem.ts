import { ExitCode, StartError } from './exit-codes.ts';

const NO_ROOM = new Set(['ENOSPC', 'EDQUOT']);
const NO_RIGHT = new Set(['EACCES', 'EPERM', 'EROFS']);

/** For a person whose disk is full. */
export function noRoomSentence(folder: string): string {
  return `The disk that holds ${folder} is full: free some space, then start again.`;
}

/** For a person who may not write where the data should go. */
export function noRightSentence(folder: string): string {
  return `No right to write to ${folder}: give the folder to the user who starts this program, or set DATA_DIR to another folder.`;
}

/** The code of a system error, such as ENOENT; undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : undefined;
}

/** Turns a full disk or a missing right on `folder` into a StartError (exit code 9); any other error stays what it is. */
export function explainFileError(error: unknown, folder: string): unknown {
  const code = codeOf(error) ?? '';
  if (NO_ROOM.has(code)) return new StartError(ExitCode.noRoom, noRoomSentence(folder), error);
  if (NO_RIGHT.has(code)) return new StartError(ExitCode.noRoom, noRightSentence(folder), error);
  return error;
}
