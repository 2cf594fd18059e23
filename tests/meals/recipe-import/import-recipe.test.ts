import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { selectRows } from '../../../src/db/index.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import type { Browser } from '../../support/browser.ts';
import { finishJobs } from '../../support/jobs.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';
import { fieldsOf } from '../../support/form-fields.ts';
import { startRecipeServer, stew, type RecipeServer } from './recipe-server.ts';

let site: RecipeServer;
let app: TestApp;
let user: TestUser;
let browser: Browser;

beforeAll(async () => {
  site = await startRecipeServer();
});
afterAll(() => site.stop());
beforeEach(async () => {
  app = await startTestApp({ OUTBOUND_ALLOWED_HOSTS: site.host });
  user = await makeUser(app.db);
  browser = await app.as(user);
  await browser.get('/meals/recipes/import');
});
afterEach(() => app.stop());

const preview = (source: string) => browser.post('/meals/recipes/import/preview', { source });
const recipes = () =>
  selectRows<{ id: string; title: string; cuisine: string; image_state: string; source: string }>(
    app.db,
    `select id, title, cuisine, image_state, source from recipes
      where household_id = :householdId and deleted_at is null`,
    { householdId: user.householdId },
  );

test('a link is shown as a draft, corrected, kept, and gets its picture', async () => {
  const shown = await preview(site.url('/stew'));
  expect(shown.status).toBe(200);
  expect(await recipes()).toEqual([]);
  const fields = fieldsOf(shown.text, '/meals/recipes/import');
  expect(fields).toMatchObject({ title: 'Bean stew', yieldsServings: '3', prepMin: '10', cookMin: '50' });
  expect(fields['ingredients']).toContain('400 g white beans, soaked');

  const kept = await browser.post('/meals/recipes/import', { ...fields, title: 'Grandma’s beans' });
  expect(kept.status).toBe(303);
  const again = await browser.post('/meals/recipes/import', { ...fields, title: 'Grandma’s beans' });
  expect(again.headers['location']).toBe(kept.headers['location']);
  await finishJobs(app);
  expect(await recipes()).toMatchObject([
    { title: 'Grandma’s beans', cuisine: 'Spanish', image_state: 'ready', source: 'import' },
  ]);
  expect((await browser.get(kept.headers['location']!)).text).toContain('/uploads/');
});

test('what was imported before is said, with a link to it', async () => {
  const first = await browser.post(
    '/meals/recipes/import',
    fieldsOf((await preview(site.url('/stew'))).text, '/meals/recipes/import'),
  );
  expect((await preview(site.url('/stew'))).text).toContain(first.headers['location']);
});

test('a recipe without a picture that can be had is still a recipe', async () => {
  await browser.post(
    '/meals/recipes/import',
    fieldsOf((await preview(site.url('/no-picture'))).text, '/meals/recipes/import'),
  );
  await finishJobs(app);
  expect(await recipes()).toMatchObject([{ title: 'Bean stew', image_state: null }]);
});

test('pasted text, pasted source and pasted data are read too', async () => {
  const text = await preview(
    'Rice\n\nIngredients\n200 g rice\n1 l water\n\nMethod\nBoil the rice until it is soft.',
  );
  expect(fieldsOf(text.text, '/meals/recipes/import')).toMatchObject({
    title: 'Rice',
    ingredients: '200 g rice\n1 l water',
  });
  const data = await preview(JSON.stringify(stew));
  expect(fieldsOf(data.text, '/meals/recipes/import')['title']).toBe('Bean stew');
});

test('a page in another language and character set', async () => {
  expect(fieldsOf((await preview(site.url('/german'))).text, '/meals/recipes/import')).toMatchObject({
    title: 'Käsespätzle',
    ingredients: '400 g Spätzle\n200 g Käse',
    steps: 'Alles schichten und backen.',
  });
});

test('impossible amounts and servings of 0 are neither believed nor a fault of the server', async () => {
  const shown = await preview(site.url('/odd'));
  expect(shown.status).toBe(200);
  expect(fieldsOf(shown.text, '/meals/recipes/import')['yieldsServings']).toBe('4');
  const kept = await browser.post('/meals/recipes/import', fieldsOf(shown.text, '/meals/recipes/import'));
  expect([303, 422]).toContain(kept.status);
  const servings = await browser.post('/meals/recipes/import', {
    ...fieldsOf(shown.text, '/meals/recipes/import'),
    yieldsServings: '0',
  });
  expect(servings.status).toBe(422);
  expect(servings.text).toContain('Odd amounts');
});

describe('what cannot be read is said in a sentence, and nothing typed is lost', () => {
  test.each([
    ['/endless', 'larger than 2 MB'],
    ['/huge', 'larger than 2 MB'],
    ['/loop', 'leads on and on'],
    ['/inward', 'everybody on the internet'],
    ['/film', 'no web page'],
    ['/nowhere', 'not there'],
    ['/story', 'No recipe was found'],
  ])('%s', async (path, words) => {
    const answer = await preview(site.url(path));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(words);
    expect(answer.text).toContain(site.url(path));
  });

  test.each([
    ['http://192.168.0.1/recipe', 'everybody on the internet'],
    ['http://localhost/recipe', 'everybody on the internet'],
    ['file:///etc/passwd', 'no address of a web page'],
    ['', 'Paste a link or a text first'],
    ['Dear Anna, how are you?', 'No recipe was found'],
  ])('"%s"', async (typed, words) => {
    const answer = await preview(typed);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain(words);
  });
});

