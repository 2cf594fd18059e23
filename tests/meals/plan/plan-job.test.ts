import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { planWeekJob } from '../../../src/features/meals/plan/plan-jobs.ts';
import { discardPlan, findPlanRun, planWeek } from '../../../src/features/meals/plan/plan-runs.ts';
import { saveTargets } from '../../../src/features/meals/targets/targets.ts';
import type { Announcement } from '../../../src/http/live/news.ts';
import { runInChild } from '../../../src/jobs/child.ts';
import { createQueue } from '../../../src/jobs/queue.ts';
import { projectRoot } from '../../../src/lib/project-root.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { addMadeUpRecipes } from '../../support/household-recipes.ts';
import { makeUser } from '../../support/users.ts';

// Children of the server read the real clock, and days that are over are not planned.
const FAR_AHEAD = '2099-03-02';

let app: TestApp;
let anna: { userId: string; householdId: string };
beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  const { userId, householdId } = await makeUser(app.db);
  anna = { userId, householdId };
  await addMadeUpRecipes(app.db, anna, 60);
  const target = { dayKind: 'every', kcal: 2200, proteinG: 135, carbG: 245, fatG: 74, fiberG: 33 } as const;
  await saveTargets(app.db, anna, [target], app.clock.now());
});
afterAll(() => app.stop());

async function ask(): Promise<string> {
  const asked = { startsOn: FAR_AHEAD, days: 7, wishes: { wishes: [], usePantry: true } };
  return (await planWeek({ db: app.db, queue: createQueue(app.db) }, anna, asked, app.clock.now())).id;
}

const depsWith = (announce: (news: Announcement) => void) => ({
  config: app.config,
  db: app.db,
  clock: app.clock,
  log: pino({ level: 'silent' }),
  queue: createQueue(app.db),
  announce,
  signal: new AbortController().signal,
});
const run = (runId: string, announce: (news: Announcement) => void = () => undefined) =>
  planWeekJob.run(depsWith(announce), { runId, ...anna });
const stored = (runId: string) => findPlanRun(app.db, anna, runId);

/** A child process of the built server, as the jobs worker starts one. */
function inChild(runId: string, announce: (news: Announcement) => void, signal: AbortSignal): Promise<void> {
  const program = {
    entry: join(projectRoot, 'dist/main.js'),
    env: {
      ...process.env,
      NODE_ENV: 'test',
      DATABASE_URL: app.databaseUrl,
      SECRET_KEY: app.config.secretKey,
      DATA_DIR: app.config.dataDir,
    },
  };
  return runInChild(program, { name: planWeekJob.name, data: { runId, ...anna } }, { signal, announce });
}

describe('the planner’s job', () => {
  test('works from the built server; killed on its way and run again it comes to the very same plan, once', async () => {
    const [runId, reference] = [await ask(), await ask()];
    const killed = new AbortController();
    const first = inChild(runId, () => killed.abort(), killed.signal);
    await expect(first).rejects.toThrow();
    expect(await stored(runId)).toMatchObject({ status: 'solving', proposal: null });

    const heard: Announcement[] = [];
    await inChild(runId, (news) => heard.push(news), new AbortController().signal);
    const plan = await stored(runId);
    expect(plan.status).toBe('proposed');
    expect(plan.proposal!.meals).toHaveLength(21);
    expect(heard.at(-1)).toEqual({
      topic: `meal-plan:${anna.householdId}`,
      type: 'plan-run-changed',
      data: { runId, progress: 100 },
      householdId: anna.householdId,
    });
    await run(reference);
    expect((await stored(reference)).proposal).toEqual(plan.proposal);
  }, 60_000);

  test('run once more after it is done, it changes nothing', async () => {
    const runId = await ask();
    await run(runId);
    const before = await stored(runId);
    await run(runId);
    expect(await stored(runId)).toEqual(before);
  });

  test('a run that was laid aside while it was worked on stays aside', async () => {
    const runId = await ask();
    let isDiscarded: Promise<unknown> | undefined;
    await run(runId, () => {
      isDiscarded ??= discardPlan(app.db, anna, runId, app.clock.now());
    });
    await isDiscarded;
    expect(await stored(runId)).toMatchObject({ status: 'discarded', proposal: null });
  });

  test('given up, it says so on its page', async () => {
    const runId = await ask();
    await planWeekJob.gaveUp!(
      depsWith(() => undefined),
      { runId, ...anna },
      new Error('out of memory'),
    );
    expect(await stored(runId)).toMatchObject({ status: 'failed' });
    const ben = await makeUser(app.db, { householdId: anna.householdId });
    const { text } = await (await app.as(ben)).get(`/meals/week/plans/${runId}`);
    expect(text).toContain('could not be planned');
    expect(text).toContain('Try again');
  });
});
