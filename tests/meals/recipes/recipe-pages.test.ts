import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { saveRecipe } from '../../../src/features/meals/recipes/recipes.ts';
import type { RecipeDraft } from '../../../src/features/meals/recipes/recipe-schema.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { makeUser, type TestUser } from '../../support/users.ts';

let app: TestApp;
let anna: TestUser;
let browser: Browser;
beforeAll(async () => {
  app = await startTestApp();
});
beforeEach(async () => {
  anna = await makeUser(app.db);
  browser = await app.as(anna);
});
afterAll(() => app.stop());

const draft: RecipeDraft = {
  title: 'Tomato soup',
  yieldsServings: 4,
  prepMin: 10,
  cookMin: 25,
  tags: ['Quick'],
  ingredients: [
    { text: '800 g tomatoes' },
    { text: '1 onion, chopped' },
    { text: '1/2 cup cream', section: 'To serve' },
  ],
  steps: [{ text: 'Fry the onion.' }, { text: 'Simmer all of it for 20 minutes & blend <well>.' }],
};
const scopeOf = (user: TestUser) => ({ userId: user.id, householdId: user.householdId });
const save = (more: Partial<RecipeDraft> = {}, user = anna) =>
  saveRecipe(app.db, scopeOf(user), { ...draft, ...more }, app.clock.now());
const pageOf = async (path: string) => {
  const { status, text } = await browser.get(path);
  expect(status).toBe(200);
  return text;
};
const plain = (html: string) => html.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

describe('the list of recipes', () => {
  test('says what to do when there are none', async () => {
    expect(await pageOf('/meals/recipes')).toMatch(/No recipes yet[\s\S]*/);
    expect(await pageOf('/meals')).toContain('href="/meals/recipes"');
  });

  test('shows recipes with their time, finds them with typing errors, and offers the way back', async () => {
    await save();
    await save({ title: 'Porridge', totalMin: 90, tags: [] });
    const all = plain(await pageOf('/meals/recipes'));
    expect(all).toContain('Tomato soup 35 min');
    expect(all).toContain('Porridge 1 h 30 min');
    const found = await pageOf('/meals/recipes?q=porrige');
    expect(found).toContain('Porridge');
    expect(found).not.toContain('Tomato soup');
    expect(await pageOf('/meals/recipes?tag=Quick')).not.toContain('Porridge');
    expect(await pageOf('/meals/recipes?q=xylophone')).toContain('Show all recipes');
    expect(await pageOf('/meals/recipes?maxMinutes=nonsense&mealType=brunch')).toContain('Porridge');
  });
});

describe('the page of a recipe', () => {
  test('rescales the amounts with kitchen fractions, also without scripts', async () => {
    const { id } = await save();
    const written = plain(await pageOf(`/meals/recipes/${id}`));
    expect(written).toContain('800 g tomatoes');
    expect(written).toContain('½ cup cream');
    const scaled = plain(await pageOf(`/meals/recipes/${id}?servings=6`));
    expect(scaled).toContain('1200 g tomatoes'.replace('1200', '1,200'));
    expect(scaled).toContain('1 ½ onion, chopped');
    expect(scaled).toContain('¾ cup cream');
    expect(scaled).toContain('Written for 4 servings');
  });

  test.each(['0', '-3', '1e9', 'lots', ''])(
    'takes servings of "%s" for those of the recipe',
    async (servings) => {
      const { id } = await save();
      expect(plain(await pageOf(`/meals/recipes/${id}?servings=${servings}`))).toContain('800 g tomatoes');
    },
  );

  test('carries itself as linked data that nothing in it can break out of', async () => {
    const { id } = await save({ title: '</script><b>Soup' });
    const html = await pageOf(`/meals/recipes/${id}`);
    const [, json] = /<script type="application\/ld\+json">([\s\S]*?)<\/script>/.exec(html)!;
    expect(JSON.parse(json!)).toMatchObject({
      '@type': 'Recipe',
      name: '</script><b>Soup',
      totalTime: 'PT35M',
      recipeIngredient: ['800 g tomatoes', '1 onion, chopped', 'To serve:', '1/2 cup cream'],
      recipeInstructions: [{ '@type': 'HowToStep', text: 'Fry the onion.' }, { '@type': 'HowToStep' }],
    });
    const file = await browser.get(`/meals/recipes/${id}.jsonld`);
    expect(file.headers['content-disposition']).toContain('script-b-soup.jsonld');
    expect(JSON.parse(file.text)).toMatchObject({ '@type': 'Recipe', recipeYield: ['4'] });
  });

  test('takes stars and gives them back', async () => {
    const { id } = await save();
    await browser.post(`/meals/recipes/${id}/rating`, { rating: '4' });
    expect(await pageOf(`/meals/recipes?minRating=4`)).toContain('4 stars of 5');
    await browser.post(`/meals/recipes/${id}/rating`, { rating: '' });
    expect(await pageOf(`/meals/recipes?minRating=4`)).not.toContain('Tomato soup');
  });

  test('goes to the bin, is listed there, and comes back', async () => {
    const { id } = await save();
    await browser.post(`/meals/recipes/${id}/deletion`);
    expect((await browser.get(`/meals/recipes/${id}`)).status).toBe(404);
    expect(await pageOf('/settings/bin')).toContain(`/meals/recipes/${id}/restoration`);
    await browser.post(`/meals/recipes/${id}/restoration`);
    expect(await pageOf(`/meals/recipes/${id}`)).toContain('Tomato soup');
  });
});

