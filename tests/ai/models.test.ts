import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { createModels, modelTool, type ChatRequest, type Models } from '../../src/ai/index.ts';
import { listCalls, readUsage, setAllowsClouds } from '../../src/ai/call-records.ts';
import type { ModelSettings } from '../../src/config-models.ts';
import { loadConfig } from '../../src/config.ts';
import type { Scope } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import { type FakeModels, startFakeModels } from '../support/fake-models.ts';
import { makeUser } from '../support/users.ts';

const KEY = 'sk-proj-very-secret-key-0123456789';
const ask = (text: string, more: Partial<ChatRequest> = {}): ChatRequest => ({
  purpose: 'test',
  messages: [{ role: 'user', text }],
  ...more,
});
const meal = z.object({ title: z.string(), servings: z.number().int().min(1) });

let app: TestApp;
let fake: FakeModels;
let me: Scope;

beforeEach(async () => {
  [app, fake] = await Promise.all([startTestApp(), startFakeModels()]);
  const user = await makeUser(app.db);
  me = { userId: user.id, householdId: user.householdId };
});

afterEach(async () => {
  await fake.stop();
  await app.stop();
});

/** The port with these settings of the environment, and with short times. */
function modelsWith(env: Record<string, string> = {}, short: Partial<ModelSettings> = {}): Models {
  const { models: settings } = loadConfig({
    NODE_ENV: 'test',
    DATABASE_URL: app.databaseUrl,
    SECRET_KEY: app.config.secretKey,
    OLLAMA_BASE_URL: fake.url,
    OPENAI_BASE_URL: `${fake.url}/v1`,
    ANTHROPIC_BASE_URL: `${fake.url}/v1`,
    ...env,
  });
  return createModels({ settings: { ...settings, ...short }, db: app.db, clock: app.clock, retryDelayMs: 5 });
}

const calls = () => listCalls(app.db, me, { limit: 20 });

describe('a question to Ollama', () => {
  test('is answered piece by piece, with num_ctx set, and the record says what the model saw', async () => {
    fake.next({ text: 'Take the lentils first: they are done in twenty minutes.' });
    const pieces: string[] = [];
    const answer = await modelsWith({ OLLAMA_NUM_CTX: '4096' }).chat(
      me,
      ask('What first?', { system: 'You cook.', onText: (piece) => pieces.push(piece) }),
    );
    expect(answer.text).toBe('Take the lentils first: they are done in twenty minutes.');
    expect(answer.by).toEqual({ provider: 'ollama', model: 'llama3.2:3b' });
    expect(pieces.length).toBeGreaterThan(3);
    expect(pieces.join('')).toBe(answer.text);
    expect(fake.asked[0]).toMatchObject({
      path: '/api/chat',
      body: { model: 'llama3.2:3b', stream: true, options: { num_ctx: 4096, num_predict: 2000 } },
    });
    expect(await calls()).toMatchObject([
      {
        ...{
          purpose: 'test',
          provider: 'ollama',
          outcome: 'answered',
          answer: answer.text,
          cost_micro_usd: 0,
        },
        ...{ prompt_tokens: 21, completion_tokens: 13, tries: 1, error: null },
        prompt: { system: 'You cook.', messages: [{ role: 'user', text: 'What first?' }], numCtx: 4096 },
      },
    ]);
  });

  test('and its answer lose the code points that nobody sees', async () => {
    fake.next({ text: 'so\u{E0041}up\u200B \u202Eand bread' });
    const { text } = await modelsWith().chat(me, ask('hi\u{E0049}\u{E0047} there\u2060'));
    expect(text).toBe('soup and bread');
    expect(JSON.stringify(fake.asked[0]!.body)).toContain('hi there');
  });

  test('that does not fit into num_ctx is not sent, instead of being cut without a word', async () => {
    const request = ask('word '.repeat(2000));
    await expect(modelsWith({ OLLAMA_NUM_CTX: '2048' }).chat(me, request)).rejects.toMatchObject({
      problem: 'too-long',
    });
    expect(fake.asked).toEqual([]);
  });

  test('with pictures goes to the model that sees; the record names them, and does not keep them', async () => {
    const images = [{ data: new Uint8Array([255, 216, 255, 7]), mediaType: 'image/jpeg' as const }];
    const request = { purpose: 'test', messages: [{ role: 'user' as const, text: 'What is it?', images }] };
    await expect(modelsWith().chat(me, request)).rejects.toMatchObject({ problem: 'none' });
    fake.next({ text: 'A soup.' });
    const answer = await modelsWith({ OLLAMA_VISION_MODEL: 'moondream' }).chat(me, request);
    expect(answer.by.model).toBe('moondream');
    expect(fake.asked[0]!.body).toMatchObject({ messages: [{ images: ['/9j/Bw=='] }] });
    expect((await calls())[0]!.prompt.messages[0]!.images).toEqual(['image/jpeg, 4 bytes']);
  });

  test('texts become vectors in their order', async () => {
    const models = modelsWith({ OLLAMA_EMBEDDING_MODEL: 'nomic-embed-text' });
    const vectors = await models.embed(me, { purpose: 'test', texts: ['a', 'bcd'] });
    expect(vectors).toEqual([
      [1, 97, 1],
      [3, 98, 1],
    ]);
  });
});

