import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { Database } from '../../../src/db/index.ts';
import { createCookies } from '../../../src/http/cookies.ts';
import { deriveKeys } from '../../../src/http/keys.ts';
import { freePort } from '../../supervisor/support/fixture.ts';
import { createTestDatabase } from '../../support/database.ts';
import { makeToken, signInRow, type TestUser } from '../../support/users.ts';
import { ApiClient } from './api-client.ts';

const MAIN = join(import.meta.dirname, '../../../dist/main.js');
const SECRET_KEY = 'uN4hT8qW2eR6yU0iO3pA7sD1fG5hJ9kL';

/** The built server, run as an operator runs it: supervisor, one web worker, one jobs worker. */
export interface Product {
  /** `http://localhost:PORT`: a secure context, so that pages may be kept for use without a network. */
  url: string;
  db: Database;
  /** What the start printed. */
  output(): string;
  /** Lets this browser context in as the user, without the form. */
  signIn(context: BrowserContext, user: TestUser): Promise<void>;
  /** The API, with a token of this user. */
  api(user: TestUser): Promise<ApiClient>;
  /** Ends it in order; throws when it did not end cleanly. */
  stop(): Promise<void>;
}

/** Starts the product on a fresh database, with more settings where a test needs them; resolves once it has printed the link for the first account. */
export async function startProduct(env: Record<string, string> = {}): Promise<Product> {
  const [database, port] = await Promise.all([createTestDatabase(), freePort()]);
  const dataDir = mkdtempSync(join(tmpdir(), 'pa-walk-'));
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', MAIN], {
    env: {
      ...{ PATH: process.env['PATH'], NODE_ENV: 'production', HOST: 'localhost', PORT: String(port) },
      ...{ DATABASE_URL: database.databaseUrl, SECRET_KEY, DATA_DIR: dataDir },
      ...{ WEB_CONCURRENCY: '1', LAME_DUCK: '0', RATE_LIMIT_AUTH: 'off', RATE_LIMIT_API: 'off' },
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = await waitUntilOpen(child);
  const db = new Database({
    url: database.databaseUrl,
    poolSize: 2,
    statementTimeoutMs: 5000,
    acquireTimeoutMs: 5000,
    applicationName: 'browser test',
  });
  const url = `http://localhost:${port}`;
  const cookies = createCookies(deriveKeys(SECRET_KEY).cookie, false);
  return {
    ...{ url, db, output },
    async signIn(context, user) {
      const [name = '', value = ''] = (await signInRow(db, user, new Date(), cookies)).split(/=(.*)/s);
      await context.addCookies([{ name, value, url }]);
    },
    api: async (user) => new ApiClient(url, await makeToken(db, user)),
    async stop() {
      await db.close();
      child.kill('SIGTERM');
      const [code] = (child.exitCode === null ? await once(child, 'close') : [child.exitCode]) as [number];
      rmSync(dataDir, { recursive: true, force: true });
      await database.drop();
      if (code !== 0) throw new Error(`the product ended with code ${code}:\n${output()}`);
    },
  };
}

async function waitUntilOpen(child: ChildProcess): Promise<() => string> {
  let output = '';
  const hear = (data: Buffer) => (output += data.toString());
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  const ended = once(child, 'close').then(() => 'ended' as const);
  while (!/^First visit .*\n/m.test(output)) {
    const more = once(child.stdout!, 'data').then(() => 'more' as const);
    if ((await Promise.race([more, ended])) === 'ended')
      throw new Error(`the product did not start:\n${output}`);
  }
  return () => output;
}
