import type { Config } from '../config.ts';
import { withDatabase } from '../supervisor/postgres-for-command.ts';
import { checkDatabase } from './database-checks.ts';
import { bad, type Finding } from './finding.ts';
import { checkDisk, checkFolders, checkMemory, checkNode, checkServer } from './host-checks.ts';
import { checkOutside, checkTimeFrom } from './outside-checks.ts';
import { checkModel, checkRedis } from './service-checks.ts';
import { checkSettings } from './settings-checks.ts';

/**
 * Looks at everything an installation stands on and tells each finding when it is made; one after another, so that
 * little memory is needed. Nothing is changed. An embedded database that is down is started for it and stopped again.
 */
export async function examine(
  config: Config,
  { timeFrom }: { timeFrom: string | undefined },
  tell: (finding: Finding) => void,
): Promise<void> {
  const all = (findings: readonly Finding[]) => findings.forEach(tell);
  tell(checkNode());
  all(checkSettings(config));
  all(checkFolders(config));
  all(checkDisk(config));
  all(checkMemory());
  tell(await checkServer(config));
  all(await lookAtDatabase(config));
  all(await checkRedis(config));
  all(await checkModel(config));
  all(await checkOutside(config));
  if (timeFrom !== undefined) tell(await checkTimeFrom(timeFrom));
}

async function lookAtDatabase(config: Config): Promise<Finding[]> {
  try {
    const place = { databaseUrl: config.database.url, dataDir: config.dataDir };
    return await withDatabase(place, (url) => checkDatabase(url, config));
  } catch (error) {
    return [bad('database', 'the embedded PostgreSQL does not start', (error as Error).message)];
  }
}