describe('a tool', () => {
  const lookUp = (found: string[], rows: unknown) => ({
    pantry: modelTool({
      description: 'What is in the pantry',
      input: z.object({ shelf: z.string() }),
      run: async ({ shelf }) => {
        found.push(shelf);
        return rows;
      },
    }),
  });

  test('is run with checked input, and the model is shown what it found', async () => {
    const found: string[] = [];
    fake.next({ calls: [{ name: 'pantry', arguments: { shelf: 'top' } }] }, { text: 'There is rice.' });
    const answer = await modelsWith().chat(me, ask('?', { tools: lookUp(found, [{ name: 'rice' }]) }));
    expect(answer.text).toBe('There is rice.');
    expect(found).toEqual(['top']);
    expect(JSON.stringify(fake.asked[1]!.body['messages'])).toContain('rice');
  });

  test('is not run without end: eight rounds, and the answer is what there is', async () => {
    const found: string[] = [];
    fake.always({ calls: [{ name: 'pantry', arguments: { shelf: 'same' } }] });
    await modelsWith().chat(me, ask('?', { tools: lookUp(found, []) }));
    expect(fake.asked).toHaveLength(8);
    expect(found).toHaveLength(8);
  });
});

describe('a structured answer', () => {
  test('is repaired and checked; the record says so', async () => {
    fake.next({ text: "Sure! Here you are:\n```json\n{title: 'Dal', servings: 4,}\n```\nEnjoy." });
    const { value } = await modelsWith().structured(me, { ...ask('A meal'), schema: meal });
    expect(value).toEqual({ title: 'Dal', servings: 4 });
    expect(fake.asked[0]!.body).toMatchObject({ format: { properties: { servings: { type: 'integer' } } } });
    expect(await calls()).toMatchObject([{ outcome: 'repaired' }]);
  });

  test('that is wrong is asked for once more, with its fault', async () => {
    fake.next({ text: '{"title":"Dal","servings":0}' }, { text: '{"title":"Dal","servings":2}' });
    const { value } = await modelsWith().structured(me, { ...ask('A meal'), schema: meal });
    expect(value.servings).toBe(2);
    expect(JSON.stringify(fake.asked[1]!.body['messages'])).toContain('servings: Too small');
    expect((await calls()).map(({ outcome }) => outcome)).toEqual(['answered', 'invalid']);
  });

  test('that is wrong twice is refused', async () => {
    fake.always({ text: 'I would rather talk about the weather.' });
    await expect(modelsWith().structured(me, { ...ask('A meal'), schema: meal })).rejects.toMatchObject({
      problem: 'invalid',
    });
    expect(fake.asked).toHaveLength(2);
  });
});

