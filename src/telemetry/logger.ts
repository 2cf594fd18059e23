import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import pino, { type Logger } from 'pino';

export type Log = Logger;

export interface LogSettings {
  level: string;
  /** Undefined: standard output. */
  file: string | undefined;
}

const BUFFER_BYTES = 8192;
/** A killed worker takes the lines of this long with it at most. */
const FLUSH_MS = 100;

/** The process's logger: JSON lines in UTC; line breaks inside values are escaped by JSON, secrets are cut out. */
export function createLogger(settings: LogSettings, role: string): Log {
  if (settings.file) mkdirSync(dirname(settings.file), { recursive: true });
  // A write for each line cost a seventh of a list request; pino writes what is left when the process ends.
  const out = pino.destination({
    ...{ dest: settings.file ?? 1, sync: false, append: true },
    minLength: BUFFER_BYTES,
  });
  let isFlushDue = false;
  const flushSoon = () => {
    if (isFlushDue) return;
    isFlushDue = true;
    setTimeout(() => {
      isFlushDue = false;
      out.flush();
    }, FLUSH_MS).unref();
  };
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
      hooks: {
        streamWrite(line) {
          flushSoon();
          return line;
        },
      },
    },
    out,
  );
}
