import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type TestAgent from 'supertest/lib/agent.js';
import { execute } from '../../../src/db/index.ts';
import { newId } from '../../../src/lib/uuid.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';

const TODAY = '2026-03-03';
let app: TestApp;
let anna: TestUser;
let api: TestAgent;
let listId: string;
let curry: string;

beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.stop());
beforeEach(async () => {
  anna = await makeUser(app.db);
  api = app.withToken(await makeToken(app.db, anna));
  listId = (await api.post('/api/v1/shopping-lists').send({ name: 'Market' })).body.id;
  curry = await recipe('Curry', 4, ['600 g chicken breast', '300 g rice', '2 onions', 'Fairy dust']);
});

async function recipe(title: string, yieldsServings: number, lines: string[]): Promise<string> {
  const ingredients = lines.map((text) => ({ text }));
  const { body } = await api.post('/api/v1/recipes').send({ title, yieldsServings, ingredients, steps: [] });
  return body.id;
}

async function plan(recipeId: string, onDate: string, servings: number, leftoverOf: string | null = null) {
  const id = newId();
  await execute(
    app.db,
    `insert into meal_plan_entries (id, household_id, on_date, meal_type, recipe_id, servings, leftover_of)
     values (:id, :householdId, :onDate, 'dinner', :recipeId, :servings, :leftoverOf)`,
    { id, householdId: anna.householdId, onDate, recipeId, servings, leftoverOf },
  );
  return id;
}

const unplan = (id: string) =>
  execute(app.db, 'update meal_plan_entries set deleted_at = now() where id = :id', { id });
const make = async (body: object = {}) =>
  (await api.post(`/api/v1/shopping-lists/${listId}/plan`).send(body)).body;
interface Shown {
  id: string;
  text: string;
  quantity: number | null;
  unit: string | null;
  isChecked: boolean;
  meals: { title: string }[];
}
const items = async (): Promise<Shown[]> =>
  (await api.get(`/api/v1/shopping-items?listId=${listId}`)).body.items;
const shown = async () =>
  (await items())
    .map(({ text, quantity, unit, isChecked }) =>
      [isChecked ? '✓' : '', text, quantity ?? '', unit ?? ''].filter((part) => part !== '').join(' '),
    )
    .sort();
const tick = async (name: string) => {
  const item = (await items()).find(({ text }) => text.startsWith(name))!;
  await api.patch(`/api/v1/shopping-items/${item.id}`).send({ isChecked: true });
};

