import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let anna: TestUser;
let api: TestAgent;
let stranger: TestAgent;
beforeAll(async () => {
  app = await startTestApp();
  stranger = app.withToken(await makeToken(app.db, await makeUser(app.db)));
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  api = app.withToken(await makeToken(app.db, anna));
});
afterAll(() => app.stop());

const namesFor = async (query: object) =>
  (await api.get('/api/v1/foods').query(query)).body.items.map(
    (item: { name: string }) => item.name,
  ) as string[];

const bread = {
  ...{
    name: 'Grandma’s rye bread',
    aliases: ['house loaf'],
    aisle: 'bakery',
    kcal: 240,
    carbG: 48,
    proteinG: 7,
  },
  ...{ fatG: 1.5, allergens: ['gluten'], diets: ['vegan'], portions: [{ unit: 'slice', grams: 45 }] },
};

describe('finding foods', () => {
  test.each([
    ['egg', 'egg'],
    ['milk', 'milk'],
    ['flour', 'flour'],
    ['chickn brest', 'chicken breast'],
    ['tomatos', 'tomato'],
    ['zuchini', 'zucchini'],
    ['Kartoffel', 'potato'],
    ['crème fraîche', 'crème fraîche'],
    ['icing sugar', 'powdered sugar'],
  ])('“%s” finds %s first', async (q, name) => {
    expect((await namesFor({ q, limit: 5 }))[0]).toBe(name);
  });

  test('whoever has typed one letter sees common foods, whoever has typed none the commonest', async () => {
    expect((await namesFor({ q: 'e', limit: 5 }))[0]).toBe('egg');
    expect(await namesFor({ limit: 12 })).toEqual(expect.arrayContaining(['butter', 'egg', 'milk', 'onion']));
  });

  test('what is like nothing finds nothing, and signs are only letters', async () => {
    expect(await namesFor({ q: 'xyzzyq' })).toEqual([]);
    for (const q of ['%', '_', '\\', "'", '100%', '((']) {
      expect((await api.get('/api/v1/foods').query({ q })).status).toBe(200);
    }
  });

  test('an aisle and pages narrow the list down, each food once', async () => {
    const first = await api.get('/api/v1/foods').query({ aisle: 'eggs', limit: 5 });
    const second = await api
      .get('/api/v1/foods')
      .query({ aisle: 'eggs', limit: 5, cursor: first.body.nextCursor });
    const all = [...first.body.items, ...second.body.items] as { id: string; aisle: string }[];
    expect(all.every(({ aisle }) => aisle === 'eggs')).toBe(true);
    expect(new Set(all.map(({ id }) => id)).size).toBe(10);
  });

  test('one food says what is in 100 g and what its measures weigh', async () => {
    const [{ id }] = (await api.get('/api/v1/foods').query({ q: 'butter', limit: 1 })).body.items;
    const { body } = await api.get(`/api/v1/foods/${id}`);
    expect(body).toMatchObject({ name: 'butter', source: 'usda', kcal: 717, isOwn: false, aisle: 'dairy' });
    expect(body.allergens).toEqual(['milk']);
    expect(body.diets).not.toContain('vegan');
    expect(body.portions).toContainEqual({ unit: 'stick', amount: 1, grams: 113 });
  });
});

describe('a food of the household’s own', () => {
  test('is made, found before all others, changed, binned and restored', async () => {
    const made = await api.post('/api/v1/foods').send(bread);
    expect([made.status, made.body.isOwn, made.body.source]).toEqual([201, true, 'own']);
    expect((await namesFor({ q: 'house loaf' }))[0]).toBe(bread.name);
    expect(await namesFor({ own: true })).toEqual([bread.name]);
    const url = `/api/v1/foods/${made.body.id}`;
    expect((await api.patch(url).set('If-Match', '1').send({ kcal: 250 })).body).toMatchObject({
      ...{ kcal: 250, carbG: 48, version: 2, name: bread.name },
      portions: [{ unit: 'slice', amount: 1, grams: 45 }],
    });
    const late = await api
      .patch(url)
      .set('If-Match', '1')
      .send({ kcal: 100 })
      .ok(() => true);
    expect([late.status, late.body.current?.kcal ?? 250]).toEqual([409, 250]);
    await api.delete(url);
    expect(await namesFor({ own: true })).toEqual([]);
    expect((await api.post(`${url}/restoration`)).body.name).toBe(bread.name);
  });

  test('is shared within the household and unknown to all others', async () => {
    const { body } = await api.post('/api/v1/foods').send(bread);
    const url = `/api/v1/foods/${body.id}`;
    const member = app.withToken(
      await makeToken(app.db, await makeUser(app.db, { householdId: anna.householdId })),
    );
    expect((await member.get(url)).body.name).toBe(bread.name);
    const asked = [
      stranger.get(url),
      stranger.patch(url).send({ kcal: 1 }),
      stranger.delete(url),
      stranger.post(`${url}/restoration`),
      stranger.put(`${url}/household-portion`).send({ unit: 'slice', grams: 1 }),
    ];
    for (const request of asked) expect((await request.ok(() => true)).status).toBe(404);
    const found = await stranger.get('/api/v1/foods').query({ q: bread.name });
    expect(JSON.stringify(found.body)).not.toMatch(bread.name);
  });

  test('needs a name of its own and values that can be', async () => {
    await api.post('/api/v1/foods').send(bread);
    const again = await api
      .post('/api/v1/foods')
      .send({ ...bread, name: bread.name.toUpperCase() })
      .ok(() => true);
    expect([again.status, again.body.errors[0].path]).toEqual([422, 'name']);
    for (const wrong of [
      { kcal: -1 },
      { proteinG: 101 },
      { proteinG: 60, fatG: 60 },
      { aisle: 'moon' },
      { name: '' },
    ]) {
      const answer = await api
        .post('/api/v1/foods')
        .send({ ...bread, name: 'Other', ...wrong })
        .ok(() => true);
      expect(answer.status).toBe(422);
    }
  });

  test('the product’s own table is written by nobody', async () => {
    const [{ id }] = (await api.get('/api/v1/foods').query({ q: 'butter', limit: 1 })).body.items;
    for (const request of [
      api.patch(`/api/v1/foods/${id}`).send({ kcal: 1 }),
      api.delete(`/api/v1/foods/${id}`),
    ]) {
      expect((await request.ok(() => true)).status).toBe(404);
    }
  });
});
