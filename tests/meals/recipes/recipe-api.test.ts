import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { newId } from '../../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let anna: TestUser;
let api: TestAgent;
beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  api = app.withToken(await makeToken(app.db, anna));
});
afterAll(() => app.stop());

const soup = {
  title: 'Tomato soup',
  yieldsServings: 4,
  prepMin: 10,
  cookMin: 25,
  tags: ['Quick', 'quick', 'Winter'],
  mealTypes: ['dinner', 'lunch'],
  ingredients: [
    { text: '800 g tomatoes' },
    { text: '1 onion, chopped' },
    { text: '2 tbsp cream', section: 'To serve' },
  ],
  steps: [
    { text: 'Fry the onion for 5 minutes.' },
    { text: 'Add the tomatoes, simmer for 20 to 25 minutes and blend.' },
  ],
};
const create = async (more: object = {}) => {
  const { status, body } = await api.post('/api/v1/recipes').send({ ...soup, ...more });
  expect(status).toBe(201);
  return body;
};
const titles = async (query: string) => {
  const { status, body } = await api.get(`/api/v1/recipes?${query}`);
  expect(status).toBe(200);
  return body.items.map(({ title }: { title: string }) => title);
};

describe('recipes over the API', () => {
  test('keep every line and step as it was written, with the time a step takes', async () => {
    const { id } = await create();
    const { body, headers } = await api.get(`/api/v1/recipes/${id}`);
    expect(headers['etag']).toBe('"1"');
    expect(body).toMatchObject({
      title: 'Tomato soup',
      totalMin: 35,
      tags: ['quick', 'Winter'],
      source: 'api',
    });
    expect(body.mealTypes).toEqual(['lunch', 'dinner']);
    expect(body.ingredients.map(({ text }: { text: string }) => text)).toEqual(
      soup.ingredients.map(({ text }) => text),
    );
    expect(body.ingredients[2].section).toBe('To serve');
    expect(body.steps.map(({ timerS }: { timerS: number }) => timerS)).toEqual([300, 1200]);
  });

  test('sent twice with one key are stored once', async () => {
    const key = newId();
    const send = () => api.post('/api/v1/recipes').set('Idempotency-Key', key).send(soup);
    const [one, two] = await Promise.all([send(), send()]);
    expect(two.body.id).toBe(one.body.id);
    expect(await titles('')).toEqual(['Tomato soup']);
  });

  test.each([
    ['servings of 0', { yieldsServings: 0 }, 'yieldsServings'],
    ['a billion servings', { yieldsServings: 1e9 }, 'yieldsServings'],
    ['no title', { title: ' ' }, 'title'],
    ['six stars', { rating: 6 }, 'rating'],
    ['minus three minutes', { prepMin: -3 }, 'prepMin'],
    ['an address that is none', { sourceUrl: 'javascript:alert(1)' }, 'sourceUrl'],
    ['a meal that is none', { mealTypes: ['brunch'] }, 'mealTypes.0'],
    ['an owner', { householdId: newId() }, 'householdId'],
  ])('refuse %s, naming the field', async (_, wrong, field) => {
    const { status, body } = await api.post('/api/v1/recipes').send({ ...soup, ...wrong });
    expect(status).toBe(422);
    expect(body.errors.map(({ path }: { path: string }) => path)).toEqual([field]);
  });

  test('are changed only as the version that was read; a newer one is answered beside the refusal', async () => {
    const { id } = await create();
    const first = await api.patch(`/api/v1/recipes/${id}`).set('If-Match', '"1"').send({ title: 'Red soup' });
    expect(first.body).toMatchObject({ title: 'Red soup', version: 2 });
    const second = await api
      .patch(`/api/v1/recipes/${id}`)
      .set('If-Match', '"1"')
      .send({ title: 'Hot soup' });
    expect(second.status).toBe(409);
    expect(second.body.current).toMatchObject({ title: 'Red soup', version: 2 });
  });

  test('keep the ids of lines that stay when lines are replaced', async () => {
    const recipe = await create();
    const { body } = await api
      .patch(`/api/v1/recipes/${recipe.id}`)
      .send({ ingredients: [{ text: '1 leek' }, { text: '800 g tomatoes' }], cookMin: 40 });
    expect(body.ingredients.map(({ text }: { text: string }) => text)).toEqual(['1 leek', '800 g tomatoes']);
    expect(body.ingredients[1].id).toBe(recipe.ingredients[0].id);
    expect(body.totalMin).toBe(50);
  });

  test('take stars without asking for a version, and give them back', async () => {
    const { id } = await create();
    expect((await api.put(`/api/v1/recipes/${id}/rating`).send({ rating: 4 })).body.rating).toBe(4);
    expect((await api.put(`/api/v1/recipes/${id}/rating`).send({ rating: null })).body.rating).toBeNull();
    expect((await api.put(`/api/v1/recipes/${id}/rating`).send({ rating: 0 })).status).toBe(422);
  });

  test('go to the bin and come back', async () => {
    const { id } = await create();
    expect((await api.delete(`/api/v1/recipes/${id}`)).status).toBe(204);
    expect((await api.get(`/api/v1/recipes/${id}`)).status).toBe(404);
    expect(await titles('')).toEqual([]);
    expect((await api.post(`/api/v1/recipes/${id}/restoration`)).body.title).toBe('Tomato soup');
    expect(await titles('')).toEqual(['Tomato soup']);
  });
});

