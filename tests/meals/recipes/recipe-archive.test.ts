import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { selectRow, selectRows } from '../../../src/db/index.ts';
import { findRecipe } from '../../../src/features/meals/recipes/recipe-queries.ts';
import { saveRecipe } from '../../../src/features/meals/recipes/recipes.ts';
import { startTestApp, type TestApp } from '../../support/app.ts';
import { finishJobs, runNow } from '../../support/jobs.ts';
import { makeToken, makeUser, type TestUser } from '../../support/users.ts';
import { contents, exportOf, importInto } from '../../fitness/import/export-support.ts';

let app: TestApp;
let second: TestApp | undefined;
let anna: TestUser;
beforeEach(async () => {
  app = await startTestApp();
  anna = await makeUser(app.db);
});
afterEach(async () => {
  await app.stop();
  await second?.stop();
  second = undefined;
});

const scopeOf = (user: TestUser) => ({ userId: user.id, householdId: user.householdId });
const jpeg = () =>
  sharp({ create: { width: 900, height: 600, channels: 3, background: '#a62' } })
    .jpeg()
    .toBuffer();
const save = () =>
  saveRecipe(
    app.db,
    scopeOf(anna),
    {
      title: 'Bean stew',
      yieldsServings: 3.5,
      cookMin: 45,
      tags: ['Winter'],
      mealTypes: ['dinner'],
      rating: 4,
      notes: 'Better on the next day',
      sourceUrl: 'https://example.org/stew',
      externalId: 'https://example.org/stew',
      source: 'import',
      ingredients: [{ text: '400 g white beans' }, { text: '2 carrots', section: 'For the stew' }],
      steps: [{ text: 'Soak the beans overnight.' }, { text: 'Simmer for 45 minutes.', timerS: 2400 }],
    },
    app.clock.now(),
  );
const imagesOf = (on: TestApp, id: string) =>
  selectRow<{ image_file: string; image_thumbnail_file: string }>(
    on.db,
    'select image_file, image_thumbnail_file from recipes where id = :id',
    { id },
  );

test('a picture is checked, prepared and shown to the household alone, and goes with its recipe from the bin', async () => {
  const { id } = await save();
  const browser = await app.as(anna);
  await browser.upload(`/meals/recipes/${id}/image`, { file: { bytes: await jpeg(), name: 'stew.jpg' } });
  expect((await browser.get(`/meals/recipes/${id}`)).text).toContain('The picture is being prepared.');
  await finishJobs(app);
  const files = (await imagesOf(app, id))!;
  expect((await browser.get(`/meals/recipes/${id}`)).text).toContain(`src="/uploads/${files.image_file}"`);
  expect((await browser.get(`/uploads/${files.image_thumbnail_file}`)).status).toBe(200);
  const stranger = await app.as(await makeUser(app.db));
  expect((await stranger.get(`/uploads/${files.image_file}`)).status).toBe(404);

  const bad = { file: { bytes: Buffer.from('no picture'), name: 'stew.jpg' } };
  await browser.upload(`/meals/recipes/${id}/image`, bad);
  expect((await browser.get(`/meals/recipes/${id}`)).text).toContain('Choose a JPEG, PNG or WebP picture.');
  await browser.post(`/meals/recipes/${id}/deletion`);
  expect((await browser.get(`/uploads/${files.image_file}`)).status).toBe(404);
  app.clock.advance(31 * 86_400_000);
  await runNow(app, 'empty-bin');
  expect(existsSync(join(app.config.uploadsDir, files.image_file))).toBe(false);
  expect(await imagesOf(app, id)).toBeUndefined();
});

