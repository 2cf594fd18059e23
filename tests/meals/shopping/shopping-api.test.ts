import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { LiveClient } from '../../support/live-client.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

const MINUTE_MS = 60_000;
let app: TestApp;
let anna: TestUser;
let ben: TestUser;
let api: TestAgent;
let bensApi: TestAgent;
let listId: string;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  anna = await makeUser(app.db, { name: 'Anna Berg' });
  ben = await makeUser(app.db, { name: 'Ben', householdId: anna.householdId });
  [api, bensApi] = [
    app.withToken(await makeToken(app.db, anna)),
    app.withToken(await makeToken(app.db, ben)),
  ];
  listId = (await api.post('/api/v1/shopping-lists').send({ name: 'Market' })).body.id;
});

const add = async (text: string, more: object = {}) => {
  const { status, body } = await api.post('/api/v1/shopping-items').send({ listId, text, ...more });
  expect(status).toBe(201);
  return body;
};
/** The moment so many minutes after (or before) the server's clock. */
const at = (minutes: number) => new Date(app.clock.now().getTime() + minutes * MINUTE_MS).toISOString();
const patch = async (id: string, body: object, by = api) =>
  (await by.patch(`/api/v1/shopping-items/${id}`).send(body)).body;
const items = async (by = api) => (await by.get(`/api/v1/shopping-items?listId=${listId}`)).body.items;

describe('items over the API', () => {
  test('are read as they are typed, and shared in the household', async () => {
    await add('2 kg flour');
    await add('milk');
    await add('Toilet paper');
    const texts = new Map((await items(bensApi)).map((item: { text: string }) => [item.text, item]));
    expect(texts.get('flour')).toMatchObject({ quantity: 2, unit: 'kg', isChecked: false });
    expect(texts.get('milk')).toMatchObject({ quantity: null, unit: null });
    expect(texts.get('Toilet paper')).toMatchObject({ aisle: 'household' });
    expect((await bensApi.get('/api/v1/shopping-lists')).body.items).toMatchObject([
      { name: 'Market', openCount: 3, tickedCount: 0 },
    ]);
  });

  test('come page by page', async () => {
    for (const text of ['a', 'b', 'c']) await add(text);
    const first = (await api.get('/api/v1/shopping-items?limit=2')).body;
    const second = (await api.get(`/api/v1/shopping-items?limit=2&cursor=${first.nextCursor}`)).body;
    expect([...first.items, ...second.items].map(({ text }) => text).sort()).toEqual(['a', 'b', 'c']);
    expect(second.nextCursor).toBeNull();
  });

  test('an id chosen by the device makes the item once, and never takes one of others', async () => {
    const id = '0b9f3a52-51e8-4d3f-9d0e-0f3d6f0f9a11';
    await add('milk', { id });
    expect(await add('milk', { id })).toMatchObject({ id, version: 1 });
    expect(await items()).toHaveLength(1);
    const other = app.withToken(await makeToken(app.db, await makeUser(app.db)));
    const theirs = (await other.post('/api/v1/shopping-lists').send({ name: 'X' })).body.id;
    const stolen = await other.post('/api/v1/shopping-items').send({ id, listId: theirs, text: 'mine' });
    expect(stolen.status).toBe(404);
    expect(await items()).toMatchObject([{ text: 'milk' }]);
  });

  test('an aisle that was set is remembered for the next time', async () => {
    const { id } = await add('Gochujang');
    await patch(id, { aisle: 'condiments' });
    expect(await add('2 jar gochujang')).toMatchObject({ aisle: 'condiments' });
  });

  test.each([
    [{ text: '' }],
    [{ text: 'x', quantity: -3 }],
    [{ text: 'x', quantity: 1e9 }],
    [{ text: 'x', quantity: 0 }],
    [{ text: 'x', aisle: 'moon' }],
    [{ text: 'x', changedAt: 'yesterday' }],
    [{ text: 'x', colour: 'red' }],
  ])('%j is refused', async (body) => {
    expect((await api.post('/api/v1/shopping-items').send({ listId, ...body })).status).toBe(422);
  });

  test('of another household are not there', async () => {
    const { id } = await add('milk');
    const other = app.withToken(await makeToken(app.db, await makeUser(app.db)));
    const calls = [
      other.get(`/api/v1/shopping-lists/${listId}`),
      other.patch(`/api/v1/shopping-lists/${listId}`).send({ name: 'Mine' }),
      other.delete(`/api/v1/shopping-lists/${listId}`),
      other.post(`/api/v1/shopping-lists/${listId}/plan`).send({}),
      other.post(`/api/v1/shopping-lists/${listId}/clearing`),
      other.post(`/api/v1/shopping-lists/${listId}/stocking`),
      other.post('/api/v1/shopping-items').send({ listId, text: 'x' }),
      other.get(`/api/v1/shopping-items/${id}`),
      other.patch(`/api/v1/shopping-items/${id}`).send({ isChecked: true }),
      other.delete(`/api/v1/shopping-items/${id}`),
    ];
    for (const call of calls) expect((await call).status).toBe(404);
    expect((await other.get(`/api/v1/shopping-items?listId=${listId}`)).body.items).toEqual([]);
    expect(await items()).toMatchObject([{ text: 'milk', isChecked: false, version: 1 }]);
  });

  test('a list goes to the bin with what is on it, and comes back with it', async () => {
    await add('milk');
    expect((await api.delete(`/api/v1/shopping-lists/${listId}`)).status).toBe(204);
    expect(await items()).toEqual([]);
    expect((await api.post(`/api/v1/shopping-lists/${listId}/restoration`)).body).toMatchObject({
      openCount: 1,
    });
  });

  test('a list that was changed meanwhile is answered with 409 and its present state', async () => {
    await api.patch(`/api/v1/shopping-lists/${listId}`).send({ name: 'Corner shop', version: 1 });
    const late = await api.patch(`/api/v1/shopping-lists/${listId}`).send({ name: 'Bazaar', version: 1 });
    expect(late.status).toBe(409);
    expect((await api.get(`/api/v1/shopping-lists/${listId}`)).body.name).toBe('Corner shop');
  });
});

