import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { execute } from '../../src/db/index.ts';
import { createQueue } from '../../src/jobs/queue.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { openTrace, type Trace } from '../support/trace.ts';
import { reminder } from './fixtures/reminders.ts';
import { type Fixture, killLeftFixtures, startFixture } from './support/fixture.ts';

// A killed worker is believed dead after 10 s; a busy machine may need its time.
jest.setTimeout(90_000);

let app: TestApp;
let trace: Trace;
let server: Fixture;

beforeEach(async () => {
  app = await startTestApp();
  trace = await openTrace(app.databaseUrl);
  await execute(app.db, 'create table tried (n int primary key)');
  server = await startFixture({
    program: `${import.meta.dirname}/fixtures/reminders.ts`,
    env: {
      DATABASE_URL: app.databaseUrl,
      SECRET_KEY: app.config.secretKey,
      DATA_DIR: app.config.dataDir,
      LOG_LEVEL: 'error',
      NODE_ENV: 'test',
    },
  });
});
afterEach(async () => {
  killLeftFixtures();
  await server.exited;
  await trace.close();
  await app.stop();
});

let lastReminder = -1;
/** Adds eight more; when one of them shall hang, it is the fourth: answers its number. */
async function add(hangs: boolean): Promise<number> {
  const queue = createQueue(app.db);
  const hanging = lastReminder + 4;
  await app.db.transaction(async (trx) => {
    for (let n = 0; n < 8; n += 1) {
      lastReminder += 1;
      await queue.add(trx, reminder, { n: lastReminder, hangs: hangs && lastReminder === hanging });
    }
  });
  return hanging;
}

/** Kills the jobs worker once it has begun reminder `n`, which hangs. */
async function killDuring(n: number): Promise<void> {
  await trace.written(`began ${n}.`);
  const from = server.log.length;
  process.kill(server.jobsPid(), 'SIGKILL');
  await server.logged(({ msg, worker }) => msg === 'worker ready' && worker === 'jobs', from);
}

async function reload(): Promise<void> {
  const from = server.log.length;
  server.signal('SIGHUP');
  await server.logged(({ msg }) => msg === 'reload done', from);
}

describe('over three reloads and two kills', () => {
  test('each reminder is sent exactly once', async () => {
    await add(false);
    await reload();
    const first = await add(true);
    await killDuring(first);
    await add(false);
    await reload();
    const second = await add(true);
    await killDuring(second);
    await add(false);
    await reload();
    const all = Array.from({ length: lastReminder + 1 }, (_, n) => n);
    await trace.written('sent', all.length);
    expect(await server.stop()).toBe(0);
    const lines = await trace.lines();
    const times = (what: string) => all.map((n) => lines.filter((line) => line === `${what} ${n}.`).length);
    expect(times('sent')).toEqual(all.map(() => 1));
    // Begun anew were those only whose worker was killed.
    expect(times('began')).toEqual(all.map((n) => (n === first || n === second ? 2 : 1)));
  });
});
