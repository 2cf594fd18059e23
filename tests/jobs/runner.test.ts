import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { execute, selectRows } from '../../src/db/index.ts';
import { binJob, binTable } from '../../src/jobs/bin.ts';
import { defineJob } from '../../src/jobs/job.ts';
import { readQueueState } from '../../src/jobs/queue-state.ts';
import { createQueue } from '../../src/jobs/queue.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { finishJobs } from '../support/jobs.ts';
import { openTrace, type Trace } from '../support/trace.ts';
import { makeUser } from '../support/users.ts';

const stuckOnce = defineJob({ name: 'stuck-once', data: z.object({}), run: async () => undefined });
const counted = defineJob({
  name: 'counted',
  retryDelayS: 0,
  data: z.object({ number: z.number() }),
  run: async () => undefined,
});
const telling = defineJob({ name: 'telling', data: z.object({}), run: async () => undefined });
const heavy = defineJob({
  name: 'heavy',
  retries: 1,
  retryDelayS: 0,
  data: z.object({ dies: z.boolean(), isSmall: z.boolean().optional() }),
  run: async () => undefined,
});

let app: TestApp;
let trace: Trace;
let workers: ChildProcess[];

beforeEach(async () => {
  app = await startTestApp();
  workers = [];
  trace = await openTrace(app.databaseUrl);
});

afterEach(async () => {
  for (const worker of workers) {
    if (worker.exitCode !== null || worker.signalCode !== null) continue;
    worker.kill('SIGTERM');
    await once(worker, 'exit');
  }
  await trace.close();
  await app.stop();
});

function startWorker(name: string): ChildProcess {
  const worker = fork(join(import.meta.dirname, 'fixtures/worker.ts'), [], {
    env: {
      ...process.env,
      NODE_ENV: 'test',
      DATABASE_URL: app.databaseUrl,
      SECRET_KEY: app.config.secretKey,
      DATA_DIR: app.config.dataDir,
      WORKER_NAME: name,
    },
    execArgv: [],
  });
  workers.push(worker);
  return worker;
}

describe('the jobs worker', () => {
  test('a heavy job runs in a child; one that dies is tried again, then given up with the reason', async () => {
    const queue = createQueue(app.db);
    startWorker('only');
    await app.db.transaction((trx) => queue.add(trx, heavy, { dies: false }));
    await trace.written('in a child');
    await app.db.transaction((trx) => queue.add(trx, heavy, { dies: false, isSmall: true }));
    await trace.written('in the worker');
    await app.db.transaction((trx) => queue.add(trx, heavy, { dies: true }));
    await trace.written('gave up');
    expect(await trace.lines()).toEqual([
      'in a child',
      'in the worker',
      'in a child',
      'in a child',
      expect.stringContaining('ended early (SIGKILL)'),
    ]);
  }, 60_000);
});

test('1,000 jobs, and a worker killed four times between an effect and its end: 1,000 effects; what else ran then runs again on another', async () => {
  await execute(app.db, 'create table effects (number integer not null)');
  const queue = createQueue(app.db);
  await app.db.transaction(async (trx) => {
    await queue.add(trx, stuckOnce, {});
    // The last ones are above 750, where the last kill is.
    for (let number = 1; number <= 800; number++) await queue.add(trx, counted, { number });
  });
  await app.db.transaction(async (trx) => {
    for (let number = 1; number <= 200; number++) await queue.add(trx, counted, { number: -number });
  });
  let kills = 0;
  const start = () => {
    const worker = startWorker(`worker ${kills}`);
    worker.once('exit', (_code, signal) => {
      if (signal !== 'SIGKILL') return;
      kills++;
      start();
    });
  };
  start();
  await Promise.all([trace.written('found done', 4), trace.written('done by')]);
  const [found] = await selectRows<{ count: number; numbers: number }>(
    app.db,
    'select count(*)::int as count, count(distinct number)::int as numbers from effects',
  );
  const { failed } = await readQueueState(app.db, app.clock.now());
  expect({ kills, ...found, failed }).toEqual({ kills: 4, count: 1000, numbers: 1000, failed: 0 });
  const stuck = (await trace.lines()).filter((line) => !line.startsWith('found done'));
  expect(stuck).toEqual([
    'started by worker 0',
    expect.stringMatching(/^started by worker [1-4]$/),
    expect.stringMatching(/^done by worker [1-4]$/),
  ]);
}, 180_000);

test('what a job announces in its child is passed on by the worker', async () => {
  const queue = createQueue(app.db);
  await app.db.transaction((trx) => queue.add(trx, telling, {}));
  startWorker('only');
  await trace.written('heard of thing:1: done');
}, 60_000);

test('a job added in a transaction that is rolled back never runs', async () => {
  const queue = createQueue(app.db);
  const ran: string[] = [];
  const job = defineJob({
    name: 'noted',
    data: z.object({ text: z.string() }),
    run: async (_deps, { text }) => void ran.push(text),
  });
  await app.db.transaction((trx) => queue.add(trx, job, { text: 'kept' }));
  await app.db
    .transaction(async (trx) => {
      await queue.add(trx, job, { text: 'lost' });
      throw new Error('rolled back');
    })
    .catch(() => undefined);
  await finishJobs(app, [job]);
  expect(ran).toEqual(['kept']);
});

test('the bin is emptied of what was thrown away more than 30 days ago, and of nothing else', async () => {
  const user = await makeUser(app.db);
  await execute(
    app.db,
    `insert into routines (id, user_id, name, deleted_at)
     select gen_random_uuid(), :userId, name, :now::timestamptz - ago
       from (values ('kept', null), ('yesterday', interval '1 day'), ('29 days', interval '29 days'), ('31 days', interval '31 days'))
            as r (name, ago)`,
    { userId: user.id, now: app.clock.now() },
  );
  const job = binJob([binTable('routines')]);
  const queue = createQueue(app.db);
  await app.db.transaction((trx) => queue.add(trx, job, {}));
  await finishJobs(app, [job]);
  const left = await selectRows<{ name: string }>(
    app.db,
    'select name from routines where user_id = :userId order by name',
    { userId: user.id },
  );
  expect(left.map(({ name }) => name)).toEqual(['29 days', 'kept', 'yesterday']);
});
