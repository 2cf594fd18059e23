// Empties the database and builds it anew, for development: `NODE_ENV=development npm run db:reset`.
import { ForbiddenError } from '../src/errors.ts';
import { prepareDatabase } from '../src/prepare-database.ts';
import { runCommand } from './run-command.ts';

const USAGE = `Usage: NODE_ENV=development npm run db:reset
Deletes everything in the database and builds it anew. Refused unless NODE_ENV says development or test.`;

await runCommand(
  USAGE,
  {},
  async ({ db, databaseUrl, config }) => {
    if (config.mode === 'production') {
      throw new ForbiddenError(
        'db:reset deletes everything, so it is refused in production (NODE_ENV=development allows it).',
      );
    }
    await db.pool.query(
      'drop schema if exists pgboss cascade; drop schema public cascade; create schema public',
    );
    await prepareDatabase(databaseUrl);
    console.log('The database is empty and up to date.');
  },
  { migratesFirst: false },
);