test('hidden fields hold nothing that a page could not have said', async () => {
  const fields = fieldsOf((await preview(site.url('/stew'))).text, '/meals/recipes/import');
  const answer = await browser.post('/meals/recipes/import', {
    ...fields,
    'found.imageUrl': 'file:///etc/passwd',
    'found.language': '<script>',
    'found.cuisine': 'x'.repeat(500),
  });
  expect(answer.status).toBe(303);
  await finishJobs(app);
  expect(await recipes()).toMatchObject([{ cuisine: 'x'.repeat(80), image_state: null }]);
});

test('a shared link stands in the box, and sharing alone keeps nothing', async () => {
  const page = await browser.get(
    '/meals/recipes/import?title=Stew&text=Look%20https%3A%2F%2Fkitchen.example%2Fstew',
  );
  expect(page.text).toContain('>https://kitchen.example/stew</textarea>');
  expect(await recipes()).toEqual([]);
});

test('a link in the capture box offers the import, keeps it, and takes it back', async () => {
  const read = await browser.post('/capture/preview', { text: site.url('/stew') });
  expect(read.text).toContain('Recipe to import');
  const kept = await browser.post('/capture', { source: 'recipe-import', text: 'x', url: site.url('/stew') });
  expect(kept.status).toBe(303);
  const [recipe] = await recipes();
  expect(kept.headers['location']).toBe(`/meals/recipes/${recipe!.id}`);
  await browser.post('/capture/undo', { source: 'recipe-import', token: recipe!.id });
  expect(await recipes()).toEqual([]);
  const refused = await browser.post('/capture', {
    source: 'recipe-import',
    text: 'x',
    url: site.url('/story'),
  });
  expect(refused.status).toBe(422);
});

describe('a page that shows its recipe only in print', () => {
  test('is followed there, once and on its own host, and stays the address of the recipe', async () => {
    site.asked.length = 0;
    const shown = await preview(site.url('/only-printed'));
    expect(fieldsOf(shown.text, '/meals/recipes/import')).toMatchObject({
      title: 'Dumplings',
      ingredients: '500 g flour\n2 eggs\n1 pinch salt',
      sourceUrl: site.url('/only-printed'),
    });
    expect(site.asked).toEqual(['/only-printed', '/print/dumplings']);
  });

  test('and not there either has no recipe', async () => {
    const answer = await preview(site.url('/printed-nowhere'));
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('No recipe was found');
  });
});

describe('while a page is fetched, no connection to the database is held', () => {
  let small: TestApp;
  beforeEach(async () => {
    small = await startTestApp(
      { OUTBOUND_ALLOWED_HOSTS: site.host },
      { beside: app, database: { poolSize: 1, acquireTimeoutMs: 1000 } },
    );
    // Of the one connection there is.
    site.beforeAnswer = () => selectRows(small.db, 'select 1');
    site.asked.length = 0;
  });
  afterEach(async () => {
    site.beforeAnswer = async () => undefined;
    await small.stop();
  });

  test('over the API with a key: it is imported once, and fetched no more when it is there', async () => {
    const api = small.withToken(await makeToken(app.db, user));
    const send = () =>
      api
        .post('/api/v1/recipe-imports')
        .set('Idempotency-Key', 'stew')
        .send({ url: site.url('/plain') });
    const answers = await Promise.all([send(), send()]);
    answers.push(await send());
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(await recipes()).toHaveLength(1);
    expect(site.asked.length).toBeLessThanOrEqual(2);
  });

  test('from the capture box: a double click is one recipe', async () => {
    const link = { source: 'recipe-import', _key: 'twice', text: 'x', url: site.url('/plain') };
    const other = await small.as(user);
    await other.get('/');
    const kept = await Promise.all([other.post('/capture', link), other.post('/capture', link)]);
    expect(kept.map(({ status }) => status)).toEqual([303, 303]);
    expect(await recipes()).toHaveLength(1);
  });
});

describe('API', () => {
  test('a draft, an import, and a second import of the same page', async () => {
    const api = app.withToken(await makeToken(app.db, user));
    const draft = await api.post('/api/v1/recipe-drafts').send({ url: site.url('/stew') });
    expect(draft.status).toBe(200);
    expect(draft.body).toMatchObject({
      draft: { title: 'Bean stew', cuisine: 'Spanish' },
      existingRecipeId: null,
    });
    const made = await api.post('/api/v1/recipe-imports').send({ url: site.url('/stew') });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ title: 'Bean stew', yieldsServings: 3, source: 'import' });
    const again = await api.post('/api/v1/recipe-imports').send({ url: site.url('/stew') });
    expect(again.status).toBe(409);
    expect((await recipes()).length).toBe(1);
  });

  test.each([
    [{}, 422],
    [{ url: 'http://10.0.0.1/' }, 422],
    [{ url: 'x', text: 'y' }, 422],
    [{ text: 'nothing to eat' }, 422],
    [{ html: '<p>nothing</p>', more: 1 }, 422],
  ])('%j is refused', async (body, status) => {
    const api = app.withToken(await makeToken(app.db, user));
    expect((await api.post('/api/v1/recipe-imports').send(body)).status).toBe(status);
  });

  test('one person may import 20 times a minute', async () => {
    const api = app.withToken(await makeToken(app.db, user));
    const send = () => api.post('/api/v1/recipe-drafts').send({ url: 'http://10.0.0.1/' });
    const statuses = [];
    for (let count = 0; count < 21; count += 1) statuses.push((await send()).status);
    expect(statuses.filter((status) => status === 429)).toEqual([429]);
  });
});
