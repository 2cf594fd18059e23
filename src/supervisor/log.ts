import { mkdirSync, openSync, renameSync, statSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SupervisorSettings } from './settings.ts';

const LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: 99 } as const;
type Level = 'info' | 'warn' | 'error';

/** The primary's log: the same JSON lines as the app's, without the weight of its logger. */
export type Log = Record<Level, (message: string, details?: Record<string, unknown>) => void>;

/** A log file of some size becomes the one before (`.1`) when the server starts. */
const ROTATE_BYTES = 10 * 1024 * 1024;

export function createLog({ level, file }: SupervisorSettings['log']): Log {
  const least = LEVELS[level as keyof typeof LEVELS] ?? LEVELS.info;
  const write = file ? openFile(file) : openOutput();
  const at =
    (name: Level) =>
    (message: string, details: Record<string, unknown> = {}) => {
      if (LEVELS[name] < least) return;
      const line = {
        level: name,
        time: new Date().toISOString(),
        role: 'supervisor',
        pid: process.pid,
        ...details,
        msg: message,
      };
      write(`${JSON.stringify(line)}\n`);
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** Writes at once: the last lines are the most wanted ones, and the process ends right after them. */
function openFile(file: string): (line: string) => void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > ROTATE_BYTES) renameSync(file, `${file}.1`);
    const fd = openSync(file, 'a');
    return quietly((line) => writeSync(fd, line));
  } catch (error) {
    process.stderr.write(`There will be no log: ${(error as Error).message}\n`);
    return () => undefined;
  }
}

function openOutput(): (line: string) => void {
  process.stdout.on('error', () => undefined);
  return quietly((line) => process.stdout.write(line));
}

/** A full disk or a closed terminal must not end the supervisor: the lines are lost, the product lives. */
function quietly(write: (line: string) => void): (line: string) => void {
  return (line) => {
    try {
      write(line);
    } catch {
      // As said.
    }
  };
}
