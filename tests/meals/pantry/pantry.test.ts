import { beforeEach, describe, expect, test } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { pantryToUseUp } from '../../../src/features/meals/pantry/pantry.ts';
import { startSignedIn } from '../../support/signed-in.ts';
import { makeToken, makeUser } from '../../support/users.ts';

const TODAY = '2026-03-03';
const me = startSignedIn();
let api: TestAgent;
beforeEach(async () => {
  api = me.app.withToken(await makeToken(me.app.db, me.user));
  await me.browser.get('/meals/pantry');
});

const stock = async (name: string, more: object = {}) =>
  (await api.post('/api/v1/pantry-items').send({ name, ...more })).body;
const pantry = async () => (await api.get('/api/v1/pantry-items')).body.items;
const page = async (path = '/meals/pantry') => (await me.browser.get(path)).text;

describe('the pantry', () => {
  test('takes several lines, guesses how long things keep and where they are', async () => {
    expect(await page()).toContain('The pantry is empty');
    expect((await me.browser.post('/meals/pantry', { lines: '2 l milk\n500 g rice\nSoap' })).status).toBe(
      303,
    );
    const byName = (await pantry()).toSorted((a: { name: string }, b: { name: string }) =>
      a.name < b.name ? -1 : 1,
    );
    expect(byName).toMatchObject([
      { name: 'Soap', quantity: null, expiresOn: null },
      { name: 'milk', quantity: 2, unit: 'l', location: 'fridge', expiresOn: '2026-03-13' },
      { name: 'rice', quantity: 500, unit: 'g', location: 'cupboard', expiresOn: '2027-03-03' },
    ]);
  });

  test('things of the freezer keep longer', async () => {
    await me.browser.post('/meals/pantry', { lines: '1 kg frozen peas' });
    await stock('chicken breast', { location: 'freezer' });
    for (const item of await pantry())
      expect(item).toMatchObject({ location: 'freezer', expiresOn: '2026-07-01' });
  });

  test('shows first what is to be used first', async () => {
    await stock('Yoghurt', { expiresOn: '2026-03-20' });
    await stock('Fish', { expiresOn: '2026-03-04' });
    await stock('Ham', { expiresOn: '2026-03-01' });
    const text = await page();
    const order = ['Use first', 'Ham', 'over since', 'Fish', '1 day left', 'Yoghurt'];
    expect(
      order.map((words) => text.indexOf(words)).every((at, index, all) => at > (all[index - 1] ?? 0)),
    ).toBe(true);
    expect(await pantryToUseUp(me.app.db, me.user, TODAY)).toMatchObject([
      { name: 'Fish', expiresOn: '2026-03-04' },
    ]);
  });

  test('more and less are one tap; what is used up goes, with a way back', async () => {
    const { id } = await stock('2 eggs');
    await me.browser.post(`/meals/pantry/${id}/amount`, { by: '1' });
    expect(await pantry()).toMatchObject([{ quantity: 3 }]);
    for (const by of ['-1', '-1', '-1']) await me.browser.post(`/meals/pantry/${id}/amount`, { by });
    expect(await pantry()).toEqual([]);
    expect(await page()).toContain('Used up');
    await me.browser.post(`/meals/pantry/${id}/restoration`);
    expect(await pantry()).toMatchObject([{ quantity: 1 }]);
    await me.browser.post(`/meals/pantry/${id}/deletion`);
    expect(await page('/settings/bin')).toContain('eggs');
  });

  test('what one is out of goes on the shopping list with one tap', async () => {
    const { id } = await stock('500 g rice');
    await me.browser.post(`/meals/pantry/${id}/repurchase`);
    expect(await pantry()).toEqual([]);
    expect(await page()).toContain('rice is on the list');
    expect((await api.get('/api/v1/shopping-items')).body.items).toMatchObject([
      { text: 'rice', aisle: 'grains' },
    ]);
    const stranger = await me.app.as(await makeUser(me.app.db));
    await stranger.get('/meals/pantry');
    expect((await stranger.post(`/meals/pantry/${id}/repurchase`)).status).toBe(404);
  });

  test('the week says what to use up', async () => {
    await stock('Fish', { expiresOn: '2026-03-04' });
    await stock('Rice', { expiresOn: '2027-03-04' });
    const week = await page('/meals/week');
    expect(week).toContain('To use up soon: Fish');
    expect(week).not.toContain('Rice');
  });

  test('is corrected by hand, and a bad form comes back with what was typed', async () => {
    const { id } = await stock('Cheese');
    const form = {
      name: 'Old cheese',
      quantity: '250',
      unit: 'grams',
      location: 'cellar',
      expiresOn: '2026-06-01',
    };
    expect((await me.browser.post(`/meals/pantry/${id}`, form)).status).toBe(303);
    expect(await pantry()).toMatchObject([
      { name: 'Old cheese', quantity: 250, unit: 'g', location: 'cellar', expiresOn: '2026-06-01' },
    ]);
    const bad = await me.browser.post(`/meals/pantry/${id}`, { ...form, quantity: 'much' });
    expect(bad.status).toBe(422);
    expect(bad.text).toContain('value="much"');
    expect(bad.text).toContain('Type a number');
  });

  test('of another household is not there', async () => {
    const { id } = await stock('Cheese');
    const other = await makeUser(me.app.db);
    const [theirs, theirApi] = [await me.app.as(other), me.app.withToken(await makeToken(me.app.db, other))];
    await theirs.get('/meals/pantry');
    expect((await theirs.get(`/meals/pantry/${id}`)).status).toBe(404);
    for (const path of ['', '/deletion', '/restoration'])
      expect(
        (await theirs.post(`/meals/pantry/${id}${path}`, { name: 'x', location: 'fridge' })).status,
      ).toBe(404);
    expect((await theirs.post(`/meals/pantry/${id}/amount`, { by: '-1' })).status).toBe(404);
    expect((await theirApi.patch(`/api/v1/pantry-items/${id}`).send({ name: 'x' })).status).toBe(404);
    expect((await theirApi.delete(`/api/v1/pantry-items/${id}`)).status).toBe(404);
    expect(await pantry()).toMatchObject([{ name: 'Cheese', version: 1 }]);
    expect((await theirApi.get('/api/v1/pantry-items')).body.items).toEqual([]);
  });

  test('changed meanwhile answers 409 over the API', async () => {
    const { id } = await stock('Cheese');
    await api.patch(`/api/v1/pantry-items/${id}`).send({ location: 'cellar', version: 1 });
    const late = await api
      .patch(`/api/v1/pantry-items/${id}`)
      .set('If-Match', '"1"')
      .send({ location: 'fridge' });
    expect(late.status).toBe(409);
  });
});

