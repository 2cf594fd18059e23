import { beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { pino } from 'pino';
import { openAnswerStream } from '../../src/ai/answer-stream.ts';
import { cancelTask, defineModelTask, taskTopic, type TaskRow } from '../../src/ai/index.ts';
import { takeTask } from '../../src/ai/task-queries.ts';
import { createQueue } from '../../src/jobs/queue.ts';
import { finishJobs } from '../support/jobs.ts';
import { LiveClient, type SeenFrame } from '../support/live-client.ts';
import { spokenWords } from '../support/spoken-words.ts';
import { makeUser, type TestUser } from '../support/users.ts';
import { startWithModels } from '../support/with-models.ts';

/** A question whose answer is streamed, as a chat would ask it. */
const askTask = defineModelTask<{ question: string }, string>({
  kind: 'test-question',
  input: z.strictObject({ question: z.string() }),
  async run({ models, scope, say, signal }, { question }) {
    const messages = [{ role: 'user' as const, text: question }];
    return { result: (await models.chat(scope, { purpose: 'test', messages, onText: say, signal })).text };
  },
});

const me = startWithModels();
let url: string;
beforeEach(async () => {
  url = await me.app.listen();
});

const scopeOf = ({ userId, householdId }: TestUser) => ({ userId, householdId });
const ask = (question = 'What first?') =>
  askTask.start(
    { db: me.app.db, queue: createQueue(me.app.db) },
    scopeOf(me.anna),
    { question },
    me.app.clock.now(),
  );

async function connect(user: TestUser): Promise<LiveClient> {
  return LiveClient.connect(url, { cookie: `pa_session=${(await me.app.as(user)).cookie('pa_session')}` });
}

async function follow(id: string): Promise<LiveClient> {
  const client = await connect(me.anna);
  expect((await client.ask({ type: 'subscribe', topic: taskTopic(id) })).type).toBe('subscribed');
  return client;
}

/** Frames until the end of the answer. */
async function heardBy(client: LiveClient): Promise<SeenFrame[]> {
  const frames: SeenFrame[] = [];
  do frames.push(await client.next());
  while (!['done', 'failed', 'cancelled'].includes(frames.at(-1)!.type));
  return frames;
}

const whole = async (user: TestUser, id: string) =>
  (await me.app.as(user)).json('get', `/api/v1/model-tasks/${id}`);

async function running(id: string): Promise<TaskRow> {
  return (await takeTask(me.app.db, id))!;
}

const streamOf = (task: TaskRow, announce = me.app.live.announce.bind(me.app.live)) =>
  openAnswerStream({ db: me.app.db, announce, log: pino({ level: 'silent' }) }, task, 0);

describe('an answer that a model is just giving', () => {
  test('comes to its owner in pieces that are counted, with a mark at its end', async () => {
    const speech = spokenWords();
    me.fake.next({ words: speech.words });
    const id = await ask();
    const client = await follow(id);
    const work = finishJobs(me.app, [askTask.job]);
    const frames: SeenFrame[] = [];
    for (const word of ['First ', 'the ', 'lentils.']) {
      speech.say(word);
      // Heard before the next word is said: it came by itself, not with the whole.
      frames.push(await client.next());
    }
    speech.end();
    const [end] = await heardBy(client);
    await work;
    const topic = taskTopic(id);
    expect([...frames, end]).toEqual([
      { type: 'piece', topic, data: { order: 1, at: 0, text: 'First ' } },
      { type: 'piece', topic, data: { order: 2, at: 6, text: 'the ' } },
      { type: 'piece', topic, data: { order: 3, at: 10, text: 'lentils.' } },
      { type: 'done', topic, data: { pieces: 3 } },
    ]);
  });

  test('can be read whole at any time, with the number of its last piece, by its owner alone', async () => {
    const id = await ask();
    const client = await follow(id);
    const stream = streamOf(await running(id));
    stream.say('First the ');
    const piece = await client.next();
    const { body } = await whole(me.anna, id);
    expect(body).toMatchObject({ state: 'running', text: 'First the ', pieces: piece.data!['order'] });
    const ben = await makeUser(me.app.db, { householdId: me.anna.householdId });
    expect((await whole(ben, id)).status).toBe(404);
    const his = await connect(ben);
    expect((await his.ask({ type: 'subscribe', topic: taskTopic(id) })).type).toBe('refused');
    await stream.close();
  });

  test('that breaks off says so, and keeps what was said', async () => {
    me.fake.next({ fault: 'cut', text: 'First the lentils, then the rice.' });
    const id = await ask();
    const client = await follow(id);
    await finishJobs(me.app, [askTask.job]);
    const frames = await heardBy(client);
    const { body } = await whole(me.anna, id);
    expect(frames.at(-1)).toEqual({ type: 'failed', topic: taskTopic(id), data: { pieces: body.pieces } });
    expect(body.state).toBe('failed');
    expect('First the lentils, then the rice.').toContain(body.text);
    expect(body.text).not.toBe('');
  });

  test('begun anew, after its process was lost, replaces what was told before', async () => {
    const id = await ask();
    const lost = streamOf(await running(id));
    lost.say('Half an ans');
    expect(await lost.close()).toBe(1);
    const client = await follow(id);
    const again = streamOf(await running(id));
    again.say('All of it.');
    expect(await again.close()).toBe(2);
    expect(await client.next()).toMatchObject({ data: { order: 2, at: 0, text: 'All of it.' } });
    expect((await whole(me.anna, id)).body).toMatchObject({ text: 'All of it.', pieces: 2 });
  });

  test('that its person stopped is heard no further', async () => {
    const id = await ask();
    const stream = streamOf(await running(id));
    const client = await follow(id);
    await cancelTask(me.app.db, scopeOf(me.anna), id, me.app.clock.now());
    stream.say('Too late');
    expect(await stream.close()).toBe(0);
    expect((await client.ask({ type: 'ping' })).type).toBe('pong');
    expect((await whole(me.anna, id)).body).toMatchObject({ state: 'cancelled', text: '' });
  });

  test('is told in few pieces when it comes faster than they can be stored', async () => {
    const id = await ask();
    const told: unknown[] = [];
    const stream = streamOf(await running(id), ({ data }) => told.push(data));
    const words = Array.from({ length: 500 }, (_, at) => `word ${at} `);
    for (const word of words) stream.say(word);
    await stream.close();
    expect((await whole(me.anna, id)).body.text).toBe(words.join(''));
    expect(told.length).toBeLessThan(10);
  });
});
