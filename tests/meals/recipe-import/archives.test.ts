import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { execute, selectRows } from '../../../src/db/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { finishJobs } from '../../support/jobs.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';
import { mealieBackup, mealieRecipe, picture, tandoorRecipe, zipOf } from './archive-files.ts';

const FILES = '/meals/recipes/import/files';

let app: TestApp;
let user: TestUser;
let browser: Browser;

beforeEach(async () => {
  app = await startTestApp();
  user = await makeUser(app.db);
  browser = await app.as(user);
  await browser.get(FILES);
});
afterEach(() => app.stop());

async function upload(bytes: Buffer, name = 'recipes.zip'): Promise<string> {
  const answer = await browser.upload(FILES, { file: { name, bytes } });
  expect(answer.status).toBe(303);
  await finishJobs(app);
  return answer.headers['location']!;
}
async function add(page: string): Promise<void> {
  expect((await browser.post(`${page}/application`)).status).toBe(303);
  await finishJobs(app);
}
interface Stored {
  title: string;
  yields_servings: number;
  prep_min: number | null;
  cook_min: number | null;
  total_min: number | null;
  source_url: string | null;
  rating: number | null;
  notes: string;
  tags: string[];
  image_state: string | null;
  ingredients: string[];
  steps: string[];
}
const stored = () =>
  selectRows<Stored>(
    app.db,
    `select title, yields_servings, prep_min, cook_min, total_min, source_url, rating, notes, tags, image_state,
            (select array_agg(concat(section || ': ', original_text) order by position)
               from recipe_ingredients i where i.recipe_id = r.id) as ingredients,
            (select array_agg(concat(section || ': ', text) order by position)
               from recipe_steps s where s.recipe_id = r.id) as steps
       from recipes r where household_id = :householdId and deleted_at is null order by title`,
    { householdId: user.householdId },
  );

test('an export of Mealie: dry run, add with pictures, a second import adds nothing, undo takes all away', async () => {
  const bytes = await zipOf({
    'recipes/leek-pie/leek-pie.json': mealieRecipe,
    'recipes/leek-pie/images/original.webp': await picture(),
    'recipes/broken/broken.json': Buffer.from('{'),
  });
  const page = await upload(bytes);
  expect(await stored()).toEqual([]);
  const shown = (await browser.get(page)).text;
  expect(shown).toContain('Leek pie');
  expect(shown).toContain('recipes/broken/broken.json');

  await add(page);
  expect(await stored()).toEqual([
    {
      title: 'Leek pie',
      yields_servings: 6,
      prep_min: 20,
      cook_min: 60,
      total_min: 80,
      source_url: 'https://kitchen.example/leek-pie',
      rating: 4,
      notes: 'Tip: Good cold.',
      tags: ['Pie'],
      image_state: 'ready',
      ingredients: ['Crust: 250 g flour, sifted', 'Crust: a pinch of salt', 'Filling: 3 leeks, in rings'],
      steps: ['Crust: Knead the dough.', 'Crust: Bake it.', 'Crust: Let it cool.'],
    },
  ]);

  const again = await upload(bytes);
  expect((await browser.get(again)).text).toContain('Everything in this file is there already');
  await browser.post(`${page}/deletion`);
  await browser.post(`${page}/deletion`);
  expect(await stored()).toEqual([]);
  await add(page);
  expect(await stored()).toHaveLength(1);
});

test('a backup of Mealie', async () => {
  const page = await upload(await zipOf({ 'database.json': mealieBackup }));
  await add(page);
  expect(await stored()).toMatchObject([
    {
      title: 'Rice',
      yields_servings: 2,
      total_min: 20,
      tags: ['Basic'],
      ingredients: ['200 g rice, washed', '1 l water'],
      steps: ['Boil it.'],
    },
  ]);
});

test('an export of Tandoor, a ZIP of ZIPs', async () => {
  const inner = await zipOf({ 'recipe.json': tandoorRecipe, 'image.webp': await picture() });
  const page = await upload(await zipOf({ 'Bean_soup.zip': inner, 'Cut.zip': inner.subarray(0, 60) }));
  expect((await browser.get(page)).text).toContain('Cut.zip');
  await add(page);
  expect(await stored()).toMatchObject([
    {
      title: 'Bean soup',
      yields_servings: 4,
      prep_min: 15,
      cook_min: 60,
      total_min: 75,
      image_state: 'ready',
      ingredients: ['Base: 400 g white beans, dried', 'Base: salt'],
      steps: ['Soak the beans.', 'Cook them.'],
    },
  ]);
});

