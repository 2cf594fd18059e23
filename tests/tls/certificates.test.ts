import { X509Certificate } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { selectRow } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { runNow } from '../support/jobs.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
/** Of home.example, for 90 days, as Let's Encrypt gives them. */
const NINETY_DAYS = join(import.meta.dirname, 'fixtures/ninety-days.pem');
const begins = Date.parse(new X509Certificate(readFileSync(NINETY_DAYS)).validFrom);

let app: TestApp;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pa-certificates-'));
  mkdirSync(join(folder, 'certificates'));
});
afterEach(async () => {
  await app.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function startAt(host: string, env: Record<string, string> = {}): Promise<void> {
  app = await startTestApp({
    TLS_MODE: 'letsencrypt',
    PUBLIC_URL: `https://${host}`,
    CERTIFICATE_DIR: join(folder, 'certificates'),
    ...env,
  });
}

function install(): void {
  copyFileSync(NINETY_DAYS, join(folder, 'certificates/fullchain.pem'));
}

/** The minute's look, so long after the certificate began; resolves to how many orders there are by then. */
async function ordersAfter(ms: number): Promise<number> {
  app.clock.set(new Date(begins + ms).toISOString());
  await runNow(app, 'follow-certificate');
  const orders = await selectRow<{ count: number }>(
    app.db,
    `select count(*)::int as count from pgboss.job where name = 'order-certificate'`,
  );
  return orders!.count;
}

describe('a certificate of Let’s Encrypt', () => {
  test('is renewed when 60 of its 90 days are over, and asked for once an hour until it is there', async () => {
    await startAt('home.example');
    install();
    expect(await ordersAfter(DAY_MS)).toBe(0);
    expect(await ordersAfter(60 * DAY_MS - HOUR_MS)).toBe(0);
    expect(await ordersAfter(60 * DAY_MS + HOUR_MS)).toBe(1);
    expect(await ordersAfter(60 * DAY_MS + 1.9 * HOUR_MS)).toBe(1);
    expect(await ordersAfter(60 * DAY_MS + 2.1 * HOUR_MS)).toBe(2);
  });

  test('is asked for at once where there is none, or one of another name', async () => {
    await startAt('home.example');
    expect(await ordersAfter(0)).toBe(1);
    await app.stop();
    rmSync(join(folder, 'certificates/last-try'));
    install();
    await startAt('other.example');
    expect(await ordersAfter(DAY_MS)).toBe(1);
  });

  test('is nobody’s business with a certificate of one’s own', async () => {
    await startAt('home.example', { TLS_MODE: 'own' });
    expect(await ordersAfter(0)).toBe(0);
  });
});
