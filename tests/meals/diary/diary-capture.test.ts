import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { selectRows } from '../../../src/db/index.ts';
import { readDiaryLine } from '../../../src/features/meals/diary/capture/read-line.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { makeUser, type TestUser } from '../../support/users.ts';
import { makeFood, makeRecipe } from './kitchen.ts';

const clock = { now: new Date('2026-03-03T18:00:00Z'), timeZone: 'Europe/Berlin' };

describe('a line about eating', () => {
  const items = (text: string) =>
    readDiaryLine(text, clock).items.map(({ servings, quantity, unit, words }) => [
      servings ?? quantity,
      unit,
      words,
    ]);

  test.each([
    ['120 g pasta', [[120, 'g', 'pasta']]],
    [
      '2 eggs and toast',
      [
        [2, null, 'eggs'],
        [null, null, 'toast'],
      ],
    ],
    ['dinner: lentil soup 1.5 servings', [[1.5, null, 'lentil soup']]],
    ['half a portion of lasagne', [[0.5, null, 'lasagne']]],
    [
      'had a banana and 200 ml milk for breakfast',
      [
        [1, null, 'banana'],
        [200, 'ml', 'milk'],
      ],
    ],
    [
      '60 g oats, 1 tbsp honey + 1,5 cups milk',
      [
        [60, 'g', 'oats'],
        [1, 'tbsp', 'honey'],
        [1.5, 'cup', 'milk'],
      ],
    ],
    ['yesterday lunch: 2 slices of bread', [[2, 'slice', 'bread']]],
  ])('%s', (text, expected) => expect(items(text)).toEqual(expected));

  test('names its meal and its day', () => {
    expect(readDiaryLine('supper: pizza', clock)).toMatchObject({ mealType: 'dinner', isExplicit: true });
    expect(readDiaryLine('120 g pasta', clock)).toMatchObject({ mealType: undefined, isExplicit: false });
    const { moment, mealType } = readDiaryLine('yesterday dinner: pizza', clock);
    expect([mealType, moment.said, moment.at.toISOString().slice(0, 10)]).toEqual([
      'dinner',
      true,
      '2026-03-02',
    ]);
  });

  test('may be told by its numbers', () => {
    const { numbers, whole } = readDiaryLine('lunch: burger 650 kcal, 30 g protein, 20g fat', clock);
    expect([numbers, whole.words]).toEqual([{ kcal: 650, proteinG: 30, fatG: 20 }, 'burger']);
    expect(readDiaryLine('40 g protein powder', clock).numbers).toBeUndefined();
  });
});