test('what we write as JSON-LD reads back equal', async () => {
  const api = app.withToken(await makeToken(app.db, user));
  const recipe = {
    title: 'Apple crumble',
    description: 'Sweet.\nAnd warm.',
    sourceUrl: 'https://kitchen.example/crumble',
    sourceName: 'Kitchen',
    yieldsServings: 5,
    yieldText: '1 dish',
    prepMin: 15,
    cookMin: 35,
    totalMin: 70,
    cuisine: 'British',
    course: 'Pudding',
    tags: ['Autumn', 'Sweet'],
    mealTypes: ['snack'],
    language: 'en-GB',
    ingredients: [
      { text: '4 apples', section: 'Fruit' },
      { text: '150 g flour', section: 'Crumble' },
      { text: '80 g butter, cold', section: 'Crumble' },
    ],
    steps: [
      { text: 'Cut the apples.', section: 'Fruit' },
      { text: 'Rub butter into flour.', section: 'Crumble' },
      { text: 'Bake for 35 minutes.', section: 'Crumble' },
    ],
  };
  const made = await api.post('/api/v1/recipes').send(recipe);
  const file = await browser.get(`/meals/recipes/${made.body.id}.jsonld`);
  const text = file.text ?? (file.body as Buffer).toString('utf8');
  await execute(app.db, 'delete from recipes', {});
  await add(await upload(Buffer.from(text), 'crumble.jsonld'));
  const [{ id }] = (await selectRows<{ id: string }>(app.db, 'select id from recipes', {})) as [
    { id: string },
  ];
  const { body } = await api.get(`/api/v1/recipes/${id}`);
  const lines = (list: { text: string; section: string | null }[]) =>
    list.map(({ text: line, section }) => ({ text: line, section }));
  expect({ ...body, ingredients: lines(body.ingredients), steps: lines(body.steps) }).toMatchObject(recipe);
});

describe('what cannot be read', () => {
  test.each([
    ['a text', Buffer.from('dear diary')],
    ['JSON of something else', Buffer.from('{"a":1}')],
    ['a ZIP of something else', undefined],
    ['a ZIP cut short', Buffer.from('PK\u0003\u0004 and no more')],
  ])('%s is refused with words', async (_what, bytes) => {
    const page = await upload(bytes ?? (await zipOf({ 'a.txt': Buffer.from('a') })));
    const { text } = await browser.get(page);
    expect(text).toMatch(/no file of recipes|broken or was cut short/);
    expect((await browser.post(`${page}/application`)).status).toBe(409);
  });

  test('no file at all', async () => {
    const answer = await browser.upload(FILES, { file: { name: 'empty.zip', bytes: Buffer.alloc(0) } });
    expect(answer.status).toBe(422);
  });
});

test('a recipe changed since stays when the import is undone', async () => {
  const page = await upload(await zipOf({ 'database.json': mealieBackup }));
  await add(page);
  await execute(app.db, 'update recipes set version = 2', {});
  await browser.post(`${page}/deletion`);
  expect(await stored()).toHaveLength(1);
  expect((await browser.get(page)).text).toContain('except 1 recipe');
});

test('another household sees nothing of it', async () => {
  const page = await upload(await zipOf({ 'database.json': mealieBackup }));
  const other = await app.as(await makeUser(app.db));
  expect((await other.get(page)).status).toBe(404);
  await other.get(FILES);
  expect((await other.post(`${page}/application`)).status).toBe(404);
});

test('over the API', async () => {
  const api = app.withToken(await makeToken(app.db, user));
  const made = await api
    .post('/api/v1/recipe-archives')
    .attach('file', await zipOf({ 'database.json': mealieBackup }), 'backup.zip');
  expect(made.status).toBe(202);
  await finishJobs(app);
  const address = `/api/v1/recipe-archives/${made.body.id}`;
  expect((await api.get(address)).body).toMatchObject({
    state: 'read',
    preview: { kind: 'mealie', toAdd: 1 },
  });
  expect((await api.post(`${address}/application`)).status).toBe(202);
  await finishJobs(app);
  expect((await api.get(address)).body).toMatchObject({
    state: 'applied',
    result: { added: 1, existing: 0 },
  });
  expect((await api.delete(`${address}/application`)).body).toMatchObject({ state: 'undone' });
});
