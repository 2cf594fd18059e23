// `npm run docs:generate`: writes the documents that are made from the sources. A test proves that they are up to date.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Database } from '../src/db/index.ts';
import { projectRoot } from '../src/lib/project-root.ts';
import { prepareDatabase } from '../src/prepare-database.ts';
import { startPostgres } from '../src/supervisor/postgres.ts';
import { configurationPage, envExample } from './docs/configuration.ts';
import { databasePage } from './docs/database.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'primary-assistant-docs-'));
const postgres = await startPostgres({ dataDir, isAnnounced: false, settings: { fsync: 'off' } });
try {
  const url = postgres.databaseUrl;
  await prepareDatabase(url);
  const db = new Database({
    ...{ url, poolSize: 1, statementTimeoutMs: 10_000, acquireTimeoutMs: 5000 },
    applicationName: 'docs',
  });
  write('docs/database.md', await databasePage(db));
  await db.close();
  write('docs/configuration.md', configurationPage());
  write('.env.example', envExample());
} finally {
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
}

function write(name: string, text: string): void {
  writeFileSync(join(projectRoot, name), text);
  console.log(`Written: ${name}`);
}
