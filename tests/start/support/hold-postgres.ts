// Starts PostgreSQL on the folder given and stays, for tests that kill it.
import { startPostgres } from '../../../src/supervisor/postgres.ts';

const { pid } = await startPostgres({ dataDir: process.argv[2] ?? '' });
process.send?.(pid);
