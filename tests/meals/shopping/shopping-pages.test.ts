import { beforeEach, describe, expect, test } from '@jest/globals';
import { startSignedIn } from '../../support/signed-in.ts';
import { makeUser } from '../../support/users.ts';

const me = startSignedIn({ name: 'Anna Berg' });
beforeEach(() => me.browser.get('/meals/list'));

const list = async (path = '/meals/list') => (await me.browser.get(path)).text;
const add = (lines: string) => me.browser.post('/meals/list/items', { lines });
/** What stands under each heading, ticked or not. */
const sections = (text: string): Record<string, string[]> =>
  Object.fromEntries(
    text
      .split('<section class="shop-aisle')
      .slice(1)
      .map((section) => [
        /<h2[^>]*>\s*([^<]+)/.exec(section)![1]!.trim(),
        [...section.matchAll(/data-text>([^<]+)</g)].map(([, name]) => name!),
      ])
      .filter(([, names]) => names!.length > 0),
  ) as Record<string, string[]>;
const hrefOf = (text: string, name: string) =>
  new RegExp(`action="(/meals/list/items/[0-9a-f-]{36})/tick"(?:(?!action=)[^])*?data-text>${name}<`).exec(
    text,
  )![1]!;
const listHref = async () => /action="(\/meals\/list\/[0-9a-f-]{36})\/items"/.exec(await list())![1]!;

describe('the list without JavaScript', () => {
  test('says what to do while it is empty, and begins with the first thing', async () => {
    expect(await list()).toContain('Nothing to buy');
    expect((await add('2 l milk\n\n- Toilet paper\nApples')).status).toBe(303);
    expect(sections(await list())).toEqual({
      'Fruit and vegetables': ['Apples'],
      'Milk and cheese': ['milk'],
      Household: ['Toilet paper'],
    });
  });

  test('a double click adds once', async () => {
    await add('milk');
    const key = '0193b3a0-0000-7000-8000-000000000001';
    await Promise.all(
      [1, 2, 3].map(() => me.browser.post('/meals/list/items', { lines: 'bread', _key: key })),
    );
    expect(
      Object.values(sections(await list()))
        .flat()
        .sort(),
    ).toEqual(['bread', 'milk']);
  });

  test('ticks and unticks, with the initials of who did it', async () => {
    await add('milk');
    const href = hrefOf(await list(), 'milk');
    await me.browser.post(`${href}/tick`, { isChecked: 'true' });
    const text = await list();
    expect(sections(text)).toEqual({ 'In the basket': ['milk'] });
    expect(text).toMatch(/data-by title="Anna Berg"[^>]*>AB</);
    expect(text).toContain('aria-checked="true"');
    await me.browser.post(`${href}/tick`, { isChecked: 'false' });
    expect(sections(await list())).toEqual({ 'Milk and cheese': ['milk'] });
  });

  test('is shared in the household, and nobody else sees or changes it', async () => {
    await add('milk');
    const ben = await me.app.as(await makeUser(me.app.db, { householdId: me.user.householdId }));
    expect((await ben.get('/meals/list')).text).toContain('milk');
    const stranger = await me.app.as(await makeUser(me.app.db));
    expect((await stranger.get('/meals/list')).text).not.toContain('milk');
    const [item, href] = [hrefOf(await list(), 'milk'), await listHref()];
    for (const path of [item, href, `${href}/settings`, `${href}/rows`])
      expect((await stranger.get(path)).status).toBe(404);
    const posts = [
      `${item}/tick`,
      `${item}/deletion`,
      `${item}/restoration`,
      `${href}/items`,
      `${href}/plan`,
    ];
    for (const path of [...posts, item, `${href}/clearing`, `${href}/stocking`, `${href}/deletion`]) {
      expect([path, (await stranger.post(path, { lines: 'x', text: 'x' })).status]).toEqual([path, 404]);
    }
    expect(sections(await list())).toEqual({ 'Milk and cheese': ['milk'] });
  });

  test('an amount over a thousand comes back as it was', async () => {
    await add('1500 g flour');
    const href = hrefOf(await list(), 'flour');
    const value = /name="quantity"[^>]*value="([^"]*)"/.exec((await me.browser.get(href)).text)![1]!;
    await me.browser.post(href, { text: 'flour', quantity: value, unit: 'g', aisle: 'baking' });
    expect(await list()).toContain('1.5 kg');
  });

  test('a thing that was typed twice stands there once; off the list and back goes all of it', async () => {
    await add('2 eggs\nCandles');
    await add('4 eggs');
    const text = await list();
    expect(sections(text)).toEqual({ Eggs: ['eggs'], Household: ['Candles'] });
    expect(text).toMatch(/data-amount>6</);
    const href = hrefOf(text, 'eggs');
    await me.browser.post(`${href}/deletion`);
    const gone = await list();
    expect(sections(gone)).toEqual({ Household: ['Candles'] });
    const others = /name="others" value="([^"]+)"/.exec(gone)![1]!;
    await me.browser.post(`${href}/restoration`, { others });
    expect(await list()).toMatch(/data-amount>6</);
    await me.browser.post(href, { text: 'eggs', quantity: '10', aisle: 'eggs' });
    const changed = await list();
    expect(sections(changed)).toEqual({ Eggs: ['eggs'], Household: ['Candles'] });
    expect(changed).toMatch(/data-amount>10</);
  });

  test('words, amount and aisle are changed by hand; the aisle is remembered', async () => {
    await add('2 jar gochujang');
    const href = hrefOf(await list(), 'gochujang');
    const form = await me.browser.get(href);
    expect(form.text).toContain('value="2"');
    await me.browser.post(href, { text: 'Gochujang', quantity: '1,5', unit: 'jars', aisle: 'condiments' });
    const text = await list();
    expect(sections(text)).toEqual({ 'Sauces and spreads': ['Gochujang'] });
    expect(text).toContain('1 ½ jars');
    await me.browser.post(`${href}/deletion`);
    await add('gochujang');
    expect(sections(await list())).toEqual({ 'Sauces and spreads': ['gochujang'] });
  });

  test.each([
    [{ text: '', quantity: '1' }, 'This is missing.'],
    [{ text: 'Milk', quantity: '-3' }, 'More than 0.'],
    [{ text: 'Milk', quantity: '1e9' }, 'Type a number'],
    [{ text: 'Milk', aisle: 'moon' }, 'Choose one of those offered.'],
  ])('a bad form %j comes back', async (fields, message) => {
    await add('milk');
    const answer = await me.browser.post(hrefOf(await list(), 'milk'), fields);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(message);
  });

  test('an empty line is refused with the page', async () => {
    const answer = await add('  ');
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('What do you need?');
  });

  test('what is taken off can be taken back, from the message and from the bin', async () => {
    await add('milk');
    const href = hrefOf(await list(), 'milk');
    await me.browser.post(`${href}/deletion`);
    expect(await list()).toContain('milk is off the list');
    expect((await me.browser.get('/settings/bin')).text).toContain(`${href}/restoration`);
    await me.browser.post(`${href}/restoration`);
    expect(sections(await list())).toEqual({ 'Milk and cheese': ['milk'] });
  });

  test('what is ticked is cleared with one tap and comes back with another', async () => {
    await add('milk\nbread');
    await me.browser.post(`${hrefOf(await list(), 'milk')}/tick`, { isChecked: 'true' });
    const href = await listHref();
    await me.browser.post(`${href}/clearing`);
    const text = await list();
    expect(text).toContain('1 item cleared');
    expect(sections(text)).toEqual({ Bread: ['bread'] });
    const at = /name="at" value="([^"]+)"/.exec(text)![1]!;
    me.app.clock.advance(1000);
    await me.browser.post(`${href}/returning`, { at });
    expect(sections(await list())).toEqual({ Bread: ['bread'], 'In the basket': ['milk'] });
  });
});

