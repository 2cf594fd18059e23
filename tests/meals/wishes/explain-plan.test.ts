import { expect, test } from '@jest/globals';
import { pino } from 'pino';
import { execute, selectRow } from '../../../src/db/index.ts';
import { insertRun } from '../../../src/features/meals/plan/run-queries.ts';
import { explainPlanTask, startExplanation } from '../../../src/features/meals/wishes/explain-plan.ts';
import type { Announcement } from '../../../src/http/live/news.ts';
import { createQueue } from '../../../src/jobs/queue.ts';
import { startTestApp } from '../../support/app.ts';
import { startWithModels } from '../../support/with-models.ts';

const me = startWithModels();

/** A plan that was just proposed; answers its id. */
async function propose(): Promise<string> {
  const wishes = { wishes: [{ kind: 'want' as const, words: 'soup' }], usePantry: true };
  const run = { startsOn: '2026-03-03', days: 2, seed: 1, wishes };
  const id = await insertRun(me.app.db, me.anna, run, me.app.clock.now());
  const meal = { mealType: 'dinner', atTime: null, recipeId: me.anna.id, servings: 2, portions: {} };
  const meals = [
    { ...meal, date: '2026-03-03', title: 'Pea soup', isLeftover: false },
    { ...meal, date: '2026-03-04', title: 'Pea soup', isLeftover: true },
  ];
  await execute(me.app.db, `update plan_runs set status = 'proposed', proposal = :proposal where id = :id`, {
    id,
    proposal: JSON.stringify({ meals, days: [] }),
  });
  return id;
}

async function explain(runId: string): Promise<Announcement[]> {
  const news: Announcement[] = [];
  const deps = {
    ...{ config: me.app.config, db: me.app.db, clock: me.app.clock, log: pino({ level: 'silent' }) },
    ...{ queue: createQueue(me.app.db), signal: new AbortController().signal },
    announce: (one: Announcement) => void news.push(one),
  };
  await startExplanation(deps, me.anna, runId);
  const task = await selectRow<{ id: string }>(me.app.db, 'select id from model_tasks');
  if (task) await explainPlanTask.job.run(deps, { taskId: task.id });
  return news;
}

const explained = (id: string) =>
  selectRow(me.app.db, 'select status, explanation, model_note from plan_runs where id = :id', { id });

test('a plan is said in words by a model, and the open pages of the household are told', async () => {
  me.fake.next({ text: ' Pea soup is cooked once and eaten twice. ' });
  const id = await propose();
  const news = await explain(id);
  expect(await explained(id)).toEqual({
    status: 'proposed',
    explanation: 'Pea soup is cooked once and eaten twice.',
    model_note: null,
  });
  expect(news).toContainEqual(expect.objectContaining({ topic: `meal-plan:${me.anna.householdId}` }));
  expect(JSON.stringify(me.fake.asked[0]!.body)).toContain('2026-03-04 dinner: Pea soup (leftovers)');
});

test('a model that fails leaves the plan as it is, and the plan says so', async () => {
  me.fake.always({ status: 400 });
  const id = await propose();
  await explain(id);
  expect(await explained(id)).toEqual({ status: 'proposed', explanation: null, model_note: 'failed' });
});

test('without a model nothing is asked and nothing is noted', async () => {
  const bare = await startTestApp({}, { beside: me.app });
  try {
    await startExplanation({ ...bare, queue: createQueue(bare.db) }, me.anna, await propose());
    expect(await selectRow(me.app.db, 'select 1 from model_tasks')).toBeUndefined();
  } finally {
    await bare.stop();
  }
});
