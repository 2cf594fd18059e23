import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { execute, selectRow } from '../../../src/db/index.ts';
import { insertRun } from '../../../src/features/meals/plan/run-queries.ts';
import { explainPlanTask, startExplanation } from '../../../src/features/meals/wishes/explain-plan.ts';
import type { Announcement } from '../../../src/http/live/news.ts';
import { createQueue } from '../../../src/jobs/queue.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { type FakeModels, startFakeModels } from '../../support/fake-models.ts';
import { makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let fake: FakeModels;
let anna: TestUser;

beforeEach(async () => {
  fake = await startFakeModels();
  app = await startTestApp({ OLLAMA_BASE_URL: fake.url });
  anna = await makeUser(app.db);
});

afterEach(async () => {
  await app.stop();
  await fake.stop();
});

/** A plan that was just proposed; answers its id. */
async function propose(): Promise<string> {
  const wishes = { wishes: [{ kind: 'want' as const, words: 'soup' }], usePantry: true };
  const run = { startsOn: '2026-03-03', days: 2, seed: 1, wishes };
  const id = await insertRun(app.db, anna, run, app.clock.now());
  const meal = { mealType: 'dinner', atTime: null, recipeId: anna.id, servings: 2, portions: {} };
  const meals = [
    { ...meal, date: '2026-03-03', title: 'Pea soup', isLeftover: false },
    { ...meal, date: '2026-03-04', title: 'Pea soup', isLeftover: true },
  ];
  await execute(app.db, `update plan_runs set status = 'proposed', proposal = :proposal where id = :id`, {
    id,
    proposal: JSON.stringify({ meals, days: [] }),
  });
  return id;
}

async function explain(runId: string): Promise<Announcement[]> {
  const news: Announcement[] = [];
  const deps = {
    ...{ config: app.config, db: app.db, clock: app.clock, log: pino({ level: 'silent' }) },
    ...{ queue: createQueue(app.db), signal: new AbortController().signal },
    announce: (one: Announcement) => void news.push(one),
  };
  await startExplanation(deps, anna, runId);
  const task = await selectRow<{ id: string }>(app.db, 'select id from model_tasks');
  if (task) await explainPlanTask.job.run(deps, { taskId: task.id });
  return news;
}

const explained = (id: string) =>
  selectRow(app.db, 'select status, explanation, model_note from plan_runs where id = :id', { id });

test('a plan is said in words by a model, and the open pages of the household are told', async () => {
  fake.next({ text: ' Pea soup is cooked once and eaten twice. ' });
  const id = await propose();
  const news = await explain(id);
  expect(await explained(id)).toEqual({
    status: 'proposed',
    explanation: 'Pea soup is cooked once and eaten twice.',
    model_note: null,
  });
  expect(news).toContainEqual(expect.objectContaining({ topic: `meal-plan:${anna.householdId}` }));
  expect(JSON.stringify(fake.asked[0]!.body)).toContain('2026-03-04 dinner: Pea soup (leftovers)');
});

test('a model that fails leaves the plan as it is, and the plan says so', async () => {
  fake.always({ status: 400 });
  const id = await propose();
  await explain(id);
  expect(await explained(id)).toEqual({ status: 'proposed', explanation: null, model_note: 'failed' });
});

test('without a model nothing is asked and nothing is noted', async () => {
  const bare = await startTestApp({}, { beside: app });
  try {
    await startExplanation({ ...bare, queue: createQueue(bare.db) }, anna, await propose());
    expect(await selectRow(app.db, 'select 1 from model_tasks')).toBeUndefined();
  } finally {
    await bare.stop();
  }
});