describe('the list of recipes', () => {
  beforeEach(async () => {
    await create();
    await create({
      title: 'Spaghetti with courgettes',
      tags: ['Pasta'],
      mealTypes: ['dinner'],
      prepMin: 5,
      cookMin: 15,
      rating: 5,
      ingredients: [{ text: '400 g spaghetti' }, { text: '2 courgettes' }],
    });
    await create({ title: 'Porridge', tags: [], mealTypes: ['breakfast'], ingredients: [{ text: 'oats' }] });
  });

  test.each([
    ['words of the title', 'q=soup', ['Tomato soup']],
    ['an ingredient in another number', 'q=courgette', ['Spaghetti with courgettes']],
    ['a tag', 'q=winter', ['Tomato soup']],
    ['a typing error', 'q=spagetti', ['Spaghetti with courgettes']],
    ['the beginning of a word', 'q=porr', ['Porridge']],
    ['a word and the beginning of another', 'q=tomato+so', ['Tomato soup']],
    ['words without a phrase', 'q=soup+-%22red+lentils%22', ['Tomato soup']],
    ['only what is not wanted', 'q=-%22tomato+soup%22', ['Spaghetti with courgettes', 'Porridge']],
    ['nothing', 'q=xylophone', []],
    ['a tag as filter', 'tag=Pasta', ['Spaghetti with courgettes']],
    ['a meal', 'mealType=breakfast', ['Porridge']],
    ['minutes', 'maxMinutes=20', ['Spaghetti with courgettes']],
    ['stars', 'minRating=4', ['Spaghetti with courgettes']],
    ['words and a filter that contradict', 'q=soup&maxMinutes=20', []],
  ])('is found by %s', async (_, query, expected) => {
    expect(await titles(query)).toEqual(expected);
  });

  test.each(['', 'q=onion&'])('is read page by page (%s)', async (query) => {
    await create({ title: 'Onion tart' });
    const all = await titles(query);
    const first = await api.get(`/api/v1/recipes?${query}limit=1`);
    const second = await api.get(`/api/v1/recipes?${query}limit=50&cursor=${first.body.nextCursor}`);
    expect([...first.body.items, ...second.body.items].map(({ title }) => title)).toEqual(all);
    expect(second.body.nextCursor).toBeNull();
  });

  test('counts the tags', async () => {
    const { body } = await api.get('/api/v1/recipe-tags');
    expect(body.items).toContainEqual({ tag: 'Winter', recipeCount: 1 });
  });
});

test('recipes of another household are not there, for reading as for writing', async () => {
  const { id } = await create();
  const stranger = app.withToken(await makeToken(app.db, await makeUser(app.db)));
  const path = `/api/v1/recipes/${id}`;
  const answers = await Promise.all([
    stranger.get(path),
    stranger.patch(path).send({ title: 'Mine' }),
    stranger.put(`${path}/rating`).send({ rating: 1 }),
    stranger.delete(path),
    stranger.post(`${path}/restoration`),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
  expect((await stranger.get('/api/v1/recipes')).body.items).toEqual([]);
});