describe('several stores', () => {
  test('have lists of their own, each with its way through the store', async () => {
    await add('milk\napples');
    expect(Object.keys(sections(await list()))).toEqual(['Fruit and vegetables', 'Milk and cheese']);
    const href = await listHref();
    for (let steps = 0; steps < 5; steps++)
      await me.browser.post(`${href}/aisles`, { aisle: 'dairy', by: '-1' });
    expect(Object.keys(sections(await list()))).toEqual(['Milk and cheese', 'Fruit and vegetables']);

    const made = await me.browser.post('/meals/list', { name: 'Drugstore' });
    const other = made.headers['location']!;
    await me.browser.post(`${other}/items`, { lines: 'Soap' });
    expect(sections(await list(other))).toEqual({ Household: ['Soap'] });
    expect(await list()).toContain('Drugstore (1)');
    await me.browser.post(`${other}/settings`, { name: 'Chemist' });
    expect(await list(other)).toContain('Chemist');
    expect((await me.browser.post(`${other}/settings`, { name: '' })).status).toBe(422);
    await me.browser.post(`${other}/deletion`);
    expect((await me.browser.get(other)).status).toBe(404);
    await me.browser.post(`${other}/restoration`);
    expect(sections(await list(other))).toEqual({ Household: ['Soap'] });
  });
});

describe('the capture box', () => {
  const preview = async (text: string) => (await me.browser.post('/capture/preview', { text })).text;
  const fieldsOf = (text: string): Record<string, string> =>
    Object.fromEntries(
      [...text.matchAll(/<input[^>]*>/g)].flatMap(([input]) => {
        const [name, value] = ['name', 'value'].map((key) => new RegExp(`${key}="([^"]*)"`).exec(input)?.[1]);
        return name && name !== '_csrf' ? [[name, value ?? '']] : [];
      }),
    );

  test.each([
    ['buy milk', ['milk']],
    ['shopping: 3 lemons, bread', ['lemons', 'bread']],
    ['add 2 kg flour to the list', ['flour']],
  ])('“%s” goes on the list after one confirmation, and off it again', async (line, names) => {
    const shown = await preview(line);
    expect(shown).toContain('Understood as Shopping list');
    const form = shown.slice(shown.indexOf('<form class="stack'));
    const saved = await me.browser.post('/capture', fieldsOf(form.slice(0, form.indexOf('</form>'))));
    expect(saved.status).toBe(303);
    const text = await list(saved.headers['location']);
    expect(Object.values(sections(text)).flat().sort()).toEqual([...names].sort());
    const token = /name="token" value="([^"]+)"/.exec(text)![1]!;
    await me.browser.post('/capture/undo', { source: 'shopping', token });
    expect(sections(await list())).toEqual({});
  });

  test('other lines stay what they are', async () => {
    expect(await preview('squat 5x5 100kg')).not.toContain('Shopping list');
    expect(await preview('weight 81.4')).not.toContain('Shopping list');
    expect(await preview('get ups 5x3 16kg')).not.toContain('Shopping list');
  });
});
