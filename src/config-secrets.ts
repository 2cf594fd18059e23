import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { explainFileError } from './supervisor/folder-problem.ts';

/** Names whose value may also come from a file named by NAME_FILE. */
export const SECRETS = [
  'SECRET_KEY',
  'DATABASE_URL',
  'REDIS_URL',
  'SMTP_URL',
  'SENTRY_DSN',
  'OPENAI_API_KEY',
  'ANTHROPIC_API_KEY',
  'EDAMAM_APP_ID',
  'EDAMAM_APP_KEY',
] as const;

/** The variables that are set, with each secret that only a NAME_FILE names; files that cannot be read become problems. */
export function withSecretFiles(env: NodeJS.ProcessEnv, problems: string[]): Record<string, string> {
  // An empty variable counts as absent: compose files pass unset ones as empty.
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
  );
  for (const name of SECRETS) {
    const file = given[`${name}_FILE`];
    if (!file || given[name]) continue;
    try {
      const secret = readFileSync(file, 'utf8').trim();
      if (secret) given[name] = secret;
    } catch (error) {
      problems.push(`${name}_FILE names ${file}, which cannot be read (${(error as Error).message})`);
    }
  }
  return given as Record<string, string>;
}

/** The key of an installation with its own database: made once, kept beside the data, readable by the owner only. */
export function ownSecretKey(dataDir: string): string {
  const file = join(dataDir, 'secret');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw explainFileError(error, dataDir);
  }
  try {
    mkdirSync(dataDir, { recursive: true });
    writeFileSync(file, randomBytes(48).toString('base64url'), { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw explainFileError(error, dataDir);
  }
  return readFileSync(file, 'utf8').trim();
}
