import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { contents, exportOf, importInto } from '../../fitness/import/export-support.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let anna: TestUser;
beforeEach(async () => {
  app = await startTestApp();
  anna = await makeUser(app.db);
});
afterEach(() => app.stop());

const apiOf = async (user: TestUser) => app.withToken(await makeToken(app.db, user));

/** What a household has, without what belongs to one installation. */
async function goodsOf(user: TestUser) {
  const api = await apiOf(user);
  const [lists, items, pantry] = await Promise.all(
    ['shopping-lists', 'shopping-items', 'pantry-items'].map(
      async (noun) => (await api.get(`/api/v1/${noun}`)).body.items,
    ),
  );
  const bare = ({
    id: _id,
    listId: _list,
    checkedBy: _by,
    version: _version,
    ...rest
  }: Record<string, unknown>) => rest;
  const byName = (a: Record<string, unknown>, b: Record<string, unknown>) =>
    String(a['text'] ?? a['name']).localeCompare(String(b['text'] ?? b['name']));
  return {
    lists: lists.map(bare).sort(byName),
    items: items.map(bare).sort(byName),
    pantry: pantry.map(bare).sort(byName),
  };
}

test('an export holds lists and pantry, and imported elsewhere gives the same ones; twice adds nothing', async () => {
  const api = await apiOf(anna);
  const { body: list } = await api
    .post('/api/v1/shopping-lists')
    .send({ name: 'Market', fillsPantry: false, aisleOrder: ['eggs', 'produce'] });
  for (const text of ['2 kg flour', 'Toilet paper', '6 eggs']) {
    const { body } = await api.post('/api/v1/shopping-items').send({ listId: list.id, text });
    if (text === '6 eggs') await api.patch(`/api/v1/shopping-items/${body.id}`).send({ isChecked: true });
  }
  const gone = await api.post('/api/v1/shopping-items').send({ listId: list.id, text: 'Thrown away' });
  await api.delete(`/api/v1/shopping-items/${gone.body.id}`);
  await api
    .post('/api/v1/pantry-items')
    .send({ name: '500 g rice', expiresOn: '2026-09-01', location: 'cellar' });
  await api.post('/api/v1/pantry-items').send({ name: 'Salt', expiresOn: null });

  const file = await exportOf(app, anna);
  const held = await contents(file);
  expect(held['data/shopping-lists.json']).toMatchObject([{ name: 'Market', items: { length: 3 } }]);
  expect(held['data/pantry-items.json']).toHaveLength(2);

  const before = await goodsOf(anna);
  const ben = await makeUser(app.db);
  await importInto(app, ben, file);
  expect(await goodsOf(ben)).toEqual(before);
  await importInto(app, ben, file);
  await importInto(app, anna, file);
  expect(await goodsOf(ben)).toEqual(before);
  expect(await goodsOf(anna)).toEqual(before);
});
