import { randomBytes } from 'node:crypto';
import { onServer, SERVER_VARIABLE, TEMPLATE_VARIABLE, urlOfDatabase } from './test-server.ts';

const OBJECT_IN_USE = '55006';

export interface TestDatabase {
  databaseUrl: string;
  /** Removes it; throws when something the test opened is still connected. */
  drop(): Promise<void>;
}

/** A fresh, migrated database of one's own: a clone of the run's template (about 50 ms). */
export async function createTestDatabase(): Promise<TestDatabase> {
  const url = fromSetup(SERVER_VARIABLE);
  const name = `pa_test_${randomBytes(8).toString('hex')}`;
  await onServer(url, (client) =>
    client.query(`create database ${name} template ${fromSetup(TEMPLATE_VARIABLE)}`),
  );
  return {
    databaseUrl: urlOfDatabase(url, name),
    drop: () => dropDatabase(url, name),
  };
}

async function dropDatabase(url: string, name: string): Promise<void> {
  await onServer(url, async (client) => {
    try {
      // PostgreSQL itself waits some seconds here for connections that are just closing.
      await client.query(`drop database ${name}`);
    } catch (error) {
      if ((error as { code?: string }).code !== OBJECT_IN_USE) throw error;
      const { rows } = await client.query<{ left: string }>(
        `select coalesce(string_agg(application_name || ': ' || left(query, 80), '; '), '') as left
           from pg_stat_activity where datname = $1`,
        [name],
      );
      await client.query(`drop database if exists ${name} with (force)`);
      throw new Error(`connections were left open (${rows[0]?.left ?? ''})`, { cause: error });
    }
  });
}

function fromSetup(variable: string): string {
  const value = process.env[variable];
  if (!value)
    throw new Error(`${variable} is not set: tests run through jest, whose global set-up starts PostgreSQL`);
  return value;
}