describe('writing a recipe', () => {
  const written = {
    title: 'Pancakes',
    yieldsServings: '2',
    ingredients: '200 g flour\r\n- 2 eggs\r\n\r\nTo serve:\r\n* 3 tbsp sugar',
    steps: '1. Mix all.\n2) Fry for 3 minutes.',
    tags: 'sweet, #quick,',
    mealTypes: ['breakfast', 'snack'],
  };

  test('keeps lines as ingredients and steps, headings as sections', async () => {
    const { status, headers } = await browser.post('/meals/recipes', written);
    expect(status).toBe(303);
    const text = plain(await pageOf(headers['location']!));
    expect(text).toMatch(/200 g flour.*2 eggs.*To serve.*3 tbsp sugar.*Mix all\. .*Fry for 3 minutes\./);
    expect(text).toMatch(/#sweet #quick/);
    const form = await pageOf(`${headers['location']}/edit`);
    expect(form).toContain('200 g flour\n2 eggs\nTo serve:\n3 tbsp sugar</textarea>');
    expect(form.match(/checked/g)).toHaveLength(2);
  });

  test('sent twice is stored once', async () => {
    const form = { ...written, _key: 'one-key' };
    const [one, two] = [
      await browser.post('/meals/recipes', form),
      await browser.post('/meals/recipes', form),
    ];
    expect(two.headers['location']).toBe(one.headers['location']);
  });

  test.each([
    ['servings of 0', { yieldsServings: '0' }, 'More than 0.'],
    ['no title', { title: ' ' }, 'This is missing.'],
    ['a billion eggs', { ingredients: '1e9 eggs' }, '“1e9 eggs” has an amount nobody can cook.'],
    ['minus three eggs', { ingredients: '200 g flour\n−3 eggs' }, '“−3 eggs” has an amount below zero.'],
    ['a script for an address', { sourceUrl: 'javascript:alert(1)' }, 'This is not written as needed.'],
  ])('with %s says so at the field and keeps what was typed', async (_, wrong, message) => {
    const { status, text } = await browser.post('/meals/recipes', { ...written, ...wrong });
    expect(status).toBe(422);
    expect(text).toContain(message);
    expect(text).toContain('Mix all.');
  });

  test('by two people at once shows the second one both versions, and loses neither', async () => {
    const { id, version } = await save();
    const form = { ...written, version: String(version) };
    await browser.post(`/meals/recipes/${id}`, { ...form, title: 'Bread' });
    const { status, text } = await browser.post(`/meals/recipes/${id}`, { ...form, title: 'Cake' });
    expect(status).toBe(409);
    expect(text).toContain('value="Cake"');
    expect(plain(text)).toMatch(/What is stored now.*Title Bread/);
    const [, newer] = /name="version" value="(\d+)"/.exec(text)!;
    await browser.post(`/meals/recipes/${id}`, { ...form, title: 'Cake', version: newer! });
    expect(await pageOf(`/meals/recipes/${id}`)).toContain('<h1>Cake</h1>');
  });
});

test('signed out, or in another household, there is nothing', async () => {
  const { id } = await save({}, await makeUser(app.db));
  const paths = ['', '/edit', '.jsonld'].map((end) => `/meals/recipes/${id}${end}`);
  for (const path of paths) expect((await browser.get(path)).status).toBe(404);
  for (const path of ['', '/rating', '/deletion', '/restoration', '/image/deletion']) {
    expect(
      (await browser.post(`/meals/recipes/${id}${path}`, { title: 'x', yieldsServings: '1' })).status,
    ).toBe(404);
  }
  const { status, headers } = await app.visitor().get(paths[0]!);
  expect([status, headers['location']]).toEqual([303, expect.stringContaining('/auth/')]);
});
