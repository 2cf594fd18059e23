import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Router } from 'express';
import { pino } from 'pino';
import type { Feature } from '../../src/http/feature.ts';
import { newId } from '../../src/lib/uuid.ts';
import { openErrorReports, type ErrorReports } from '../../src/telemetry/error-reports.ts';
import { scrubText } from '../../src/telemetry/scrub.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { startFakeSentry } from '../support/fake-sentry.ts';
import { makeUser } from '../support/users.ts';

const log = pino({ level: 'silent' });

const broken: Feature = {
  name: 'broken',
  routes() {
    const router = Router();
    router.post('/broken/:id', (req) => {
      throw new Error(`No room for ${String((req.body as { name?: string }).name)}`, {
        cause: new TypeError('caused by anna@example.org at 203.0.113.9'),
      });
    });
    return router;
  },
};

let sentry: Awaited<ReturnType<typeof startFakeSentry>>;
let reports: ErrorReports;
let app: TestApp;
beforeEach(async () => {
  sentry = await startFakeSentry();
  reports = await openErrorReports({
    dsn: sentry.dsn,
    environment: 'test',
    release: 'one',
    role: 'web',
    log,
  });
  app = await startTestApp({}, { features: [broken], report: reports.report });
});
afterEach(async () => {
  await app.stop();
  await reports.close();
  await sentry.stop();
});

describe('an error in a request', () => {
  test('arrives as an event of Sentry’s protocol, with its cause, its place in the code and its route', async () => {
    const browser = await app.as(await makeUser(app.db));
    const { status, headers } = await browser.post(`/broken/${newId()}?q=secret-search`, {
      name: 'the wardrobe',
    });
    expect(status).toBe(500);
    await sentry.received(1);
    expect(sentry.requests[0]).toEqual({ path: '/api/42/envelope/', auth: 'publickey' });
    const [event] = sentry.events();
    expect(event!.tags).toEqual({
      role: 'web',
      requestId: headers['x-request-id'],
      method: 'POST',
      route: '/broken/:id',
    });
    const causes = event!.exception.values.map(({ type, value }) => `${type}: ${value}`);
    expect(causes).toEqual(['TypeError: caused by [e-mail] at [ip]', 'Error: No room for the wardrobe']);
    const frames = event!.exception.values.at(-1)!.stacktrace.frames;
    expect(frames.at(-1)!.filename).toBe('app:///tests/telemetry/error-reports.test.ts');
  });

  test('carries nothing of the person: no cookie, header, query, id of a row, e-mail, address', async () => {
    const user = await makeUser(app.db, { email: 'hidden@example.org' });
    const browser = await app.as(user);
    const rowId = newId();
    await browser.post(`/broken/${rowId}?q=secret-search`, {
      name: 'hidden@example.org, 192.0.2.7, ::ffff:c000:207',
    });
    await sentry.received(1);
    const body = sentry.bodies.join();
    const session = browser.cookie('pa_session')!;
    for (const secret of ['hidden', 'secret-search', '192.0.2.7', 'c000:207', rowId, user.id, session]) {
      expect(body).not.toContain(secret);
    }
    expect(body).not.toMatch(/cookie|user-agent|127\.0\.0\.1|server_name/i);
  });

  test('that is the visitor’s fault is not reported', async () => {
    const browser = await app.as(await makeUser(app.db));
    await browser.get('/nothing-here');
    await browser.post('/broken/x', { _csrf: 'wrong' });
    reports.report(new Error('the first that counts'));
    await sentry.received(1);
    expect(sentry.events()[0]!.exception.values[0]!.value).toBe('the first that counts');
  });
});

describe('a flood of errors', () => {
  test('is told at most 20 times a minute', async () => {
    for (let count = 0; count < 50; count++) reports.report(new Error(`error ${count}`));
    await reports.close();
    expect(sentry.bodies.length).toBeLessThanOrEqual(20);
    expect(sentry.bodies.length).toBeGreaterThan(0);
  });

  test('waits for no service that hangs, and keeps at most ten in its queue', async () => {
    sentry.hang();
    const browser = await app.as(await makeUser(app.db));
    for (let count = 0; count < 15; count++) expect((await browser.post('/broken/x')).status).toBe(500);
    await sentry.received(10);
    expect(sentry.bodies).toHaveLength(10);
  });
});

test('what nobody caught is reported before the process ends with exit code 1', async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/crash.ts')], {
    env: { SENTRY_DSN: sentry.dsn },
    stdio: 'ignore',
  });
  const [code] = (await once(child, 'exit')) as [number];
  expect(code).toBe(1);
  const { type, value, mechanism } = sentry.events()[0]!.exception.values[0]!;
  expect([type, value, mechanism.handled]).toEqual(['RangeError', 'nobody caught this', false]);
});

test('without a DSN nothing is sent, and errors pass', async () => {
  const none = await openErrorReports({
    dsn: undefined,
    environment: 'test',
    release: 'one',
    role: 'web',
    log,
  });
  none.report(new Error('kept'));
  await none.close();
  expect(sentry.bodies).toEqual([]);
});

test.each([
  ['mail <Anna.Lee+x@mail.example.org> bounced', 'mail <[e-mail]> bounced'],
  ['from 10.1.2.3:5432', 'from [ip]:5432'],
  ['connect ECONNREFUSED 2001:db8::1', 'connect ECONNREFUSED [ip]'],
  ['peer ::1 left', 'peer [ip] left'],
  ['at 12:30:05 all was well', 'at 12:30:05 all was well'],
  ['GET https://x.example/a?token=1&b=2 failed', 'GET https://x.example/a?[query] failed'],
  ['postgres://anna:pw@db/x', 'postgres://[credentials]@db/x'],
  ['Bearer pa_abcdefghijklmnopqrstuvwxyz0123456789', 'Bearer [token]'],
  ['x'.repeat(20), 'x'.repeat(20)],
])('"%s" leaves as "%s"', (text, clean) => {
  expect(scrubText(text)).toBe(clean);
});
