import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { makeUser } from '../../support/users.ts';

let app: TestApp;
let browser: Browser;
let stranger: Browser;
beforeAll(async () => {
  app = await startTestApp();
  browser = await app.as(await makeUser(app.db));
  stranger = await app.as(await makeUser(app.db));
});
afterAll(() => app.stop());

const namesOn = (html: string) => [...html.matchAll(/class="row-title">([^<]+)</g)].map(([, name]) => name!);
const jam = {
  name: 'Plum jam',
  aisle: 'condiments',
  kcal: '245,5',
  carbG: '60',
  measures: 'jar = 400\ntbsp = 20',
};

async function madeJam(name: string): Promise<string> {
  await browser.get('/meals/foods/new');
  const made = await browser.post('/meals/foods', { ...jam, name });
  expect(made.status).toBe(303);
  return made.headers['location'] as string;
}

describe('the pages of foods', () => {
  test('a food is found with a typing error and shows what is in it', async () => {
    const { text } = await browser.get('/meals/foods?q=chickn+brest');
    expect(namesOn(text)[0]).toBe('chicken breast');
    const href = /href="(\/meals\/foods\/[0-9a-f-]{36})"/.exec(text)![1]!;
    const page = (await browser.get(href)).text;
    expect(page).toMatch('Protein');
    expect(page).toMatch('22.5');
    expect(page).not.toMatch(`${href}/edit`);
  });

  test('what is not there can be added under the words looked for', async () => {
    const { text } = await browser.get('/meals/foods?q=zzyzzx');
    expect(text).toMatch('/meals/foods/new?name=zzyzzx');
    expect((await browser.get('/meals/foods/new?name=zzyzzx')).text).toMatch('value="zzyzzx"');
  });

  test('a food of one’s own is written, changed, thrown away and taken back', async () => {
    const href = await madeJam('Plum jam');
    const page = (await browser.get(href)).text;
    expect(page).toMatch('1 jar');
    const form = (await browser.get(`${href}/edit`)).text;
    expect(form).toMatch('jar = 400');
    const version = /name="version" value="(\d+)"/.exec(form)![1]!;
    expect((await browser.post(href, { ...jam, kcal: '250', version })).status).toBe(303);
    const late = await browser.post(href, { ...jam, kcal: '999', version });
    expect(late.status).toBe(409);
    expect((await browser.get(href)).text).toMatch('250');
    await browser.post(`${href}/deletion`, {});
    expect((await browser.get(href)).status).toBe(404);
    expect((await browser.get('/settings/bin')).text).toMatch('Plum jam');
    expect((await browser.post(`${href}/restoration`, {})).status).toBe(303);
    expect((await browser.get(href)).status).toBe(200);
  });

  test('a bad form comes back with what was typed and what to mend', async () => {
    const wrong = { ...jam, name: 'Odd', carbG: '80', fatG: '70', measures: 'a jar' };
    const { status, text } = await browser.post('/meals/foods', wrong);
    expect(status).toBe(422);
    expect(text).toMatch('a jar');
    expect(text).toMatch(/one measure a line/);
    const sums = await browser.post('/meals/foods', { ...wrong, measures: '' });
    expect(sums.text).toMatch(/more than the 100 g/);
    await madeJam('Taken jam');
    const taken = await browser.post('/meals/foods', { ...jam, name: 'taken JAM' });
    expect([taken.status, /has this name/.test(taken.text)]).toEqual([422, true]);
  });

  test('a form sent twice adds one food', async () => {
    const { text } = await browser.get('/meals/foods/new');
    const _key = /name="_key" value="([^"]+)"/.exec(text)![1]!;
    const [a, b] = await Promise.all(
      [0, 1].map(() => browser.post('/meals/foods', { ...jam, name: 'Twice jam', _key })),
    );
    expect(a!.headers['location']).toBe(b!.headers['location']);
  });

  test('a slice is weighed at home', async () => {
    const { text } = await browser.get('/meals/foods?q=white+bread');
    const href = /href="(\/meals\/foods\/[0-9a-f-]{36})"/.exec(text)![1]!;
    await browser.post(`${href}/household-portion`, { unit: 'Scheiben', grams: '47,5' });
    const weighed = (await browser.get(href)).text;
    expect(weighed).toMatch(/1 slice[^]*?47\.5/);
    // The table's own slice counts no longer, so it is not shown.
    expect(weighed.match(/>1 slice\b(?!,)/g)).toHaveLength(1);
    expect((await stranger.get(href)).text).not.toMatch('47.5');
  });

  test('foods of other households are not there', async () => {
    const href = await madeJam('Secret jam');
    for (const answer of [
      await stranger.get(href),
      await stranger.get(`${href}/edit`),
      await stranger.post(href, jam),
      await stranger.post(`${href}/deletion`, {}),
      await stranger.post(`${href}/restoration`, {}),
    ]) {
      expect(answer.status).toBe(404);
    }
  });
});