describe('taps from several phones', () => {
  test('the latest tap wins, in whichever order they arrive', async () => {
    const { id } = await add('milk', { changedAt: at(-60) });
    await patch(id, { isChecked: false, changedAt: at(-10) }, bensApi);
    expect(await patch(id, { isChecked: true, changedAt: at(-20) })).toMatchObject({ isChecked: false });
    expect(await patch(id, { isChecked: true, changedAt: at(-5) })).toMatchObject({
      isChecked: true,
      checkedBy: 'Anna Berg',
    });
  });

  test('a tick and new words do not take each other back', async () => {
    const { id } = await add('milk', { changedAt: at(-60) });
    await patch(id, { text: 'Oat milk', quantity: 2, unit: 'l', changedAt: at(-10) }, bensApi);
    // Made earlier, without a network, on another phone.
    expect(await patch(id, { isChecked: true, changedAt: at(-20) })).toMatchObject({
      text: 'Oat milk',
      quantity: 2,
      isChecked: true,
    });
  });

  test('a replay after days changes nothing: what was deleted or unticked stays so', async () => {
    const { id } = await add('milk', { changedAt: at(-60) });
    const old = { isChecked: true, changedAt: at(-50) };
    await patch(id, old);
    await patch(id, { isChecked: false, changedAt: at(-40) }, bensApi);
    const before = await patch(id, { isDeleted: true, changedAt: at(-30) }, bensApi);
    app.clock.advance(5 * 24 * 60 * MINUTE_MS);
    expect(await patch(id, old)).toEqual(before);
    expect(await items()).toEqual([]);
    expect(await patch(id, { text: 'Milk!', isDeleted: false, changedAt: old.changedAt })).toMatchObject({
      isDeleted: true,
    });
  });

  test('a clock that is wrong neither wins nor loses', async () => {
    const { id } = await add('milk', { changedAt: at(-60) });
    await patch(id, { isChecked: true, changedAt: at(-10) }, bensApi);
    // Two hours fast: it says the untick was made in the future, in truth it was 20 minutes ago.
    const fast = await api
      .patch(`/api/v1/shopping-items/${id}`)
      .set('X-Sent-At', at(120))
      .send({ isChecked: false, changedAt: at(100) });
    expect(fast.body).toMatchObject({ isChecked: true });
    // Three hours slow: in truth five minutes ago.
    const slow = await api
      .patch(`/api/v1/shopping-items/${id}`)
      .set('X-Sent-At', at(-180))
      .send({ isChecked: false, changedAt: at(-185) });
    expect(slow.body).toMatchObject({ isChecked: false, changedAt: at(-5) });
    // Without saying what time it has, the future is now.
    const future = await patch(id, { isChecked: true, changedAt: at(600) });
    expect(future).toMatchObject({ isChecked: true, changedAt: at(0) });
  });

  test('many at once end with the latest one, on any way', async () => {
    const { id } = await add('milk', { changedAt: at(-60) });
    const taps = Array.from({ length: 40 }, (_, index) => ({
      isChecked: index % 2 === 0,
      changedAt: at(-50 + index),
    }));
    const last = { isChecked: true, changedAt: at(-1) };
    const shuffled = [...taps, last].map((tap, index) => ({ tap, order: (index * 17) % 41 }));
    shuffled.sort((a, b) => a.order - b.order);
    const answers = await Promise.all(
      shuffled.map(({ tap }, index) =>
        (index % 2 ? api : bensApi).patch(`/api/v1/shopping-items/${id}`).send(tap),
      ),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(await items()).toMatchObject([{ isChecked: true, changedAt: last.changedAt }]);
  });

  test('put away twice is in the pantry once; unticked or put back later it is not', async () => {
    const pantry = async () =>
      (await api.get('/api/v1/pantry-items')).body.items.map(({ name }: { name: string }) => name);
    const [milk, bread] = [
      await add('milk', { changedAt: at(-60) }),
      await add('bread', { changedAt: at(-60) }),
    ];
    await patch(bread.id, { isChecked: true, changedAt: at(-50) });
    await patch(bread.id, { isChecked: false, changedAt: at(-30) }, bensApi);
    const away = { isStocked: true, changedAt: at(-40) };
    // Made earlier than the untick, without a network, and sent later.
    expect(await patch(bread.id, away)).toMatchObject({ isChecked: false, isDeleted: false });
    await Promise.all([1, 2, 3].map(() => patch(milk.id, away)));
    expect(await pantry()).toEqual(['milk']);
    expect(await items()).toMatchObject([{ text: 'bread' }]);
    expect(await patch(milk.id, { isStocked: false, changedAt: at(-20) })).toMatchObject({
      isDeleted: false,
    });
    expect(await pantry()).toEqual([]);
    expect(await patch(milk.id, away)).toMatchObject({ isDeleted: false, isChecked: true });
    expect(await pantry()).toEqual([]);
    // What somebody else cleared from the list meanwhile was bought all the same.
    await patch(milk.id, { isDeleted: true, changedAt: at(-5) }, bensApi);
    await patch(milk.id, { isStocked: true, changedAt: at(-10) });
    expect(await pantry()).toEqual(['milk']);
  });

  test('of a tick and its taking back in one moment, the tick wins on either way', async () => {
    const moment = at(-10);
    for (const order of [
      [true, false],
      [false, true],
    ]) {
      const { id } = await add('milk', { changedAt: at(-60) });
      for (const isChecked of order) await patch(id, { isChecked, changedAt: moment });
      expect(await patch(id, {})).toMatchObject({ isChecked: true });
    }
  });
});

describe('the live channel', () => {
  test('everybody of the household hears of a change, and nobody else may follow', async () => {
    const url = await app.listen();
    const connect = async (user: TestUser) =>
      LiveClient.connect(url, { cookie: `pa_session=${(await app.as(user)).cookie('pa_session')}` });
    const [phone, other] = await Promise.all([connect(ben), connect(await makeUser(app.db))]);
    const subscribe = { type: 'subscribe', topic: `shopping-list:${listId}` };
    expect(await phone.ask(subscribe)).toMatchObject({ type: 'subscribed' });
    expect(await other.ask(subscribe)).toMatchObject({ type: 'refused' });
    await add('milk');
    expect(await phone.next()).toMatchObject({ type: 'list-changed', topic: `shopping-list:${listId}` });
    const pantry = { type: 'subscribe', topic: `pantry:${anna.householdId}` };
    expect(await phone.ask(pantry)).toMatchObject({ type: 'subscribed' });
    expect(await other.ask(pantry)).toMatchObject({ type: 'refused' });
    await api.post('/api/v1/pantry-items').send({ name: 'rice' });
    expect(await phone.next()).toMatchObject({ type: 'pantry-changed', topic: pantry.topic });
    phone.socket.close();
    other.socket.close();
  });
});
