import type { Config } from '../config.ts';
import { Database } from './database.ts';

/** The connections of one process: its share of DB_POOL_SIZE. */
export function openDatabase(config: Config, applicationName: string): Database {
  const { url, poolSize, statementTimeoutMs } = config.database;
  if (!url) throw new Error('DATABASE_URL is not set, and the supervisor did not start a database');
  const processes = (config.supervisor.webConcurrency === 'auto' ? 4 : config.supervisor.webConcurrency) + 1;
  return new Database({
    url,
    poolSize: Math.max(2, Math.floor(poolSize / processes)),
    statementTimeoutMs,
    acquireTimeoutMs: 5000,
    applicationName,
  });
}