describe('bought goods', () => {
  let listId: string;
  beforeEach(async () => {
    listId = (await api.post('/api/v1/shopping-lists').send({ name: 'Market' })).body.id;
  });
  const buy = async (text: string) => {
    const { id } = (await api.post('/api/v1/shopping-items').send({ listId, text })).body;
    await api.patch(`/api/v1/shopping-items/${id}`).send({ isChecked: true });
    return id as string;
  };

  test('go into the pantry with one tap, soap stays out, and the way back takes them out again', async () => {
    await buy('2 l milk');
    await buy('Dish soap');
    await me.browser.post(`/meals/list/${listId}/stocking`);
    expect(await pantry()).toMatchObject([{ name: 'milk', quantity: 2, unit: 'l', location: 'fridge' }]);
    const text = await page(`/meals/list/${listId}`);
    expect(text).toContain('1 item is in the pantry now');
    const at = /name="at" value="([^"]+)"/.exec(text)![1]!;
    await me.browser.post(`/meals/list/${listId}/returning`, { at });
    expect(await pantry()).toEqual([]);
    expect((await api.get(`/api/v1/shopping-items?listId=${listId}`)).body.items).toHaveLength(2);
  });

  test('stand together until their guessed place and date are put right, or some hours have gone by', async () => {
    for (const name of ['2 l milk', 'Bread']) await buy(name);
    await me.browser.post(`/meals/list/${listId}/stocking`);
    const [milk] = (await pantry()).filter(({ name }: { name: string }) => name === 'milk');
    const sections = async () => [...(await page()).matchAll(/<h2 id="in-(\w+)"/g)].map(([, id]) => id);
    expect(await sections()).toEqual(['new']);
    expect(await page()).toContain('Fridge · 10 days left');
    await api.patch(`/api/v1/pantry-items/${milk.id}`).send({ expiresOn: '2026-04-01' });
    expect(await sections()).toEqual(['new', 'fridge']);
    me.app.clock.advance(4 * 60 * 60 * 1000);
    expect(await sections()).toEqual(['first', 'fridge']);
    me.app.clock.advance(-4 * 60 * 60 * 1000);
  });

  test('go there by themselves where the list says so, once, and come back with the tick', async () => {
    await api.patch(`/api/v1/shopping-lists/${listId}`).send({ fillsPantry: true });
    const id = await buy('2 l milk');
    await Promise.all(
      [1, 2, 3].map(() => api.patch(`/api/v1/shopping-items/${id}`).send({ isChecked: true })),
    );
    await api.post(`/api/v1/shopping-lists/${listId}/stocking`);
    expect(await pantry()).toHaveLength(1);
    const second = await buy('Bread');
    expect(await pantry()).toHaveLength(2);
    await api.patch(`/api/v1/shopping-items/${second}`).send({ isChecked: false });
    expect(await pantry()).toMatchObject([{ name: 'milk' }]);
  });
});

describe('what can be cooked', () => {
  const recipe = (title: string, lines: string[]) =>
    api.post('/api/v1/recipes').send({
      title,
      yieldsServings: 2,
      ingredients: lines.map((text) => ({ text })),
      steps: [],
    });

  test('comes by how much of it is at home, what spoils first before the rest', async () => {
    await recipe('Rice with fish', ['200 g rice', '300 g fish', 'salt', '1 tbsp olive oil']);
    await recipe('Rice with beans', ['200 g rice', '1 can beans', 'salt']);
    await recipe('Rice with cheese', ['200 g rice', '100 g cheese', '500 ml water']);
    await recipe('Cake', ['500 g flour', '4 eggs']);
    await stock('rice', { expiresOn: null });
    await stock('cheese', { expiresOn: '2026-03-04' });
    await stock('beans', { expiresOn: null });
    await stock('flour', { expiresOn: '2026-01-01' });
    const text = await page('/meals/pantry/recipes');
    const titles = [...text.matchAll(/row-title">([^<]+)</g)].map(([, title]) => title);
    expect(titles).toEqual(['Rice with cheese', 'Rice with beans', 'Rice with fish']);
    expect(text).toContain('Uses up: cheese');
    expect(text).toContain('All at home');
    expect(text).toContain('Missing: fish');
  });

  test('says what to do while there is nothing', async () => {
    expect(await page('/meals/pantry/recipes')).toContain('Put into the pantry what is at home');
  });

  test('knows no recipes and no pantry of others', async () => {
    await recipe('Rice with fish', ['200 g rice', '300 g fish']);
    const other = await me.app.as(await makeUser(me.app.db));
    await other.get('/meals/pantry');
    await other.post('/meals/pantry', { lines: 'rice' });
    expect((await other.get('/meals/pantry/recipes')).text).not.toContain('Rice with fish');
  });
});
