import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import pino, { type Logger } from 'pino';

export type Log = Logger;

export interface LogSettings {
  level: string;
  /** Undefined: standard output. */
  file: string | undefined;
}

/** The process's logger: JSON lines in UTC; line breaks inside values are escaped by JSON, secrets are cut out. */
export function createLogger(settings: LogSettings, role: string): Log {
  if (settings.file) mkdirSync(dirname(settings.file), { recursive: true });
  return pino(
    {
      level: settings.level,
      base: { role, pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: ['password', '*.password', 'token', '*.token', '*.authorization', '*.cookie', 'headers'],
        censor: '[removed]',
      },
    },
    // Not held back until a buffer is full: a killed worker would take its last lines with it.
    pino.destination({ dest: settings.file ?? 1, sync: false, append: true }),
  );
}
