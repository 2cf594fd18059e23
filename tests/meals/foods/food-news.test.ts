import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { LiveClient } from '../../support/live-client.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let url: string;
let api: TestAgent;
let annas: Browser;
let bens: Browser;
let topic: string;
let page: LiveClient;

beforeAll(async () => {
  app = await startTestApp();
  url = await app.listen();
});
beforeEach(async () => {
  const anna = await makeUser(app.db);
  const ben = await makeUser(app.db, { householdId: anna.householdId });
  [api, annas, bens] = [app.withToken(await makeToken(app.db, anna)), await app.as(anna), await app.as(ben)];
  topic = `foods:${anna.householdId}`;
  page = await listen(ben);
  expect(await page.ask({ type: 'subscribe', topic })).toMatchObject({ type: 'subscribed' });
});
afterAll(() => app.stop());

async function listen(user: TestUser): Promise<LiveClient> {
  const cookie = `pa_session=${(await app.as(user)).cookie('pa_session')}`;
  return LiveClient.connect(url, { cookie });
}
const heard = async () => {
  expect(await page.next()).toEqual({ type: 'foods-changed', topic });
};
const loaf = { name: 'House loaf', kcal: 200, portions: [{ unit: 'slice', grams: 40 }] };

test('whatever the household says of foods over the API, its open pages hear at once', async () => {
  const { id } = (await api.post('/api/v1/foods').send(loaf)).body;
  await heard();
  await api.patch(`/api/v1/foods/${id}`).send({ kcal: 250 });
  await heard();
  await api.put(`/api/v1/foods/${id}/household-portion`).send({ unit: 'slice', grams: 50 });
  await heard();
  await api.delete(`/api/v1/foods/${id}`);
  await heard();
  await api.post(`/api/v1/foods/${id}/restoration`);
  await heard();
  page.socket.close();
});

test('what is said on a page is heard too, and a recipe’s page then says what follows from it', async () => {
  const { id } = (await api.post('/api/v1/foods').send(loaf)).body;
  await heard();
  const recipe = { title: 'Toast', yieldsServings: 1, ingredients: [{ text: '2 slices house loaf' }] };
  const { id: recipeId } = (await api.post('/api/v1/recipes').send(recipe)).body;
  const before = (await bens.get(`/meals/recipes/${recipeId}`)).text;
  expect(before).toContain(`data-follow="recipe:${recipeId} ${topic}"`);
  expect(before).toMatch(/>160 <span class="unit">kcal/);
  await annas.post(`/meals/foods/${id}`, {
    ...{ name: 'House loaf', aisle: 'bakery', kcal: '300' },
    measures: 'slice = 40',
  });
  await heard();
  expect((await bens.get(`/meals/recipes/${recipeId}`)).text).toMatch(/>240 <span class="unit">kcal/);
  await annas.post(`/meals/foods/${id}/household-portion`, { unit: 'slice', grams: '50' });
  await heard();
  expect((await bens.get(`/meals/recipes/${recipeId}`)).text).toMatch(/>300 <span class="unit">kcal/);
  page.socket.close();
});

test('a refused change is no news, and other households may not listen', async () => {
  const { id } = (await api.post('/api/v1/foods').send(loaf)).body;
  await heard();
  expect((await api.patch(`/api/v1/foods/${id}`).send({ kcal: -1 })).status).toBe(422);
  expect((await api.delete(`/api/v1/foods/${id.replace(/.$/, 'f')}`)).status).toBe(404);
  // The next news is that of the next change, so that of the refused ones there was none.
  expect(await page.ask({ type: 'ping', id: 'after' })).toMatchObject({ type: 'pong', id: 'after' });
  const other = await listen(await makeUser(app.db));
  expect(await other.ask({ type: 'subscribe', topic })).toMatchObject({ type: 'refused' });
  other.socket.close();
  page.socket.close();
});