describe('the capture box', () => {
  let app: TestApp;
  let anna: TestUser;
  let browser: Browser;

  beforeAll(async () => {
    app = await startTestApp();
  });
  afterAll(() => app.stop());
  beforeEach(async () => {
    app.clock.set('2026-03-03T18:00:00Z');
    anna = await makeUser(app.db);
    browser = await app.as(anna);
    await makeFood(app.db, anna, { name: 'Pasta', kcal: 350 });
    await makeFood(app.db, anna, {
      name: 'Egg',
      kcal: 140,
      portions: [{ unit: 'medium', amount: 1, grams: 50 }],
    });
    await makeFood(app.db, anna, {
      name: 'Toast',
      kcal: 260,
      portions: [{ unit: 'slice', amount: 1, grams: 30 }],
    });
    await makeRecipe(app.db, anna);
  });

  const stored = () =>
    selectRows<Record<string, unknown>>(
      app.db,
      `select title, grams, servings, meal_type, on_date, (nutrients->>'kcal')::float8 as kcal, source
         from diary_entries where user_id = :id and deleted_at is null order by id`,
      { id: anna.id },
    );

  /** Types a line, and answers the page with its fields of the first reading. */
  async function read(text: string, path = '/capture/preview', more: Record<string, string> = {}) {
    const { text: html, status } = await browser.post(path, { text, ...more });
    const form = /<form class="stack stack-tight"[\s\S]*?<\/form>/.exec(html)?.[0] ?? '';
    return { html, status, fields: fieldsOf(form) };
  }

  function fieldsOf(form: string): Record<string, string> {
    const fields: Record<string, string> = {};
    for (const [, attributes] of form.matchAll(/<input([^>]*)>/g)) {
      const name = /name="([^"]*)"/.exec(attributes!)?.[1];
      if (name && name !== '_csrf') fields[name] = /value="([^"]*)"/.exec(attributes!)?.[1] ?? '';
    }
    for (const [, name, options] of form.matchAll(/<select name="([^"]*)">([\s\S]*?)<\/select>/g)) {
      fields[name!] = (/value="([^"]*)" selected/.exec(options!) ?? /value="([^"]*)"/.exec(options!))![1]!;
    }
    return fields;
  }

  test('shows "120 g pasta" as chips, and keeps it after one confirmation', async () => {
    const { fields } = await read('120 g pasta');
    expect(fields).toMatchObject({
      ...{ source: 'diary', kind: 'foods', mealType: 'dinner', at: '2026-03-03T19:00' },
      ...{ 'items.0.quantity': '120', 'items.0.unit': 'g', 'items.0.grams': '120' },
    });
    const { headers } = await browser.post('/capture', fields);
    expect(headers['location']).toBe('/meals/diary?date=2026-03-03');
    expect(await stored()).toEqual([
      expect.objectContaining({
        title: 'Pasta',
        grams: 120,
        kcal: 420,
        meal_type: 'dinner',
        source: 'capture',
      }),
    ]);
  });

  test('keeps each of several foods once, and Undo takes all of them back', async () => {
    const { fields } = await read('2 eggs and toast for breakfast');
    await Promise.all([browser.post('/capture', fields), browser.post('/capture', fields)]);
    expect(await stored()).toMatchObject([
      { title: 'Egg', grams: 100, kcal: 140, meal_type: 'breakfast' },
      { title: 'Toast', meal_type: 'breakfast' },
    ]);
    const { text } = await browser.get('/meals/diary');
    const token = /name="token" value="([^"]+)"/.exec(text)![1]!;
    await browser.post('/capture/undo', { source: 'diary', token });
    await browser.post('/capture/undo', { source: 'diary', token });
    expect(await stored()).toEqual([]);
  });

  test('finds a recipe by its servings', async () => {
    const { fields, html } = await read('yesterday dinner: lentil soup 1.5 servings');
    expect(html).toContain('Lentil soup');
    await browser.post('/capture', fields);
    expect(await stored()).toMatchObject([
      { title: 'Lentil soup', servings: 1.5, kcal: 480, on_date: '2026-03-02' },
    ]);
  });

  test('keeps a dish and foods of one line each as an entry of its own', async () => {
    const { fields } = await read('lentil soup and 2 slices of toast');
    expect(fields).toMatchObject({ kind: 'foods', 'items.0.servings': '1', 'items.1.quantity': '2' });
    await browser.post('/capture', { ...fields, 'items.0.servings': '1.5' });
    expect(await stored()).toMatchObject([
      { title: 'Lentil soup', servings: 1.5, kcal: 480, meal_type: 'dinner' },
      { title: 'Toast', grams: 60, kcal: 156 },
    ]);
    const neither = { ...fields, _key: 'd', 'items.0.recipeId': '' };
    expect((await browser.post('/capture', neither)).status).toBe(422);
  });

  test('takes grams that were corrected, or the amount where that was', async () => {
    const { fields } = await read('2 eggs');
    await browser.post('/capture', { ...fields, 'items.0.grams': '120' });
    await browser.post('/capture', { ...fields, _key: 'b', 'items.0.quantity': '3' });
    expect((await stored()).map(({ grams }) => grams)).toEqual([120, 150]);
  });

  test('keeps plain numbers', async () => {
    const { fields } = await read('450 kcal 30 g protein');
    await browser.post('/capture', { ...fields, title: 'Canteen' });
    expect(await stored()).toMatchObject([{ title: 'Canteen', kcal: 450 }]);
  });

  test('leaves training to Fitness, and nonsense alone', async () => {
    expect((await read('squat 5x5 100kg')).fields['source']).toBe('fitness');
    expect((await read('weight 81.4')).fields['source']).toBe('fitness');
    expect((await read('flurb the zonk')).fields).toEqual({});
  });

  test('a form that is wrong comes back at its chip', async () => {
    const { fields } = await read('120 g pasta');
    const { status, text } = await browser.post('/capture', { ...fields, 'items.0.grams': '-3' });
    expect([status, text.includes('value="-3"')]).toEqual([422, true]);
    expect((await browser.post('/capture', { ...fields, _key: 'c', kind: 'cake' })).status).toBe(422);
    expect(await stored()).toEqual([]);
  });

  test('keeps nothing of another household', async () => {
    const eve = await makeUser(app.db);
    const pie = await makeFood(app.db, eve, { name: 'Eve’s pie' });
    const { fields } = await read('120 g pasta');
    expect((await browser.post('/capture', { ...fields, 'items.0.foodId': pie })).status).toBe(404);
    expect(await stored()).toEqual([]);
  });

  test('on the page of a day a line belongs to that day', async () => {
    await browser.get('/meals/diary?date=2026-03-01');
    const { fields } = await read('pasta', '/meals/diary/lines', { date: '2026-03-01', mealType: 'lunch' });
    await browser.post('/capture', fields);
    expect(await stored()).toMatchObject([
      { title: 'Pasta', grams: 100, on_date: '2026-03-01', meal_type: 'lunch' },
    ]);
    const unknown = await read('', '/meals/diary/lines', { date: '2026-03-01' });
    expect(unknown.status).toBe(422);
  });
});
