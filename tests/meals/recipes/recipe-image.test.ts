import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import sharp from 'sharp';
import type TestAgent from 'supertest/lib/agent.js';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { finishJobs } from '../../support/jobs.ts';
import { LiveClient } from '../../support/live-client.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let url: string;
let jpeg: Buffer;
let anna: TestUser;
let ben: TestUser;
let api: TestAgent;
let strangersApi: TestAgent;
let path: string;
let topic: string;

beforeAll(async () => {
  app = await startTestApp();
  url = await app.listen();
  jpeg = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#a62' } })
    .jpeg()
    .toBuffer();
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  ben = await makeUser(app.db, { householdId: anna.householdId });
  api = app.withToken(await makeToken(app.db, anna));
  strangersApi = app.withToken(await makeToken(app.db, await makeUser(app.db)));
  const { body } = await api.post('/api/v1/recipes').send({ title: 'Bean stew', yieldsServings: 4 });
  path = `/api/v1/recipes/${body.id as string}/image`;
  topic = `recipe:${body.id as string}`;
});
afterAll(() => app.stop());

const put = (bytes: Buffer, by = api) => by.put(path).attach('file', bytes, 'stew.jpg');

describe('a picture over the API', () => {
  test('is uploaded, prepared, read by the household, replaced and removed', async () => {
    expect((await api.get(path)).status).toBe(404);
    const { status, body } = await put(jpeg);
    expect([status, body]).toEqual([200, expect.objectContaining({ state: 'waiting', url: null })]);
    await finishJobs(app);
    const first = (await api.get(path)).body;
    expect(first).toMatchObject({ state: 'ready', problem: null, width: 900, height: 600 });
    expect((await (await app.as(ben)).get(first.url)).headers['content-type']).toBe('image/webp');

    await put(jpeg);
    await finishJobs(app);
    const second = (await api.get(path)).body;
    expect(second.url).not.toBe(first.url);
    expect((await (await app.as(ben)).get(first.url)).status).toBe(404);

    expect((await api.delete(path)).status).toBe(204);
    expect([(await api.get(path)).status, (await api.delete(path)).status]).toEqual([404, 404]);
    expect((await (await app.as(ben)).get(second.url)).status).toBe(404);
  });

  test.each([
    ['text named like a picture', () => Buffer.from('no picture'), 415, /choose a JPEG, PNG or WebP/i],
    ['a broken header', () => jpeg.subarray(0, 30), 422, /header cannot be read/],
    ['11 MB', () => Buffer.concat([jpeg, Buffer.alloc(11 * 1024 * 1024)]), 413, /larger than/],
  ])('%s is refused in words, and what was there stays', async (_name, bytes, status, words) => {
    await put(jpeg);
    await finishJobs(app);
    const refused = await put(bytes());
    expect(refused.status).toBe(status);
    expect(JSON.stringify(refused.body)).toMatch(words);
    expect((await api.get(path)).body.state).toBe('ready');
  });

  test('a file that only looks like a picture is refused when it is prepared', async () => {
    await put(jpeg.subarray(0, jpeg.length / 2));
    await finishJobs(app);
    const { state, problem, url: address } = (await api.get(path)).body;
    expect([state, address]).toEqual(['refused', null]);
    expect(problem).toMatch(/broken/);
  });

  test('nobody else reads, sets or removes it, and a body without a file says so', async () => {
    await put(jpeg);
    const others = [strangersApi.get(path), put(jpeg, strangersApi), strangersApi.delete(path)];
    expect((await Promise.all(others)).map(({ status }) => status)).toEqual([404, 404, 404]);
    expect((await api.put(path).field('note', 'none')).status).toBe(422);
    expect((await api.get(path)).status).toBe(200);
  });
});

test('open pages of the household hear when a picture is ready or gone; others may not listen', async () => {
  const connect = async (user: TestUser) =>
    LiveClient.connect(url, { cookie: `pa_session=${(await app.as(user)).cookie('pa_session')}` });
  const [page, other] = await Promise.all([connect(ben), connect(await makeUser(app.db))]);
  expect(await page.ask({ type: 'subscribe', topic })).toMatchObject({ type: 'subscribed' });
  expect(await other.ask({ type: 'subscribe', topic })).toMatchObject({ type: 'refused' });
  const shown = async () => (await (await app.as(ben)).get(`/meals/recipes/${topic.slice(7)}`)).text;
  await put(jpeg);
  expect(await page.next()).toMatchObject({ type: 'recipe-changed', topic });
  expect(await shown()).toContain('The picture is being prepared.');
  await finishJobs(app);
  expect(await page.next()).toMatchObject({ type: 'recipe-changed', topic });
  expect(await shown()).toContain('class="recipe-image"');
  await api.delete(path);
  expect(await page.next()).toMatchObject({ type: 'recipe-changed', topic });
  page.socket.close();
  other.socket.close();
});
