import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import request from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { loadConfig, type Config } from '../../src/config.ts';
import { Database } from '../../src/db/index.ts';
import { knownMigrations } from '../../src/db/migrate.ts';
import { features } from '../../src/features/index.ts';
import { createApp } from '../../src/http/app.ts';
import { createCookies } from '../../src/http/cookies.ts';
import { deriveKeys } from '../../src/http/keys.ts';
import { localPeers } from '../../src/supervisor/peers.ts';
import { Browser } from './browser.ts';
import { createTestDatabase } from './database.ts';
import { TestClock } from './clock.ts';
import { signInRow, type TestUser } from './users.ts';

export interface TestApp {
  db: Database;
  databaseUrl: string;
  clock: TestClock;
  config: Config;
  /** A browser in which nobody is signed in. */
  visitor(): Browser;
  /** A browser in which this user is signed in. */
  as(user: TestUser): Promise<Browser>;
  /** Requests to the API with a token. */
  withToken(token: string): TestAgent;
  /** Ends everything; throws when connections were left open. */
  stop(): Promise<void>;
}

/** The real app on a database of its own; `env` overrides settings such as RATE_LIMIT_AUTH. */
export async function startTestApp(env: Record<string, string> = {}): Promise<TestApp> {
  const { databaseUrl, drop } = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'pa-app-'));
  const config = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: databaseUrl,
    SECRET_KEY: 'k9Jx2mQ8vR4tY7wZ1bN5cL3dF6gH0pSa',
    DATA_DIR: dataDir,
    RATE_LIMIT_AUTH: 'off',
    RATE_LIMIT_API: 'off',
    ...env,
  });
  const clock = new TestClock('2026-03-03T10:00:00Z');
  const db = new Database({
    url: databaseUrl,
    poolSize: 10,
    statementTimeoutMs: config.database.statementTimeoutMs,
    acquireTimeoutMs: 5000,
    applicationName: 'test app',
  });
  const app = createApp({
    config,
    db,
    clock,
    log: pino({ level: 'silent' }),
    peers: localPeers(),
    features,
    migrations: knownMigrations(),
  });
  const cookies = createCookies(deriveKeys(config.secretKey).cookie, config.server.isHttps);
  return {
    db,
    databaseUrl,
    clock,
    config,
    visitor: () => new Browser(app),
    async as(user) {
      const browser = new Browser(app);
      browser.setCookie(await signInRow(db, user, clock.now(), cookies));
      return browser;
    },
    withToken(token) {
      return request.agent(app).set('Authorization', `Bearer ${token}`).accept('application/json');
    },
    async stop() {
      await db.close();
      await drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