describe('a model that does not do as it should', () => {
  test('is asked again after 429 and 500, three times at most', async () => {
    fake.next({ status: 429 }, { status: 500 }, { text: 'Now.' });
    expect((await modelsWith().chat(me, ask('?'))).text).toBe('Now.');
    expect((await calls())[0]).toMatchObject({ outcome: 'answered', tries: 3 });
    fake.always({ status: 503 });
    await expect(modelsWith().chat(me, ask('?'))).rejects.toMatchObject({ problem: 'failed' });
    expect(fake.asked).toHaveLength(3 + 4);
    expect((await calls())[0]).toMatchObject({
      outcome: 'failed',
      tries: 4,
      error: expect.stringContaining('503'),
    });
  });

  test('is not asked again when it says no (400)', async () => {
    fake.next({ status: 400, message: 'no such model' });
    await expect(modelsWith().chat(me, ask('?'))).rejects.toMatchObject({ problem: 'failed' });
    expect(fake.asked).toHaveLength(1);
  });

  test('never says a word: the time until the first one is bounded, and the connection is ended', async () => {
    fake.next({ fault: 'silent' });
    await expect(modelsWith({}, { firstTokenMs: 1000 }).chat(me, ask('?'))).rejects.toMatchObject({
      problem: 'timeout',
    });
    await fake.left(1);
    expect((await calls())[0]).toMatchObject({ outcome: 'timeout' });
  });

  test('speaks without end: cut at 100 kB, and the connection is ended', async () => {
    fake.next({ fault: 'endless' });
    await expect(modelsWith().chat(me, ask('?'))).rejects.toMatchObject({ problem: 'too-long' });
    await fake.left(1);
    expect((await calls())[0]!.answer!.length).toBeLessThanOrEqual(100_000);
  });

  test('is still speaking when its time is over', async () => {
    fake.next({ fault: 'endless' });
    const slow = modelsWith({}, { timeoutMs: 500, firstTokenMs: 500 });
    const asked = slow.chat(me, ask('?'));
    await expect(asked).rejects.toMatchObject({ problem: expect.stringMatching(/timeout|too-long/) });
    await fake.left(1);
  });

  test('is cut off in the middle: a structured answer is saved from what came, or asked for again', async () => {
    fake.next(
      { fault: 'cut', text: '{"title":"Dal","servings":3}' },
      { text: '{"title":"Dal","servings":3}' },
    );
    const { value } = await modelsWith().structured(me, { ...ask('A meal'), schema: meal });
    expect(value).toEqual({ title: 'Dal', servings: 3 });
  });

  test('is not there: said at once, nothing is thrown but ModelError', async () => {
    await fake.stop();
    await expect(modelsWith().chat(me, ask('?'))).rejects.toMatchObject({
      name: 'ModelError',
      problem: 'unreachable',
    });
    fake = await startFakeModels();
  });

  test('is left: the request ends when nobody waits any more', async () => {
    fake.next({ fault: 'silent' });
    const leaving = new AbortController();
    const asked = modelsWith().chat(me, ask('?', { signal: leaving.signal }));
    const refused = expect(asked).rejects.toMatchObject({ problem: 'aborted' });
    while (fake.asked.length === 0) await new Promise(setImmediate);
    leaving.abort();
    await refused;
    await fake.left(1);
    expect((await calls())[0]).toMatchObject({ outcome: 'aborted' });
  });
});

