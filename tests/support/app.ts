import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Express } from 'express';
import { pino } from 'pino';
import request from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { loadConfig, type Config } from '../../src/config.ts';
import { Database, type DatabaseSettings } from '../../src/db/index.ts';
import { knownMigrations } from '../../src/db/migrate.ts';
import { features } from '../../src/features/index.ts';
import type { Feature } from '../../src/http/feature.ts';
import { createApp, type AppSettings } from '../../src/http/app.ts';
import { createCookies } from '../../src/http/cookies.ts';
import { deriveKeys } from '../../src/http/keys.ts';
import { Live, type LiveSettings } from '../../src/http/live/live.ts';
import { mergeTopics, mergeWatched } from '../../src/http/live/topics.ts';
import { acceptUpgrades } from '../../src/http/live/upgrade.ts';
import { localPeers, type Peers } from '../../src/supervisor/peers.ts';
import { Browser } from './browser.ts';
import { createTestDatabase } from './database.ts';
import { TestClock } from './clock.ts';
import { signInRow, type TestUser } from './users.ts';

export interface TestApp {
  db: Database;
  databaseUrl: string;
  clock: TestClock;
  config: Config;
  live: Live;
  express: Express;
  /** A browser in which nobody is signed in. */
  visitor(): Browser;
  /** A browser in which this user is signed in. */
  as(user: TestUser): Promise<Browser>;
  /** Requests to the API with a token. */
  withToken(token: string): TestAgent;
  /** Lets browsers and sockets in, on a free port of 127.0.0.1; returns `http://127.0.0.1:PORT`. Ends with `stop`. */
  listen: () => Promise<string>;
  /** Ends everything; throws when connections were left open. */
  stop(): Promise<void>;
}

/** What a test may put in the place of the usual. */
export interface TestAppParts {
  features?: readonly Feature[];
  /** Of a hub that two apps share, as two workers do. */
  peers?: Peers;
  /** Beside another app, on its database; or on a database that the test looks after. */
  beside?: Pick<TestApp, 'databaseUrl' | 'clock'>;
  database?: Partial<DatabaseSettings>;
  live?: Partial<LiveSettings>;
  localesRoot?: string;
  report?: AppSettings['report'];
  isOverloaded?: AppSettings['isOverloaded'];
  observe?: AppSettings['observe'];
  redisState?: AppSettings['redisState'];
}

/** The real app on a database of its own; `env` overrides settings such as RATE_LIMIT_AUTH. */
export async function startTestApp(
  env: Record<string, string> = {},
  parts: TestAppParts = {},
): Promise<TestApp> {
  const database = parts.beside ? undefined : await createTestDatabase();
  const databaseUrl = (parts.beside ?? database)!.databaseUrl;
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
  const clock = parts.beside?.clock ?? new TestClock('2026-03-03T10:00:00Z');
  const used = parts.features ?? features;
  const peers = parts.peers ?? localPeers();
  const log = pino({ level: 'silent' });
  const db = new Database({
    url: databaseUrl,
    poolSize: 10,
    statementTimeoutMs: config.database.statementTimeoutMs,
    acquireTimeoutMs: 5000,
    applicationName: 'test app',
    ...parts.database,
  });
  const topics = mergeTopics(used.map((feature) => feature.topics));
  const watched = mergeWatched(used.map((feature) => feature.watched));
  const live = new Live({ db, clock, log, peers, topics, watched, ...parts.live });
  const app = createApp({
    config,
    db,
    clock,
    log,
    peers,
    features: used,
    live,
    migrations: knownMigrations(),
    localesRoot: parts.localesRoot,
    report: parts.report,
    isOverloaded: parts.isOverloaded,
    observe: parts.observe,
    redisState: parts.redisState,
  });
  const server = createServer(app);
  acceptUpgrades(server, app);
  const cookies = createCookies(deriveKeys(config.secretKey).cookie, config.server.isHttps);
  return {
    db,
    databaseUrl,
    clock,
    config,
    live,
    express: app,
    visitor: () => new Browser(app),
    async as(user) {
      const browser = new Browser(app);
      browser.setCookie(await signInRow(db, user, clock.now(), cookies));
      return browser;
    },
    withToken(token) {
      return request.agent(app).set('Authorization', `Bearer ${token}`).accept('application/json');
    },
    async listen() {
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    async stop() {
      live.drain(0);
      live.close();
      if (server.listening) {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
      }
      await db.close();
      await database?.drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
