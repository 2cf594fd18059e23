import { createWriteStream, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SupervisorSettings } from './settings.ts';

const LEVELS = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: 99 } as const;
type Level = 'info' | 'warn' | 'error';

/** The primary's log: the same JSON lines as the app's, without the weight of its logger. */
export type Log = Record<Level, (message: string, details?: Record<string, unknown>) => void>;

export function createLog({ level, file }: SupervisorSettings['log']): Log {
  const least = LEVELS[level as keyof typeof LEVELS] ?? LEVELS.info;
  if (file) makeRoom(file);
  if (file) mkdirSync(dirname(file), { recursive: true });
  const out = file ? createWriteStream(file, { flags: 'a' }) : process.stdout;
  // A full disk or a closed terminal must not end the supervisor: the lines are lost, the product lives.
  out.on('error', () => undefined);
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
      out.write(`${JSON.stringify(line)}\n`);
    };
  return { info: at('info'), warn: at('warn'), error: at('error') };
}

/** A log file of some size becomes the one before (`.1`) when the server starts. */
const ROTATE_BYTES = 10 * 1024 * 1024;

function makeRoom(file: string): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    if (statSync(file).size > ROTATE_BYTES) renameSync(file, `${file}.1`);
  } catch {
    // Not there yet, or no right to it: writing shows.
  }
}
