import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createModels } from '../../src/ai/index.ts';
import { beginCall, allowsClouds } from '../../src/ai/call-records.ts';
import { execute, selectRows } from '../../src/db/index.ts';
import { startTestApp, type TestApp } from '../support/app.ts';
import type { Browser } from '../support/browser.ts';
import { type FakeModels, startFakeModels } from '../support/fake-models.ts';
import { runNow } from '../support/jobs.ts';
import { makeUser, type TestUser } from '../support/users.ts';

let app: TestApp;
let fake: FakeModels;
let anna: TestUser;

beforeEach(async () => {
  fake = await startFakeModels();
  app = await startTestApp({
    OLLAMA_BASE_URL: fake.url,
    OLLAMA_VISION_MODEL: 'moondream',
    OPENAI_API_KEY: 'sk-a-key-that-nobody-may-see',
    OPENAI_BASE_URL: `${fake.url}/v1`,
  });
  anna = await makeUser(app.db);
});

afterEach(async () => {
  await app.stop();
  await fake.stop();
});

const askFor = (user: TestUser, text: string) =>
  createModels({ settings: app.config.models, db: app.db, clock: app.clock }).chat(user, {
    purpose: 'read-wishes',
    system: 'You read wishes.',
    messages: [{ role: 'user', text }],
  });

async function open(browser: Browser, path: string, status: number) {
  const answer = await browser.get(path);
  expect([path, answer.status]).toEqual([path, status]);
  return answer;
}

describe('the page of language models', () => {
  test('says which are there, which are not pulled, and what needs a permission; never the key', async () => {
    const page = await open(await app.as(anna), '/settings/models', 200);
    expect(page.text).toContain('llama3.2:3b');
    expect(page.text).toMatch(/moondream[\s\S]*?Not pulled yet/);
    expect(page.text).toMatch(/gpt-4\.1-mini[\s\S]*?Not allowed by you/);
    expect(page.text).not.toContain('sk-a-key');
  });

  test('says what was used, and shows each call word for word, to its person alone', async () => {
    fake.next({ text: '<b>Thai</b> on Friday.' });
    await askFor(anna, 'something Thai on Friday');
    const browser = await app.as(anna);
    const page = await open(browser, '/settings/models', 200);
    expect(page.text).toContain('34 of 200,000');
    expect(page.text).toContain('Reading your wishes');
    const href = /\/settings\/models\/calls\/[0-9a-f-]{36}/.exec(page.text)![0];
    const call = await open(browser, href, 200);
    expect(call.text).toContain('You read wishes.');
    expect(call.text).toContain('something Thai on Friday');
    expect(call.text).toContain('&lt;b&gt;Thai&lt;/b&gt; on Friday.');
    const bert = await makeUser(app.db, { householdId: anna.householdId });
    await open(await app.as(bert), href, 404);
  });

  test('lets data go to a cloud only after a yes, and no longer after a no', async () => {
    const browser = await app.as(anna);
    await open(browser, '/settings/models', 200);
    expect((await browser.post('/settings/models/clouds', { isAllowed: 'on' })).status).toBe(303);
    expect(await allowsClouds(app.db, anna)).toBe(true);
    expect((await browser.post('/settings/models/clouds', {})).status).toBe(303);
    expect(await allowsClouds(app.db, anna)).toBe(false);
  });
});

test('/health/ready says ready at once while the model server is silent', async () => {
  fake.always({ fault: 'silent' });
  await open(app.visitor(), '/health/ready', 200);
  expect(fake.asked).toEqual([]);
});

test('the calls are in the API, without those of others', async () => {
  await askFor(anna, 'hello');
  const browser = await app.as(anna);
  const { body } = await open(browser, '/api/v1/model-calls', 200);
  expect(body.items).toMatchObject([{ purpose: 'read-wishes', provider: 'ollama', outcome: 'answered' }]);
  const one = await open(browser, `/api/v1/model-calls/${body.items[0].id}`, 200);
  expect(one.body.prompt.messages).toEqual([{ role: 'user', text: 'hello' }]);
  const stranger = await app.as(await makeUser(app.db));
  expect((await open(stranger, '/api/v1/model-calls', 200)).body.items).toEqual([]);
  await open(stranger, `/api/v1/model-calls/${body.items[0].id}`, 404);
});

test('after 30 days a call is forgotten; one that lost its process is no longer called running', async () => {
  await askFor(anna, 'old');
  await execute(app.db, `update model_calls set created_at = created_at - interval '31 days'`);
  const call = { purpose: 'lost', provider: 'ollama' as const, model: 'm', prompt: { messages: [] } };
  const lost = { call: { ...call, heldTokens: 5, heldMicroUsd: 0 }, caps: app.config.models };
  await beginCall(app.db, anna, lost, new Date(app.clock.now().getTime() - 3_600_000));
  await runNow(app, 'tidy-model-calls');
  expect(await selectRows(app.db, 'select purpose, outcome from model_calls')).toEqual([
    { purpose: 'lost', outcome: 'aborted' },
  ]);
});

describe('the administration', () => {
  test('shows what each person of the household used beside the caps, and not a word of what was said', async () => {
    fake.next({ text: 'A secret answer.' });
    await askFor(anna, 'my secret wish');
    const ben = await makeUser(app.db, { householdId: anna.householdId, role: 'admin', name: 'Ben' });
    const stranger = await makeUser(app.db, { name: 'Stranger' });
    fake.next({ text: 'Another answer.' });
    await askFor(stranger, 'another wish');
    const { text } = await open(await app.as(ben), '/admin', 200);
    expect(text).toContain('200,000 tokens in 24 hours');
    expect(text).toMatch(
      /<td class="number">1<\/td><td class="number">34<\/td><td class="number">34 of 200,000<\/td>/,
    );
    expect(text).not.toMatch(/secret|Stranger/);
    app.clock.advance(31 * 86_400_000);
    expect((await open(await app.as(ben), '/admin', 200)).text).not.toContain('Tokens in 30 days');
  });
});
