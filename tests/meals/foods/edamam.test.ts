import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { startFakeEdamam } from '../../support/fake-edamam.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

let edamam: Awaited<ReturnType<typeof startFakeEdamam>>;
let app: TestApp;
let anna: TestUser;
let api: TestAgent;
beforeAll(async () => {
  edamam = await startFakeEdamam([
    {
      ...{ foodId: 'food_b1', label: 'Quuxfruit' },
      nutrients: { ENERC_KCAL: 61, PROCNT: 1.14, FAT: 0.52, CHOCDF: 14.66, FIBTG: 3 },
      measures: [
        { label: 'Whole', weight: 69 },
        { label: 'Gram', weight: 1 },
        { label: 'Slice', weight: 8 },
      ],
    },
    { foodId: 'food_b2', label: 'Zorkel seed butter', nutrients: { ENERC_KCAL: 9999, PROCNT: 300 } },
  ]);
  app = await startTestApp(edamam.environment);
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  api = app.withToken(await makeToken(app.db, anna));
  edamam.asked.length = 0;
  edamam.answerWith();
});
afterAll(async () => {
  await app.stop();
  await edamam.stop();
});

const lookUp = (q: string, who = api) =>
  who
    .post('/api/v1/foods/look-up')
    .send({ q })
    .ok(() => true);

describe('a food that the own table lacks', () => {
  test('comes from Edamam, is kept for the household, and is not asked for again', async () => {
    const { status, body } = await lookUp('quuxfruit');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      name: 'Quuxfruit',
      source: 'edamam',
      sourceId: 'food_b1',
      kcal: 61,
      fiberG: 3,
    });
    expect(body.portions).toEqual([
      { unit: 'piece', amount: 1, grams: 69 },
      { unit: 'slice', amount: 1, grams: 8 },
    ]);
    expect((await lookUp('Quuxfruit')).body.id).toBe(body.id);
    expect(edamam.asked).toEqual(['quuxfruit']);
    expect((await (await app.as(anna)).get(`/meals/foods/${body.id}`)).text).toMatch('Edamam');
  });

  test('is not shared with other households', async () => {
    const { body } = await lookUp('quuxfruit');
    const stranger = app.withToken(await makeToken(app.db, await makeUser(app.db)));
    expect((await stranger.get(`/api/v1/foods/${body.id}`).ok(() => true)).status).toBe(404);
    expect((await lookUp('quuxfruit', stranger)).body.id).not.toBe(body.id);
  });

  test('values that cannot be are not believed', async () => {
    expect((await lookUp('zorkel seed butter')).body).toMatchObject({ kcal: null, proteinG: null });
  });

  test('what Edamam does not know either is said so', async () => {
    expect((await lookUp('frobnicated wombat')).status).toBe(404);
  });

  test('the own table comes first', async () => {
    expect((await lookUp('butter')).body.source).toBe('usda');
    expect(edamam.asked).toEqual([]);
  });

  test('the page offers it where nothing is found', async () => {
    const browser = await app.as(anna);
    expect((await browser.get('/meals/foods?q=quuxfruit')).text).toMatch('/meals/foods/look-up');
    const found = await browser.post('/meals/foods/look-up', { q: 'quuxfruit' });
    expect(found.status).toBe(303);
    expect((await browser.get(found.headers['location'] as string)).text).toMatch('Quuxfruit');
    const missing = await browser.post('/meals/foods/look-up', { q: 'frobnicated wombat' });
    expect(missing.headers['location']).toMatch(/^\/meals\/foods\?q=frobnicated/);
  });

  test.each([
    ['an error', (res: import('node:http').ServerResponse) => void res.writeHead(500).end('{}')],
    ['a refused key', (res: import('node:http').ServerResponse) => void res.writeHead(401).end('{}')],
    ['no JSON', (res: import('node:http').ServerResponse) => void res.end('<html>')],
    ['another shape', (res: import('node:http').ServerResponse) => void res.end('{"hints":[{"food":7}]}')],
    ['an endless answer', (res: import('node:http').ServerResponse) => void res.end('x'.repeat(2_000_000))],
    ['a broken line', (res: import('node:http').ServerResponse) => void res.destroy()],
  ])('%s of Edamam is a clear sentence and changes nothing', async (_what, how) => {
    edamam.answerWith(how);
    const { status, body } = await lookUp('quuxfruit');
    expect([status, body.detail]).toEqual([503, 'Edamam could not be asked now.']);
    expect((await api.get('/api/v1/foods?own=true')).body.items).toEqual([]);
  });
});

test('without a key nothing is asked and nothing is offered', async () => {
  const bare = await startTestApp({}, { beside: app });
  const own = bare.withToken(await makeToken(bare.db, anna));
  expect((await lookUp('quuxfruit', own)).status).toBe(404);
  expect((await (await bare.as(anna)).get('/meals/foods?q=quuxfruit')).text).not.toMatch('look-up');
  expect(edamam.asked).toEqual([]);
  await bare.stop();
});