test('an export holds recipes with their pictures, and imported elsewhere gives the same ones; twice adds nothing', async () => {
  const { id } = await save();
  const browser = await app.as(anna);
  await browser.upload(`/meals/recipes/${id}/image`, { file: { bytes: await jpeg(), name: 'stew.jpg' } });
  await finishJobs(app);
  const file = await exportOf(app, anna);
  const held = await contents(file);
  expect(held['data/recipes.json']).toMatchObject([
    { id, title: 'Bean stew', externalId: 'https://example.org/stew' },
  ]);
  expect(JSON.parse(held['recipes/recipes.jsonld'] as string)).toMatchObject([
    { '@type': 'Recipe', name: 'Bean stew' },
  ]);

  second = await startTestApp();
  const elsewhere = await makeUser(second.db);
  const { read, applied } = await importInto(second, elsewhere, file);
  expect(read.preview.others).toContainEqual({ noun: 'recipes', total: 1, toAdd: 1 });
  expect(applied).toMatchObject({ state: 'applied', result: { others: { recipes: 1 } } });
  const [here, there] = [
    (await findRecipe(app.db, scopeOf(anna), id))!,
    (await findRecipe(second.db, scopeOf(elsewhere), id))!,
  ];
  const bare = ({ image: _image, updatedAt: _at, ingredients, steps, ...recipe }: typeof here) => ({
    ...recipe,
    ingredients: ingredients.map(({ id: _id, foodId: _food, ...line }) => line),
    steps: steps.map(({ id: _id, ...step }) => step),
  });
  expect(bare(there)).toEqual(bare(here));
  expect(existsSync(join(second.config.uploadsDir, (await imagesOf(second, id))!.image_file))).toBe(true);

  const again = await importInto(second, elsewhere, file);
  expect(again.read.preview.others).toContainEqual({ noun: 'recipes', total: 1, toAdd: 0 });

  const neighbour = await makeUser(second.db);
  await importInto(second, neighbour, file);
  const count = await selectRow<{ count: number }>(second.db, 'select count(*)::int as count from recipes');
  expect(count!.count).toBe(2);
});

test('own foods, what lines mean and what measures weigh at home come along; a recipe brought elsewhere says the same of nutrition', async () => {
  const api = app.withToken(await makeToken(app.db, anna));
  const food = (
    await api.post('/api/v1/foods').send({ name: 'Zorblax', kcal: 250, proteinG: 10, carbG: 5, fatG: 20 })
  ).body;
  const lines = ['100 g zorblax', '50 g snarf', '20 g gleep', '2 slices zorblax', '1 slice butter'];
  const recipe = { title: 'Odd dish', yieldsServings: 1, ingredients: lines.map((text) => ({ text })) };
  const { id, ingredients } = (await api.post('/api/v1/recipes').send(recipe)).body;
  const line = (at: number) => `/api/v1/recipes/${id}/ingredients/${ingredients[at].id}/food`;
  await api.put(line(1)).send({ foodId: food.id });
  const butter = await selectRow<{ id: string }>(
    app.db,
    "select id from foods where name = 'butter' limit 1",
  );
  await api.put(line(2)).send({ foodId: butter!.id });
  await api.put(`/api/v1/foods/${food.id}/household-portion`).send({ unit: 'slice', grams: 37.5 });
  await api.put(`/api/v1/foods/${butter!.id}/household-portion`).send({ unit: 'slice', grams: 9 });
  const { nutrition } = (await api.get(`/api/v1/recipes/${id}`)).body;
  expect(nutrition).toMatchObject({ complete: true });

  second = await startTestApp();
  const elsewhere = await makeUser(second.db);
  const { applied } = await importInto(second, elsewhere, await exportOf(app, anna));
  expect(applied.result.others).toMatchObject({ foods: 1, recipes: 1 });
  expect((await findRecipe(second.db, scopeOf(elsewhere), id))!.nutrition).toEqual(nutrition);
  const weights = () =>
    selectRows<{ unit: string; grams: number }>(
      second!.db,
      'select unit, grams from food_portions where household_id = :householdId order by grams',
      { householdId: elsewhere.householdId },
    );
  expect(await weights()).toEqual([
    { unit: 'slice', grams: 9 },
    { unit: 'slice', grams: 37.5 },
  ]);
  const theirs = second.withToken(await makeToken(second.db, elsewhere));
  await theirs.delete(`/api/v1/imports/${applied.id}/application`).expect(200);
  expect(await weights()).toEqual([]);
});
