import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs, type ParseArgsOptionsConfig } from 'node:util';
import { bringUpToDate } from '../src/bring-up-to-date.ts';
import { type Config, loadConfig } from '../src/config.ts';
import { Database, isConnectionLost } from '../src/db/index.ts';
import { NewerSchemaError } from '../src/db/migrate.ts';
import { AppError } from '../src/errors.ts';
import { projectRoot } from '../src/lib/project-root.ts';
import { StartError } from '../src/supervisor/exit-codes.ts';
import { withDatabase } from '../src/supervisor/postgres-for-command.ts';

/** The command line is not as it must be, or there is nobody to ask: said in a sentence, exit code 2. */
export class UsageError extends Error {}

export interface CommandContext {
  db: Database;
  /** Address of the database, for what needs a connection of its own. */
  databaseUrl: string;
  config: Config;
  /** Options as given: a text, or true for a switch. */
  options: Record<string, string | boolean | undefined>;
  /** What was given without a name; empty unless the command takes such. */
  words: string[];
}

/**
 * Runs an operator's command on this installation's database, whether the product is running or not, and ends the
 * process with 0, 1 (refused, with the reason), 2 (wrong usage) or an exit code of the server.
 */
export async function runCommand(
  usage: string,
  known: ParseArgsOptionsConfig,
  work: (context: CommandContext) => Promise<void>,
  { migratesFirst = true, takesWords = false } = {},
): Promise<void> {
  try {
    const { options, words } = readOptions(usage, known, takesWords);
    const envFile = join(projectRoot, '.env');
    if (existsSync(envFile)) process.loadEnvFile(envFile);
    const config = loadConfig();
    await withDatabase({ databaseUrl: config.database.url, dataDir: config.dataDir }, async (url) => {
      if (migratesFirst && config.database.autoMigrate) await bringUpToDate(url, config);
      const db = new Database({
        ...{ url, poolSize: 2, statementTimeoutMs: 30_000, acquireTimeoutMs: 5000 },
        applicationName: 'command',
      });
      try {
        await work({ db, databaseUrl: url, config, options, words });
      } finally {
        await db.close();
      }
    });
  } catch (error) {
    const code = exitCodeOf(error);
    process.exitCode = code;
    if (code === 70) console.error(error);
    else if (code === 3) console.error(`The database does not answer (${(error as Error).message}).`);
    else console.error((error as Error).message);
  }
}

function readOptions(
  usage: string,
  known: ParseArgsOptionsConfig,
  takesWords: boolean,
): Pick<CommandContext, 'options' | 'words'> {
  try {
    const { values, positionals } = parseArgs({
      options: { ...known, help: { type: 'boolean' } },
      strict: true,
      allowPositionals: takesWords,
    });
    if (!values['help']) return { options: values, words: positionals };
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\n${usage}`);
  }
  console.log(usage);
  process.exit(0);
}

function exitCodeOf(error: unknown): number {
  if (error instanceof UsageError) return 2;
  if (error instanceof AppError || error instanceof NewerSchemaError) return 1;
  if (isConnectionLost(error)) return 3;
  if (error instanceof StartError) return error.exitCode;
  return 70;
}