describe('the list made from the plan', () => {
  test('has what the meals of the coming days need, for as many as eat', async () => {
    await plan(curry, TODAY, 4);
    await plan(curry, '2026-03-05', 8);
    await plan(curry, '2026-03-10', 4);
    await plan(curry, '2026-03-02', 4);
    expect(await make()).toMatchObject({ meals: 2, added: 4, changed: 0, removed: 0 });
    expect(await shown()).toEqual(['Chicken breast 2000 g', 'Fairy dust', 'Onions 6', 'Rice 1000 g']);
    expect((await items())[0]!.meals).toMatchObject([{ title: 'Curry' }, { title: 'Curry' }]);
  });

  test('follows a changed plan, and leaves alone what is ticked, edited or typed by hand', async () => {
    const [, second] = [await plan(curry, TODAY, 4), await plan(curry, '2026-03-04', 4)];
    await make();
    await api.post('/api/v1/shopping-items').send({ listId, text: 'Candles' });
    await tick('Rice');
    const chicken = (await items()).find(({ text }) => text.startsWith('Chicken'))!;
    await api.patch(`/api/v1/shopping-items/${chicken.id}`).send({ text: 'Tofu', quantity: 3, unit: null });
    await unplan(second);
    expect(await make()).toMatchObject({ added: 0, changed: 3, removed: 0 });
    expect(await shown()).toEqual(['Candles', 'Fairy dust', 'Onions 2', 'Tofu 3', '✓ Rice 1000 g']);
    await plan(curry, '2026-03-06', 12);
    await make();
    // The rice of the meal that is gone is no rice for another day's ten people: what it was bought for counts.
    expect(await shown()).toEqual([
      'Candles',
      'Fairy dust',
      'Onions 8',
      'Rice 1000 g',
      'Tofu 3',
      '✓ Rice 1000 g',
    ]);
  });

  test('made twice is made once, also at the same moment', async () => {
    await plan(curry, TODAY, 4);
    await Promise.all(Array.from({ length: 6 }, () => make()));
    expect(await items()).toHaveLength(4);
    expect(await make()).toMatchObject({ added: 0, changed: 0, removed: 0 });
  });

  test('does not bring back what somebody took off, unless a new meal wants it', async () => {
    await plan(curry, TODAY, 4);
    await make();
    const dust = (await items()).find(({ text }) => text === 'Fairy dust')!;
    await api.delete(`/api/v1/shopping-items/${dust.id}`);
    await make();
    expect(await shown()).not.toContain('Fairy dust');
    await plan(curry, '2026-03-05', 4);
    await make();
    expect(await shown()).toContain('Fairy dust');
  });

  test('a thing that is typed and planned stands there once, and a changed plan changes only its own part', async () => {
    const [, second] = [await plan(curry, TODAY, 4), await plan(curry, '2026-03-04', 4)];
    await api.post('/api/v1/shopping-items').send({ listId, text: '500 g rice' });
    await make();
    const browser = await app.as(anna);
    const rice = async () => {
      const rows = (await browser.get('/meals/list')).text.split('<li class="shop-item"').slice(1);
      return rows
        .filter((row) => /data-text>rice</i.test(row))
        .map(
          (row) => /data-amount>([^<]*)</.exec(row)![1] + (row.includes('aria-checked="true"') ? ' ✓' : ''),
        );
    };
    expect(await rice()).toEqual(['1.5 kg']);
    expect((await browser.get('/meals/list')).text).toContain('500 g added by hand');
    const [row] = (await items()).filter(({ text }) => text === 'Rice');
    const moved = { text: 'Rice', quantity: '1500', unit: 'g', aisle: 'canned' };
    await browser.post(`/meals/list/items/${row!.id}`, moved);
    await unplan(second);
    await make();
    expect(await rice()).toEqual(['1 kg']);
    await browser.post(`/meals/list/items/${row!.id}/tick`, { isChecked: 'true' });
    await make();
    expect(await rice()).toEqual(['1 kg ✓']);
    await browser.post(`/meals/list/items/${row!.id}/deletion`);
    await make();
    expect(await rice()).toEqual([]);
  });

  test('leaves out what the pantry has, and says so', async () => {
    await plan(curry, TODAY, 4);
    await api.post('/api/v1/pantry-items').send({ name: '1 kg rice' });
    await api.post('/api/v1/pantry-items').send({ name: '1 onion' });
    await api.post('/api/v1/pantry-items').send({ name: '5 kg chicken breast', expiresOn: '2026-03-01' });
    expect(await make()).toMatchObject({ atHand: ['rice'], added: 3 });
    expect(await shown()).toEqual(['Chicken breast 600 g', 'Fairy dust', 'Onions 1']);
  });

  test('counts what went from the basket into the pantry there', async () => {
    await plan(curry, TODAY, 4);
    await make();
    await tick('Rice');
    const home = await api.post(`/api/v1/shopping-lists/${listId}/stocking`);
    expect(home.body).toEqual({ count: 1 });
    expect((await make()).added).toBe(0);
    expect(await shown()).not.toContain('Rice 500 g');
    const [rice] = (await api.get('/api/v1/pantry-items')).body.items;
    await api.delete(`/api/v1/pantry-items/${rice.id}`);
    await make();
    expect(await shown()).toContain('Rice 500 g');
  });

  test('leftovers count with the day they are cooked, and not at all when that is over', async () => {
    const cooked = await plan(curry, TODAY, 4);
    await plan(curry, '2026-03-04', 4, cooked);
    const yesterday = await plan(curry, '2026-03-02', 4);
    await plan(curry, '2026-03-05', 4, yesterday);
    expect(await make()).toMatchObject({ meals: 2 });
    expect(await shown()).toContain('Rice 1000 g');
  });

  test('is one tap away from the week: of a week that has begun, the rest', async () => {
    await plan(curry, '2026-03-02', 4);
    await plan(curry, TODAY, 4);
    const browser = await app.as(anna);
    const week = (await browser.get('/meals/week')).text;
    const from = /action="\/meals\/list\/plan"[^]*?name="from" value="([^"]+)"/.exec(week)![1]!;
    expect(from).toBe('2026-03-02');
    const answer = await browser.post('/meals/list/plan', { from });
    expect([answer.status, answer.headers['location']]).toEqual([303, '/meals/list']);
    expect((await items())[0]!.meals).toHaveLength(1);
    expect((await browser.get('/meals/list')).text).toContain('1 meal: 4 items added.');
  });

  test('without planned meals says so and changes nothing', async () => {
    await api.post('/api/v1/shopping-items').send({ listId, text: 'Candles' });
    expect(await make()).toEqual({ added: 0, changed: 0, removed: 0, atHand: [], meals: 0 });
    expect(await shown()).toEqual(['Candles']);
  });

  test.each([[{ days: 0 }], [{ days: 29 }], [{ from: 'soon' }]])('%j is refused', async (body) => {
    expect((await api.post(`/api/v1/shopping-lists/${listId}/plan`).send(body)).status).toBe(422);
  });

  test('knows nothing of the plan of others', async () => {
    await plan(curry, TODAY, 4);
    const other = app.withToken(await makeToken(app.db, await makeUser(app.db)));
    const { id } = (await other.post('/api/v1/shopping-lists').send({ name: 'Theirs' })).body;
    expect((await other.post(`/api/v1/shopping-lists/${id}/plan`).send({})).body.meals).toBe(0);
  });
});
