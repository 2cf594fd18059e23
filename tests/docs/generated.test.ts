import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { configurationPage, envExample } from '../../scripts/docs/configuration.ts';
import { containerSettings } from '../../scripts/docs/container-settings.ts';
import { databasePage } from '../../scripts/docs/database.ts';
import { environmentSchema, loadConfig } from '../../src/config.ts';
import { Database } from '../../src/db/index.ts';
import { projectRoot } from '../../src/lib/project-root.ts';
import { createTestDatabase } from '../support/database.ts';

const read = (name: string) => readFileSync(join(projectRoot, name), 'utf8');

describe('what is made from the sources is up to date (npm run docs:generate)', () => {
  test('docs/configuration.md', () => expect(read('docs/configuration.md')).toBe(configurationPage()));
  test('.env.example', () => expect(read('.env.example')).toBe(envExample()));
  test('docs/database.md', async () => {
    const database = await createTestDatabase();
    const db = new Database({
      ...{ url: database.databaseUrl, poolSize: 1, statementTimeoutMs: 10_000, acquireTimeoutMs: 5000 },
      applicationName: 'docs test',
    });
    try {
      expect(read('docs/database.md')).toBe(await databasePage(db));
    } finally {
      await db.close();
      await database.drop();
    }
  });
});

test('schema, .env.example and docs/configuration.md name the same settings', () => {
  const known = [
    ...Object.keys(environmentSchema.shape),
    ...containerSettings.map(({ name }) => name),
  ].sort();
  const inExample = [...read('.env.example').matchAll(/^#([A-Z_0-9]+)=/gm)].map(([, name]) => name).sort();
  const inPage = [...read('docs/configuration.md').matchAll(/^\| `([A-Z_0-9]+)`/gm)]
    .map(([, name]) => name)
    .sort();
  expect(inExample).toEqual(known);
  expect(inPage).toEqual(known);
});

test('the defaults that .env.example names are those of a server without settings', () => {
  const shown = parseEnv(read('.env.example').replace(/^#(?=[A-Z_0-9]+=)/gm, '')) as Record<string, string>;
  const secret = { SECRET_KEY: 'k9Jx2mQ8vR4tY7wZ1bN5cL3dF6gH0pSa' };
  expect(loadConfig({ ...shown, ...secret })).toEqual(loadConfig(secret));
});

test('every setting says what it does', () => {
  const silent = Object.entries(environmentSchema.shape).filter(([, schema]) => !schema.description);
  expect(silent.map(([name]) => name)).toEqual([]);
});

test('every setting that the compose files take from .env is documented', () => {
  const documented = new Set([
    ...Object.keys(environmentSchema.shape),
    ...containerSettings.map(({ name }) => name),
  ]);
  const files = ['docker-compose.yml', 'docker-compose.dev.yml'];
  const used = files.flatMap((file) =>
    [...read(file).matchAll(/(?<!\$)\$\{([A-Z_0-9]+)/g)].map(([, name]) => name!),
  );
  expect(used.length).toBeGreaterThan(20);
  expect(used.filter((name) => !documented.has(name))).toEqual([]);
});

test('every setting of the server reaches the container, or is what the container itself decides', () => {
  const decided = [
    'BACKUP_DIR',
    'CTL_SOCKET',
    'DATA_DIR',
    'HOST',
    'LOG_FILE',
    'NODE_ENV',
    'PORT',
    'TRUST_PROXY',
  ];
  const image = ['CERTIFICATE_DIR', 'METRICS_HOST', 'METRICS_PORT', 'RELEASE'];
  const compose = read('docker-compose.yml');
  const missing = Object.keys(environmentSchema.shape).filter(
    (name) => !new RegExp(`^ +${name}(_FILE)?: `, 'm').test(compose),
  );
  expect(missing.sort()).toEqual([...decided, ...image].sort());
});