describe('clouds', () => {
  const clouds = { OPENAI_API_KEY: KEY, ANTHROPIC_API_KEY: 'sk-ant-other-key-0123456789' };

  test('are asked only for those who allow it', async () => {
    const models = modelsWith({ ...clouds, MODEL_PROVIDERS: 'openai' });
    await expect(models.chat(me, ask('?'))).rejects.toMatchObject({ problem: 'cloud-not-allowed' });
    expect(await models.available(me)).toEqual([]);
    expect(fake.asked).toEqual([]);
    await setAllowsClouds(app.db, me, true, app.clock.now());
    fake.next({ text: 'Yes.' });
    expect((await models.chat(me, ask('?'))).by).toEqual({ provider: 'openai', model: 'gpt-4.1-mini' });
    expect(fake.asked[0]).toMatchObject({
      path: '/v1/chat/completions',
      headers: { authorization: `Bearer ${KEY}` },
    });
  });

  test('answer in the place of a model that is not there, and what they cost is kept', async () => {
    await setAllowsClouds(app.db, me, true, app.clock.now());
    const models = modelsWith({ ...clouds, OLLAMA_BASE_URL: 'http://127.0.0.1:1', OPENAI_PRICE: '10/100' });
    fake.next({ text: '{"title":"Dal","servings":3}' });
    const { value, by } = await models.structured(me, { ...ask('A meal'), schema: meal });
    expect(value.title).toBe('Dal');
    expect(by.provider).toBe('openai');
    expect(await calls()).toMatchObject([
      { provider: 'openai', outcome: 'answered', cost_micro_usd: 21 * 10 + 13 * 100 },
      { provider: 'ollama', outcome: 'failed', cost_micro_usd: 0 },
    ]);
  });

  test('of Anthropic answer too, with tools', async () => {
    await setAllowsClouds(app.db, me, true, app.clock.now());
    const models = modelsWith({ ...clouds, MODEL_PROVIDERS: 'anthropic' });
    fake.next({ calls: [{ name: 'add', arguments: { a: 2 } }] }, { text: 'Four.' });
    const tools = {
      add: modelTool({
        description: 'Doubles',
        input: z.object({ a: z.number() }),
        run: async ({ a }) => 2 * a,
      }),
    };
    expect((await models.chat(me, ask('2+2?', { tools }))).text).toContain('Four.');
    expect(fake.asked[0]!.headers).toMatchObject({ 'x-api-key': clouds.ANTHROPIC_API_KEY });
    fake.next({ text: 'Here: {"title":"Pho","servings":2}' });
    expect((await models.structured(me, { ...ask('?'), schema: meal })).value.title).toBe('Pho');
  });

  test('that quote the key in a refusal do not bring it into the records', async () => {
    await setAllowsClouds(app.db, me, true, app.clock.now());
    fake.next({ status: 401, message: `Incorrect API key provided: ${KEY}` });
    const failed = modelsWith({ ...clouds, MODEL_PROVIDERS: 'openai' }).chat(me, ask('?'));
    const error = await failed.catch((reason: Error) => reason);
    expect(String((error as Error).message)).not.toContain(KEY);
    expect(JSON.stringify(await calls())).not.toContain('very-secret');
  });
});

describe('caps', () => {
  test('of tokens: the call over it is not made, however many are made at once', async () => {
    fake.always({ fault: 'silent' });
    const models = modelsWith({ MODEL_TOKENS_PER_DAY: '5000' });
    const leaving = new AbortController();
    const problems: string[] = [];
    const question = ask('?', { signal: leaving.signal });
    const note = ({ problem }: { problem: string }) => problems.push(problem);
    const all = Array.from({ length: 6 }, () => models.chat(me, question).catch(note));
    // Those that are made stay open until all have been decided.
    while (problems.length < 4 || fake.asked.length < 2) await new Promise(setImmediate);
    leaving.abort();
    await Promise.all(all);
    expect(problems.filter((problem) => problem === 'tokens-spent')).toHaveLength(4);
    expect(fake.asked).toHaveLength(2);
  });

  test('of money: a cloud is passed over once it is reached', async () => {
    await setAllowsClouds(app.db, me, true, app.clock.now());
    const env = { OPENAI_API_KEY: KEY, MODEL_PROVIDERS: 'openai,ollama', MODEL_MONEY_PER_MONTH: '1' };
    const models = modelsWith({ ...env, OPENAI_PRICE: '1/400' });
    fake.always({ text: 'Hello.' });
    expect((await models.chat(me, ask('?'))).by.provider).toBe('openai');
    expect((await readUsage(app.db, me, app.clock.now())).micro_usd_month).toBe(21 + 13 * 400);
    const dearer = modelsWith({ ...env, OPENAI_PRICE: '1/600' });
    expect((await dearer.chat(me, ask('?'))).by.provider).toBe('ollama');
  });
});
